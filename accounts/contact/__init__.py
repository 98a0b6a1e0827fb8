"""The contact gate, the contact log, call-backs and the dial list."""
