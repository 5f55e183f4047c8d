"""Catalogue files: the format, a strict reader, and the library that ships with the product."""
