"""The lines of credit reports by the codes of each pack, and the checks that they have to pass."""
