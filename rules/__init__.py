"""The law: decrees, exact money, apportionment and what follows from them.

Pure functions on plain values; nothing in this package imports a library, a file format or another
room of the house. What one row of a table looks like, how a file is read and when the work is done
belong elsewhere.
"""
