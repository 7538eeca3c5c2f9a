"""The mechanisms that decrees are made of, one module each: what each pays, says, rests on and could still give.

A mechanism knows no decree: amounts, limits, months and words come from the declaration that uses it.
"""
