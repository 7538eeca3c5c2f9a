"""The final report of one programme to the government."""
