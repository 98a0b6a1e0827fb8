"""The rows of each queue: which facts put somebody into it."""
