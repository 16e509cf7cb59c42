"""iCalendar files that real clients accept: entries, the time zone, the file around them."""
