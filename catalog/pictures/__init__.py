"""Pictures of models: what a file is, its two sizes, and their addresses."""
