"""Many scenarios at once, in arrays: twins of the rules that give the same kronor faster.

The law stays in `rules`. A twin takes what it can express; everything else is computed by the rules, one by one.
"""
