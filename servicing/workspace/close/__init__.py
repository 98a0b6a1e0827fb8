"""Pages of the nightly close and its files."""
