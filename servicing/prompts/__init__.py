"""What to say on the telephone, per situation and language: lawful, short, and ending in help."""
