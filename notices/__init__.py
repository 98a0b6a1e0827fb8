"""The post: what must be written to whom by when, and the proof of it. Reads the book, never writes it."""
