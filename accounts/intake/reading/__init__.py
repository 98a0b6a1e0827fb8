"""From an offered file to rows, and from bad rows back to a file."""
