"""Times, told in few words."""

from collections.abc import Collection


def format_timings(seconds: Collection[float]) -> str:
    """Return the median, the 99th percentile and the slowest, in milliseconds."""
    ordered = sorted(seconds)
    places = {"median": len(ordered) // 2, "p99": len(ordered) * 99 // 100, "slowest": -1}
    return ", ".join(f"{name} {1000 * ordered[place]:.0f} ms" for name, place in places.items())
