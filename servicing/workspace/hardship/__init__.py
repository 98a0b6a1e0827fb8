"""Help for people in difficulty: statements, options, offers, plans, and the desk that looks after them."""
