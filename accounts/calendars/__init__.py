"""Working calendars: as the holiday library knows them, as people corrected them."""
