"""A book of invented people and their card accounts, as a card processor would send it.

Nobody in it exists; telephone numbers, e-mail addresses and streets are fictional or reserved for
fiction where the country reserves any. Every account follows from the seed and its number alone, so a
book of any size streams out with flat memory.
"""

from servicing.demo.book.writing import write_book

__all__ = ["write_book"]
