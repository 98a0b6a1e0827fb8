# One form of a day on every page, short enough for a column.
DATE_FORMAT = "j M Y"
YEAR_MONTH_FORMAT = "M Y"
