"""The environment that the suite runs in, set before Django reads its settings: no developer's .env, no host's.

`DATABASE_URL` alone is kept: it says which database the suite runs on, SQLite where it is not set.
"""

import os
import tempfile
from pathlib import Path

os.environ.update(
    ENV_FILE="",
    SECRET_KEY="a-key-for-the-test-suite-and-for-nothing-else-0123456789",
    SECRET_KEY_FALLBACKS="",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    DEBUG="false",
    HTTPS_ONLY="false",
    TRUST_PROXY="false",
    CSRF_TRUSTED_ORIGINS="",
    REDIS_URL="",
    API_RATE_LIMIT="0",
    TOKEN_RATE_LIMIT="0",
    LOGIN_RATE_LIMIT="0",
    INBOX_SECONDS="0",
    WORKERS="2",
    LOG_FORMAT="json",
    LOG_LEVEL="info",
    CATALOGUE_BROWSER="off",
    METRICS_TOKEN="",
    SECOND_FACTOR="optional",
    # Playwright's synchronous calls keep an event loop running in the test's thread, which Django takes for a view.
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
)
if not os.environ.get("DATABASE_URL"):
    # A file, as in production: an in-memory database has no WAL and no second process.
    _folder = tempfile.TemporaryDirectory(prefix="catalogue-tests-")
    os.environ["DATABASE_URL"] = f"sqlite:///{Path(_folder.name) / 'catalogue.sqlite3'}"
