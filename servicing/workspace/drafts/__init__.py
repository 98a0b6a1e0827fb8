"""Nothing typed is lost: drafts on the server, saves that meet a newer text, acts that can be undone."""
