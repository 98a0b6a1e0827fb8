"""Help for people in difficulty: what they can pay, what is offered, what is agreed (rules, section 8)."""
