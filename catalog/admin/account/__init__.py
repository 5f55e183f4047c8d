"""Pages of the admin about whoever is logged in: one's password, sessions and second factor."""
