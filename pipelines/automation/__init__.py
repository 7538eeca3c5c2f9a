"""What starts by itself: noticing deliveries, days of the calendar, and telling people."""
