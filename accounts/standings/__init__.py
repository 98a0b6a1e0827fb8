"""Where accounts stand: facts, the rule for many at once, and reconciliation with the prints."""
