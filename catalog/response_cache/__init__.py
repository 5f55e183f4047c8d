"""WSGI layer in front of Django that serves repeated reads of the API from memory.

It stores responses of Django unchanged. The key contains the catalogue revision, which each request reads from the
database, so cached responses are never outdated. Django handles all other requests, including errors.
"""
