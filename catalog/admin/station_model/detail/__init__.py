"""The page of a station model: a place to read, with tabs."""
