"""Disputes and complaints: their steps, deadlines and credits."""
