"""Whether a person may be contacted now, and from when (rules, section 10): the rule itself, pure.

``accounts.gate`` asks it about the book.
"""
