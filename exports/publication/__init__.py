"""Open data: the published tables, what is hidden in them, and their data dictionary."""
