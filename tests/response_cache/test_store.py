"""The store of responses keeps what is used, within its bytes."""

import tracemalloc

import pytest

from catalog.response_cache.store import CachedResponse, ResponseStore

HEADERS = [("Content-Type", "application/json"), ("Cache-Control", "private, no-cache"), ("X-Frame-Options", "DENY")]


def a_response(body: bytes = b"", headers: list[tuple[str, str]] | None = None) -> CachedResponse:
    return CachedResponse(status="200 OK", headers=headers or [], body=body, etag='"1-1"', route="/models")


def test_the_store_never_takes_more_bytes_than_it_may() -> None:
    store = ResponseStore()
    sizes = []

    for number in range(200):
        store.set(("/", str(number)), a_response(b"x" * (number * 37 % 900)), max_bytes=20_000)
        sizes.append(store.size)

    assert 15_000 < max(sizes) <= 20_000
    assert store.get(("/", "199")) is not None
    assert store.get(("/", "0")) is None


def test_a_response_that_is_used_stays_and_the_others_go_first() -> None:
    store = ResponseStore()

    for number in range(100):
        store.set(("/", str(number)), a_response(), max_bytes=5_000)
        store.get(("/", "0"))

    assert store.get(("/", "0")) is not None
    assert store.get(("/", "50")) is None


def test_a_response_larger_than_the_store_is_not_kept() -> None:
    store = ResponseStore()
    store.set(("/", "small"), a_response(), max_bytes=5_000)

    store.set(("/", "large"), a_response(b"x" * 5_000), max_bytes=5_000)

    assert store.get(("/", "large")) is None
    assert store.get(("/", "small")) is not None


def test_a_response_that_is_kept_again_counts_once() -> None:
    store = ResponseStore()
    for _ in range(3):
        store.set(("/", "same"), a_response(b"x" * 100), max_bytes=50_000)
    once = store.size

    store.set(("/", "same"), a_response(), max_bytes=50_000)

    assert store.size == once - 100


def test_clearing_the_store_leaves_nothing() -> None:
    store = ResponseStore()
    store.set(("/", "one"), a_response(b"x"), max_bytes=5_000)

    store.clear()

    assert (store.get(("/", "one")), store.size) == (None, 0)


@pytest.mark.parametrize("link", ["", 200 * "x"])
def test_a_response_takes_no_more_memory_than_is_counted(link: str) -> None:
    store = ResponseStore()
    tracemalloc.start()

    for number in range(5_000):
        # Each text is an object of its own, as those of a request and its response are.
        own = [(name, f"{value} {number}".partition(f" {number}")[0]) for name, value in HEADERS]
        headers = [*own, ("Content-Length", str(number)), *([("Link", f"{link}{number}")] if link else [])]
        key = (200, "testserver", "http", None, number, f"/models/{number:036}", f"limit={number:03}")
        store.set(key, a_response(f"{number:0600}".encode(), headers), max_bytes=50_000_000)

    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.7 * store.size < taken <= store.size
