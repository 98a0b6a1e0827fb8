# One form of a day on every page, short enough for a column.
DATE_FORMAT = "j b Y"
YEAR_MONTH_FORMAT = "b Y"
