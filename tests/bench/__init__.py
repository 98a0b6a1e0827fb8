"""What the night costs against the physical floor, measured in one run: ``make bench ACCOUNTS=100000``.

``book`` makes a book of its own in a database of its own, set by set; ``night``, ``intake`` and ``reports``
measure; ``__main__`` runs them for the size asked for and, for growth, for a tenth of it.
"""
