"""The API under ``/api/v1/``: how other systems read the book, add to it and hear of it (section 14)."""
