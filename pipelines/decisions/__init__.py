"""Deciding payments: by whom, on what, and what is decided. Nothing of the command line's wording of options."""
