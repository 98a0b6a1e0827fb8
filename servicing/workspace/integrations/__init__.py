"""The systems around the book: their tokens, and what they are told."""
