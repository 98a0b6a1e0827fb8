"""Calls, call-backs and the contact log."""
