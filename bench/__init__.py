"""How fast it is, against something known, measured in one run: `make bench`, or `python -m bench NAME...` for some.

A module per line or group of lines of the table; each has `results(place)`, which measures with what it needs in the
empty folder `place`. Whether the results are right belongs in the tests.
"""
