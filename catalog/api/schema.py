"""The OpenAPI document."""

from drf_spectacular.openapi import AutoSchema


class CatalogueSchema(AutoSchema):
    pass
