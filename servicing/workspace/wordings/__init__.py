"""Pages of notice kinds, their words and letterheads."""
