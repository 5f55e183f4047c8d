"""Editing many selected models at once: form, preview and page."""
