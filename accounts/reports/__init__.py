"""Questions to the whole book, and one account explained."""
