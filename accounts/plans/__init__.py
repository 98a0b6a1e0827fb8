"""Hardship plans: agreed, evaluated, changed and ended (rules, section 8)."""
