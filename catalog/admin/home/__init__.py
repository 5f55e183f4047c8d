"""Home: what needs a person, then the quality of the data, then its use."""
