"""Database plumbing below the models: compiled queries, bulk writes, snapshots, the replica router."""
