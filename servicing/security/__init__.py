"""What protects the workspace whatever a page does: bodies, forms sent twice, sessions, passwords."""
