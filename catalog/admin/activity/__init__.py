"""Activity: who changed what, as sentences, with filters and an export."""
