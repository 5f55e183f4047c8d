"""Settings of django-oauth-toolkit."""

OAUTH2_PROVIDER = {
    "SCOPES": {"models:read": "Read the catalogue", "models:write": "Change the catalogue"},
    "SCOPES_BACKEND_CLASS": "catalog.api.oauth.scopes.ClientScopesBackend",
    # Only the client credentials grant.
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "OAUTH2_VALIDATOR_CLASS": "catalog.api.oauth.validators.RotatingSecretValidator",
    "OAUTH2_BACKEND_CLASS": "catalog.api.oauth.backends.FormOrJsonBackend",
    "CLIENT_SECRET_HASHER": "pbkdf2_sha256_client_secret",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    # Both would fetch URLs from unauthenticated requests.
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
