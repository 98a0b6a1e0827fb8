"""The page of an account and what is done there."""
