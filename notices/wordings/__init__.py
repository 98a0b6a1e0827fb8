"""The words of notices, in versions that two people approve."""
