"""Payments on their way, and the mandates that collect them."""
