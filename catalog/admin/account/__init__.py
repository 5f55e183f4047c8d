"""Pages of the own account: login, password, sessions and second factor."""
