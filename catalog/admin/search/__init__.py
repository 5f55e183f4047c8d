"""Search over all that staff can open."""
