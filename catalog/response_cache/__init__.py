"""A WSGI layer in front of Django that answers repeated reads of the API from memory.

Every response that it keeps was built by Django and is sent again as it came. It is keyed by the catalogue's revision,
which is read from the database in every request, so no reader is ever shown anything stale. Django answers all else,
refusals and errors included.
"""
