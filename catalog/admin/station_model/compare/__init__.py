"""Comparing two to four models, and taking a value from one into another."""
