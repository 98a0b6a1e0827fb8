"""The people of the book: who they are, how each is reached, what they wish."""
