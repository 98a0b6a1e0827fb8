"""What is asked of every request before it is read: how long it is, who sends it, and how many there are."""
