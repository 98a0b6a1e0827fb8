"""Intake: the files of the issuer become facts of the book (rules, sections 2 and 11).

``file_types`` says what each file holds, ``parsers`` what one value may be, ``reading`` turns bytes into
rows, ``loader`` takes a file in: all of it, or nothing of it.
"""

from accounts.intake.loader import Intake, Outcome, load

__all__ = ["Intake", "Outcome", "load"]
