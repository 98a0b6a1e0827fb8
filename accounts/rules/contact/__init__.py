"""May this person be contacted now, and from when: pure (rules, section 10)."""
