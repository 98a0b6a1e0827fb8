"""What every address of the API has in common: tokens, problems, pages, keys, and their description."""
