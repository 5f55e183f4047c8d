"""Creates `.env` before settings are imported, for `manage.py quickstart`."""

import os
import secrets
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured

from config.env import env_file_path

_ENV_TEMPLATE: Final = """\
# Secret key for signing sessions. Generated for this installation; keep it secret.
SECRET_KEY={key}

# Allowed host names, comma-separated.
ALLOWED_HOSTS=localhost,127.0.0.1,[::1]

# For local use only. Remove this line in production to enforce HTTPS.
HTTPS_ONLY=false

# Plain-text log for terminals. Remove this line to log JSON.
LOG_FORMAT=text

# Access to the catalogue pages at /catalogue: off, staff or public.
CATALOGUE_BROWSER=staff
"""


def write_env_file() -> None:
    """Write the environment file, unless it exists or SECRET_KEY is set. Idempotent.

    Raises ImproperlyConfigured if the file cannot be written.
    """
    file = env_file_path()
    if file is None or file.exists() or os.environ.get("SECRET_KEY"):
        return
    try:
        _write(file, _ENV_TEMPLATE.format(key=secrets.token_urlsafe(50)))
    except OSError as error:
        msg = f"{file} cannot be written: {error.strerror}"
        raise ImproperlyConfigured(msg) from error


def set_placeholder_settings() -> None:
    """Set required settings for this process, so that help works without an environment file."""
    for name, value in {"SECRET_KEY": secrets.token_urlsafe(50), "ALLOWED_HOSTS": "localhost"}.items():
        os.environ.setdefault(name, value)


def _write(file: Path, text: str) -> None:
    """Write the file atomically and readable only by its owner. Keep an existing file."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        # Unlike a rename, `link` fails if another process has created the file.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
