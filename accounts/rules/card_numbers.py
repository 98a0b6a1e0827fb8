"""How a card number is told from other digits: 13 to 19 of them that pass the Luhn check."""

import re

SHORTEST, LONGEST = 13, 19
RUN = re.compile(r"\d(?:[\s\-]*\d){12,}", re.ASCII)


def holds_one(run: str) -> bool:
    """Groups of digits side by side, since a card number may stand next to another number."""
    groups = re.split(r"[\s\-]+", run)
    for first in range(len(groups)):
        digits = ""
        for group in groups[first:]:
            digits += group
            if len(digits) > LONGEST:
                break
            if len(digits) >= SHORTEST and _passes_luhn(digits):
                return True
    return False


def _passes_luhn(digits: str) -> bool:
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0
