"""The rules about many station models: lookups, search, creation. Each module builds on the one before."""
