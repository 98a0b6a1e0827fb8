"""How statements reach PostgreSQL: the scratch tables of a session."""
