"""The contract as others would build it: small, and as an expert of each framework would write it."""
