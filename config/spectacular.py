"""What the OpenAPI document says of itself, and by what it is made: the same wherever the service runs."""

SPECTACULAR_SETTINGS = {
    "TITLE": "Charging station models",
    "VERSION": "1.0.0",
    "DESCRIPTION": "Which model is a charging station, which connectors has it, how is its OCPP URL setting called?\n\n"
    "Ask `/oauth/token` for a token with an API client's id and secret (client credentials), and send it as "
    "`Authorization: Bearer ...`. Every error is a problem (RFC 9457): decide on its `code`. Within `v1` changes only "
    "add. The guides are at [/docs](/docs).",
    "SERVERS": [{"url": "/", "description": "This service"}],
    "TAGS": [{"name": "Charging Station Models", "description": "The catalogue."}],
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
    # The document is its own; what it says of itself is no operation of the contract.
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "PowerType": "catalog.choices.PowerType",
        "ConnectionType": "catalog.choices.ConnectionType",
        "ConnectorFormat": "catalog.choices.ConnectorFormat",
        "HistoryAction": "catalog.models.Action",
        "HistoryDoor": "catalog.models.Channel",
        "Match": "catalog.api.resolutions.MATCH_CHOICES",
        "MatchRule": "catalog.api.resolutions.RULE_CHOICES",
    },
}
