"""The first `.env`, written before settings are read: `manage.py quickstart` runs where nothing is configured yet."""

import os
import secrets
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured

from config.env import env_file_path

_ENV_TEMPLATE: Final = """\
# Signs sessions and links. Random, for this installation only; whoever knows it can forge both.
SECRET_KEY={key}

# The names under which requests may come in, with commas between them.
ALLOWED_HOSTS=localhost,127.0.0.1,[::1]

# For a trial on this machine. Take the line out where others reach the service: plain HTTP is refused then.
HTTPS_ONLY=false

# For people who watch it. Take the line out where machines read the log.
LOG_FORMAT=text

# Who may leaf through the models at /catalogue: off, staff who have logged in to the admin, or public.
CATALOGUE_BROWSER=staff
"""


def write_env_file() -> None:
    """Write the environment file, unless there is one or the environment has a SECRET_KEY. Idempotent.

    Raises ImproperlyConfigured where it cannot be written.
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
    """Set what settings require for this process alone: help is shown without writing anything."""
    for name, value in {"SECRET_KEY": secrets.token_urlsafe(50), "ALLOWED_HOSTS": "localhost"}.items():
        os.environ.setdefault(name, value)


def _write(file: Path, text: str) -> None:
    """Whole or not at all, readable by its owner only, and never over another file."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        # Unlike a rename, fails where another quickstart was quicker: its key is in use by now.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
