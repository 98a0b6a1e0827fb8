"""One letter: its figures, words and form."""
