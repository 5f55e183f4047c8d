"""Settings. The defaults are for production. docs/reference/settings.md lists all environment variables."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from config.databases import build_databases
from config.env import Environment, env_file_path
from config.log_config import build_logging
from config.oauth_provider import OAUTH2_PROVIDER  # noqa: F401 - a setting like those below
from config.spectacular import SPECTACULAR_SETTINGS  # noqa: F401 - a setting like those below

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment(env_file_path())

SECRET_KEY = env.signing_key("SECRET_KEY", "set it to at least 50 random characters, or run manage.py quickstart")
# Previous keys, which still verify signatures during a rotation.
SECRET_KEY_FALLBACKS = env.previous_signing_keys("SECRET_KEY_FALLBACKS", "remove it")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", "for example catalogue.example.com,localhost")
DEBUG = env.boolean("DEBUG", default=False)
HTTPS_ONLY = env.boolean("HTTPS_ONLY", default=True)
TRUST_PROXY = env.boolean("TRUST_PROXY", default=False)
SITE_NAME = env.string("SITE_NAME", "Charging station catalogue")
"""Name in the header and the title of all pages."""

# Applications

INSTALLED_APPS = [
    # First, because catalog.ops.login_events logs its lockouts.
    "axes",
    # Before the apps whose commands it overrides.
    "catalog",
    "config.admin.CatalogueAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "oauth2_provider",
    "django_otp",
    "django_otp.plugins.otp_totp",
]

MIDDLEWARE = [
    "catalog.middleware.response_headers.ResponseHeadersMiddleware",
    "catalog.middleware.request_log.RequestLogMiddleware",
    "catalog.middleware.tag_lists.TagListMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "catalog.middleware.probes.ProbeMiddleware",
    "catalog.middleware.https_only.HttpsOnlyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Before CsrfViewMiddleware, which reads the body.
    "catalog.middleware.body_limits.BodyLimitMiddleware",
    "catalog.middleware.login_limits.LoginLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "catalog.middleware.session_limits.SessionLimitsMiddleware",
    "catalog.middleware.stale_sessions.StaleSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "catalog.middleware.unsaved_posts.UnsavedPostMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "catalog.middleware.retry.RetryTransactionMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "catalog.pages.context_processors.site_settings",
            ],
        },
    },
]

# Database

DATABASES = build_databases(env, BASE_DIR / "db.sqlite3")
REPLICA_ALIASES = [alias for alias in DATABASES if alias != "default"]
"""Aliases of read replicas (PostgreSQL)."""

DATABASE_ROUTERS = ["catalog.db.router.ReplicaRouter"] if REPLICA_ALIASES else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Caches: `default` contains only counters of rate limits. Without Redis each worker counts separately.

REDIS_URL = env.redis_url("REDIS_URL")
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "catalog.ops.cache.FallbackRedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    # With Django's default of 300, invented client IDs would evict the counters of others.
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}},
    "figures": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "figures"},
}

BODY_CACHE_BYTES = env.integer("BODY_CACHE_BYTES", default=2 * 2**20, minimum=0, maximum=2**40)
"""Size of the response cache per worker in bytes; 0 turns it off. See docs/performance.md."""

# Callers

API_RATE_LIMIT = env.integer("API_RATE_LIMIT", default=600, minimum=0, maximum=1_000_000)
"""Requests per minute for each API client or user; 0 turns the limit off."""

TOKEN_RATE_LIMIT = env.integer("TOKEN_RATE_LIMIT", default=30, minimum=0, maximum=1_000_000)
"""Token requests per minute for each client ID and address; 0 turns the limit off."""

LOGIN_RATE_LIMIT = env.integer("LOGIN_RATE_LIMIT", default=20, minimum=0, maximum=1_000_000)
"""Logins to the admin per minute from an IPv4 address or IPv6 /64 network; 0 turns the limit off."""

WORKERS = env.integer("WORKERS", default=2, minimum=1, maximum=64)
"""Number of worker processes."""
THREADS = env.integer("THREADS", default=2, minimum=1, maximum=64)
"""Threads per worker. Each has its own database connection."""

INBOX_SECONDS = env.integer("INBOX_SECONDS", default=1, minimum=0, maximum=3600)
"""Interval in seconds for writing unrecognised reports; 0 turns the inbox off."""

CATALOGUE_BROWSER = env.choice("CATALOGUE_BROWSER", ["off", "staff", "public"])
"""Access to the catalogue pages."""

PUBLIC_URL = env.origin("PUBLIC_URL")
"""Origin under which clients reach the service, for the URLs of pictures; by default that of the upload."""

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# Five failed logins lock the name at that address, even if the user does not exist.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "catalog.ops.login_events.client_ip_or_none"
AXES_USERNAME_CALLABLE = "catalog.ops.login_attempts.get_name_key"
AXES_HANDLER = "catalog.ops.login_attempts.NameKeyHandler"
AXES_LOCKOUT_CALLABLE = "catalog.ops.login_events.lockout_response"
AXES_DISABLE_ACCESS_LOG = True  # catalog.ops.login_events logs logins
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SECOND_FACTOR = env.choice("SECOND_FACTOR", ["optional", "superusers", "staff"])
"""Users who must have a second factor for the admin. Other users can set one up."""
OTP_TOTP_ISSUER = "Charging station catalogue"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_HASHERS = [
    "catalog.hashers.OneAtATimePasswordHasher",
    "catalog.hashers.ClientSecretHasher",
]
OAUTH2_PROVIDER_APPLICATION_MODEL = "catalog.ApiClient"

# API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "catalog.api.authentication.BearerAuthentication",
        # Second, so that anonymous requests get 401 and not 403.
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["catalog.api.permissions.CataloguePermission"],
    "DEFAULT_THROTTLE_CLASSES": ["catalog.api.throttling.CallerThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["catalog.api.renderers.CatalogueRenderer"],
    "DEFAULT_PARSER_CLASSES": ["catalog.api.parsers.StrictJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "catalog.api.negotiation.StrictContentNegotiation",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "catalog.api.error_handlers.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "URL_FORMAT_OVERRIDE": None,
    "UNICODE_JSON": True,
    "COMPACT_JSON": True,
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
"""Maximum request body in bytes. Imports have their own limit in catalog.middleware.body_limits."""

# Rejects files. The import sets its own handler.
FILE_UPLOAD_HANDLERS = ["catalog.middleware.body_limits.NoFilesUploadHandler"]

# Security. HTTPS_ONLY=false is for local use only.

SECURE_SSL_REDIRECT = HTTPS_ONLY
# All paths, because HttpsOnlyMiddleware redirects instead.
SECURE_REDIRECT_EXEMPT = [""]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS_ONLY
SECURE_HSTS_PRELOAD = HTTPS_ONLY
# Needed if a proxy does not pass on the port in Host.
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")
CSRF_FAILURE_VIEW = "catalog.http.error_pages.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS_ONLY
# The prefix restricts the cookie to this host and to HTTPS.
_COOKIE_PREFIX = "__Host-" if HTTPS_ONLY else ""
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_AGE = 12 * 3600  # catalog.models.user_sessions ends idle sessions earlier
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# Only trusted behind a proxy that sets the header.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

# Language, time zone, static files

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
FORMAT_MODULE_PATH = "config.formats"
STATIC_URL = "static/"
# Serves files without collectstatic.
WHITENOISE_USE_FINDERS = True
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# Log (on stderr) and metrics

METRICS_TOKEN = env.secret("METRICS_TOKEN", minimum=16)
"""Bearer token for /metrics, which is off without it."""

LOG_FORMAT = env.choice("LOG_FORMAT", ["json", "text"])
LOG_LEVEL = env.choice("LOG_LEVEL", ["info", "debug", "warning", "error"])
LOGGING = build_logging(LOG_FORMAT, LOG_LEVEL)
