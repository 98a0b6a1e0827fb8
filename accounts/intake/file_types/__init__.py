"""The kinds of files that the loader takes."""
