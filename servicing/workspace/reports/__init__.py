"""The reports: what a page, a file and a printed report are made of, and how each is shown."""
