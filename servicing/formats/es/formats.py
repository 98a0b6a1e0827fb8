# One form of a day on every page, short enough for a column.
DATE_FORMAT = "j b Y"
