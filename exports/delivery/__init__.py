"""What is said back about a delivery: its words, and its own file with the faults marked."""
