"""Values that are put aside in any number: a few in memory, many on disk."""

import pickle
import weakref
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Final, Generic, TypeVar

_MAX_IN_MEMORY: Final = 32 * 1024 * 1024
_BATCH_SIZE: Final = 500

_Value = TypeVar("_Value")


class Spool(Generic[_Value]):
    """A list of values that moves to a temporary file when it grows. It can be iterated any number of times.

    The file has no name, so that other users cannot read it, and it ends with the process.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] = SpooledTemporaryFile(max_size=_MAX_IN_MEMORY)  # noqa: SIM115 - closed with it
        weakref.finalize(self, self._file.close)
        self._last: list[_Value] = []
        self._length = 0

    def add(self, value: _Value) -> None:
        self._last.append(value)
        self._length += 1
        if len(self._last) == _BATCH_SIZE:
            self._file.seek(0, 2)
            pickle.dump(self._last, self._file, pickle.HIGHEST_PROTOCOL)
            self._last = []

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[_Value]:
        place = 0
        for _ in range((self._length - len(self._last)) // _BATCH_SIZE):
            self._file.seek(place)
            together: list[_Value] = pickle.load(self._file)  # noqa: S301 - what `add` wrote
            place = self._file.tell()
            yield from together
        yield from self._last
