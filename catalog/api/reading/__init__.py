"""The room of what is asked all day: who calls, at which revision the catalogue is, and what was answered at it before.

Chargers that boot and integrators that sync ask thousands of times for each change of the catalogue, so a read does as
little as can be true: one query for the caller and the revision (`caller`), then an answer from memory that was built
at that very revision (`bodies`), or a second query for it, put into words once (`catalog.prepared`). Nothing here waits
for a timeout and nothing is ever stale: token and revision are read from the database in every request. What each step
saved is in docs/performance.md. Whatever is added here is paid for by every request: measure it first.
"""
