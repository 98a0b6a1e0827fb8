"""A year of the invented book, day by day, with people in it who ask for help (rules, section 8)."""
