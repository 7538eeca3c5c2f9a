"""The package of evidence for one payment, and what is in it besides deliveries and results."""
