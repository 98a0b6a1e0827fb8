"""What codes of the rules are called, for people to read, in the language that is active."""
