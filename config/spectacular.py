"""Settings of drf-spectacular. They do not depend on the environment."""

SPECTACULAR_SETTINGS = {
    "TITLE": "Charging station models",
    "VERSION": "1.0.0",
    "DESCRIPTION": "Look up charging station models by what the hardware reports: connectors, ratings, and the OCPP "
    "configuration key for the back-end URL.\n\n"
    "**Authentication:** request an access token from `/oauth/token` (OAuth 2.0 client credentials) and send it as "
    "`Authorization: Bearer <token>`.\n\n"
    "**Errors** are RFC 9457 problems; branch on `code`.\n\n"
    "**Versioning:** changes to `v1` are backward-compatible.\n\n"
    "Guides: [/docs](/docs).",
    "SERVERS": [{"url": "/", "description": "This service"}],
    "TAGS": [{"name": "Charging Station Models", "description": "Charging station models of the catalogue."}],
    "OAS_VERSION": "3.1.0",
    "DEFAULT_GENERATOR_CLASS": "catalog.api.openapi.generator.CatalogueGenerator",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "catalog.api.openapi.generator.postprocess",
    ],
    "COMPONENT_SPLIT_PATCH": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "defaultModelsExpandDepth": 0, "displayRequestDuration": True},
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # `catalog.api.openapi.views` serves the document; it is not an operation of the API.
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "PowerType": "catalog.choices.PowerType",
        "ConnectionType": "catalog.choices.ConnectionType",
        "ConnectorFormat": "catalog.choices.ConnectorFormat",
        "HistoryAction": "catalog.models.Action",
        "HistoryDoor": "catalog.models.Channel",
        "Match": "catalog.api.resolve_responses.MATCH_CHOICES",
        "MatchRule": "catalog.api.resolve_responses.RULE_CHOICES",
    },
}
