"""How the secrets of API clients are hashed."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class ClientSecretHasher(PBKDF2PasswordHasher):
    """Few rounds: a secret is 128 random characters, so there is nothing to guess.

    The rounds of a password hash cost 300 ms a token request, which anyone could spend for us.
    """

    algorithm = "pbkdf2_sha256_client_secret"
    iterations = 1_000
