"""What needs a person, as querysets."""
