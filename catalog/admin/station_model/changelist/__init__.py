"""The list of station models: filters, saved views, columns and what can be done with a selection."""
