"""The rules about many station models: lookups, search, quality, creation. Each module builds on the one before."""
