"""Quality reviews: which calls and letters are looked at, by which questions, and what comes of it."""
