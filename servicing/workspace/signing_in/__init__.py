"""Signing in and out, the second factor, and what is one's own: password, clock, sessions."""
