"""Who is in the invented book: names, addresses, and which accounts belong to whom."""
