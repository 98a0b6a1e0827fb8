"""How SQL reaches PostgreSQL: named statements, scratch tables of a session, and the locks of a book."""
