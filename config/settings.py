"""The one settings file: production by default. Every variable is listed in docs/reference/settings.md."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from config.databases import build_databases
from config.env import Environment, env_file_path
from config.spectacular import SPECTACULAR_SETTINGS  # noqa: F401 - a setting like those below

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment(env_file_path())

SECRET_KEY = env.signing_key("SECRET_KEY", "give a random text of 50 characters or more, or run manage.py quickstart")
# While it is rotated: what former keys have signed still counts.
SECRET_KEY_FALLBACKS = env.former_signing_keys("SECRET_KEY_FALLBACKS", "take the weak one out")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", "for example catalogue.example.com,localhost")
DEBUG = env.boolean("DEBUG", default=False)
HTTPS_ONLY = env.boolean("HTTPS_ONLY", default=True)
TRUST_PROXY = env.boolean("TRUST_PROXY", default=False)

# Applications

INSTALLED_APPS = [
    # First: catalog.ops.login_events tells what axes has found.
    "axes",
    # Before those whose commands it replaces: theirs would leave no trace.
    "catalog",
    "django.contrib.admin",
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
    # Before anything reads a body, as the CSRF check does.
    "catalog.middleware.body_limits.BodyLimitMiddleware",
    "catalog.middleware.login_limits.LoginLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "catalog.middleware.session_limits.SessionLimitsMiddleware",
    "catalog.middleware.stale_sessions.StaleSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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
"""Of PostgreSQL: copies that reads are taken from."""

DATABASE_ROUTERS = ["catalog.db.router.ReplicaRouter"] if REPLICA_ALIASES else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Caches: `default` holds the rate limit's counters, and nothing else. Without Redis each worker counts for itself.

REDIS_URL = env.redis_url("REDIS_URL")
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "catalog.ops.cache.FallbackRedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    # Far more than callers in a minute: at Django's 300, made-up client ids would push out the counters of others.
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}},
    "figures": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "figures"},
}

BODY_CACHE_BYTES = env.integer("BODY_CACHE_BYTES", default=2 * 2**20, minimum=0, maximum=2**40)
"""What each worker may keep of its answers, in bytes; 0 is off. docs/performance.md says what more would gain."""

# Callers

API_RATE_LIMIT = env.integer("API_RATE_LIMIT", default=600, minimum=0, maximum=1_000_000)
"""Requests a minute for one API client or user; 0 is off."""

TOKEN_RATE_LIMIT = env.integer("TOKEN_RATE_LIMIT", default=30, minimum=0, maximum=1_000_000)
"""Token requests a minute for one client id and address; 0 is off."""

LOGIN_RATE_LIMIT = env.integer("LOGIN_RATE_LIMIT", default=20, minimum=0, maximum=1_000_000)
"""Logins to the admin a minute from one address, or from one /64 of IPv6; 0 is off."""

WORKERS = env.integer("WORKERS", default=2, minimum=1, maximum=64)
"""Processes that serve."""
THREADS = env.integer("THREADS", default=2, minimum=1, maximum=64)
"""Of each process: so many requests are under way at once, each with its own connection to the database."""

INBOX_SECONDS = env.integer("INBOX_SECONDS", default=1, minimum=0, maximum=3600)
"""Seconds between two writes of the reports that were not recognised; 0 is off."""

CATALOGUE_BROWSER = env.choice("CATALOGUE_BROWSER", ["off", "staff", "public"])
"""Who may leaf through the catalogue without an API client or the admin: nobody, staff, everybody."""

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# Logins to the admin: five failures lock that name at that address for a while, whether there is such a user or not.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "catalog.ops.login_events.client_ip_or_none"
AXES_USERNAME_CALLABLE = "catalog.ops.login_attempts.get_name_key"
AXES_HANDLER = "catalog.ops.login_attempts.NameKeyHandler"
AXES_LOCKOUT_CALLABLE = "catalog.ops.login_events.lockout_response"
AXES_DISABLE_ACCESS_LOG = True  # catalog.ops.login_events tells of logins
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SECOND_FACTOR = env.choice("SECOND_FACTOR", ["optional", "superusers", "staff"])
"""Who must have a second factor to log in to the admin. Whoever has set one up is asked for it in any case."""
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
OAUTH2_PROVIDER = {
    "SCOPES": {"models:read": "Read the catalogue", "models:write": "Change the catalogue"},
    "SCOPES_BACKEND_CLASS": "catalog.api.oauth.ClientScopesBackend",
    # Knows the client credentials grant and no other.
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "OAUTH2_VALIDATOR_CLASS": "catalog.api.oauth.RotatingSecretValidator",
    "OAUTH2_BACKEND_CLASS": "catalog.api.oauth.FormOrJsonBackend",
    "CLIENT_SECRET_HASHER": "pbkdf2_sha256_client_secret",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    # Either would fetch URLs that a caller names, before any secret was shown.
    "CIMD_ENABLED": False,
    "DCR_ENABLED": False,
    "OAUTH2_GRANT_TYPES_SUPPORTED": ["client_credentials"],
    "OAUTH2_RESPONSE_TYPES_SUPPORTED": [],
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
    "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
}

# API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "catalog.api.authentication.BearerAuthentication",
        # Second, so that nobody is answered 401 and not 403.
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["catalog.api.permissions.CataloguePermission"],
    "DEFAULT_THROTTLE_CLASSES": ["catalog.api.throttling.CallerThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["catalog.api.renderers.CatalogueRenderer"],
    "DEFAULT_PARSER_CLASSES": ["catalog.api.parsers.StrictJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "catalog.api.negotiation.StrictContentNegotiation",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "catalog.api.errors.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "URL_FORMAT_OVERRIDE": None,
    "UNICODE_JSON": True,
    "COMPACT_JSON": True,
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
"""Bytes of a body, on all routes but that of imports: catalog.middleware.body_limits."""

# No form takes a file; the import's own handler keeps it in memory.
FILE_UPLOAD_HANDLERS = ["catalog.middleware.body_limits.NoFilesUploadHandler"]

# Security: closed unless HTTPS_ONLY is opened for a loopback trial.

SECURE_SSL_REDIRECT = HTTPS_ONLY
# All of them: HttpsOnlyMiddleware redirects, and tells what may not be redirected from what may.
SECURE_REDIRECT_EXEMPT = [""]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS_ONLY
SECURE_HSTS_PRELOAD = HTTPS_ONLY
# Behind a proxy that does not pass the port on in Host, forms come from another origin than they seem to go to.
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS_ONLY
# The prefix binds a cookie to this host and to HTTPS: no neighbour under the same domain can set it.
_COOKIE_PREFIX = "__Host-" if HTTPS_ONLY else ""
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_AGE = 12 * 3600  # catalog.models.user_sessions ends the session itself, and earlier where it is idle
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# Believed only when a proxy that sets it itself is declared.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

# Words, times, files

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
# Found once at the start and served from there: nothing to collect before the first request.
WHITENOISE_USE_FINDERS = True
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# Log, a line a record on stderr, and metrics

METRICS_TOKEN = env.secret("METRICS_TOKEN", minimum=16)
"""What Prometheus shows to read /metrics; without it there are none."""

LOG_FORMAT = env.choice("LOG_FORMAT", ["json", "text"])
LOG_LEVEL = env.choice("LOG_LEVEL", ["info", "debug", "warning", "error"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "catalog.ops.log_format.JsonFormatter"},
        "text": {"()": "catalog.ops.log_format.TextFormatter"},
    },
    "filters": {"with traceback": {"()": "catalog.ops.log_format.ExceptionsOnlyFilter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "catalog": {"level": LOG_LEVEL.upper()},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR", "filters": ["with traceback"]},
        # A bad Host is its caller's affair, and its status in the request's own line.
        "django.security": {"level": "CRITICAL"},
        # What it says, catalog.ops.login_events says without what was typed.
        "axes": {"level": "CRITICAL"},
    },
}
