"""The drill of the post: notices sent while everything around them is killed. Run by ``make drill``."""
