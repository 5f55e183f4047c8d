"""Settings of the two Django peers: what an API needs, and no more."""

import os

from psycopg.conninfo import conninfo_to_dict

SECRET_KEY = "of-a-benchmark-that-serves-nobody"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "rest_framework",
    "rest_framework.authtoken",
    "benchmarks.peers",
]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = os.environ.get("PEER_URLS", "benchmarks.peers.drf_app")
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TIME_ZONE = "UTC"
USE_TZ = True

_url = os.environ["PEER_DATABASE_URL"]
if _url.startswith("sqlite:///"):
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": _url.removeprefix("sqlite:///"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL;"},
        }
    }
else:
    _parts = conninfo_to_dict(_url)
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _parts["dbname"],
            "USER": _parts.get("user", ""),
            "PASSWORD": _parts.get("password", ""),
            "HOST": _parts.get("host", ""),
            "PORT": _parts.get("port", ""),
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}},
        }
    }

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%SZ",
}
