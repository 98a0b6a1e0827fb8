"""The demo: an invented book, and the work done with it."""
