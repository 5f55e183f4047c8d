"""How passwords and the secrets of API clients are hashed."""

import threading
from typing import Any, Final

from django.contrib.auth.hashers import PBKDF2PasswordHasher

hash_turn: Final = threading.Lock()
"""Held while this process computes the hash of a password."""


class PasswordHasherBusy(Exception):
    """Another thread of this process is hashing a password. Nothing has been checked or changed."""

    def __init__(self) -> None:
        super().__init__("Another password is being checked. Try again in a moment.")


class OneAtATimePasswordHasher(PBKDF2PasswordHasher):
    """Django's PBKDF2 hasher, limited to one thread of a process at a time. Other threads fail at once.

    A hash takes a quarter of a second of CPU, and anyone can cause one by logging in with an invented name. A thread
    that waited for its turn could not serve the API.
    """

    def encode(self, *args: Any, **kwargs: Any) -> str:
        """Raise PasswordHasherBusy while another thread hashes. Checking a password encodes it, too."""
        if not hash_turn.acquire(blocking=False):
            raise PasswordHasherBusy
        try:
            return str(super().encode(*args, **kwargs))
        finally:
            hash_turn.release()


class ClientSecretHasher(PBKDF2PasswordHasher):
    """Few rounds: a secret is 128 random characters, so there is nothing to guess.

    The rounds of a password hash cost 300 ms a token request, which anyone could spend for us.
    """

    algorithm = "pbkdf2_sha256_client_secret"
    iterations = 1_000
