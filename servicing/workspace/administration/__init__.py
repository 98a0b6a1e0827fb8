"""The team, the calendars and the rules."""
