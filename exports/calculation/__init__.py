"""Workbooks in which Excel itself computes a payment, so that an auditor can follow and change every step.

Each formula is stored with the value that the rules give; nothing here decides what is paid.
"""
