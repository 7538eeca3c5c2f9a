"""The formulas of each mechanism of `rules.mechanisms`, in a module of the same name.

A module here knows its mechanism and no decree: amounts, limits, months and words come from the declaration.
"""
