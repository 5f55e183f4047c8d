"""The tables of the peers, each with the indexes that its queries want."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


def now() -> object:
    return timezone.now().replace(microsecond=0)


class Token(models.Model):
    """A bearer token, as its SHA-256."""

    digest = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest


class StationModel(models.Model):
    seq = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, default=uuid.uuid4)
    vendor = models.CharField(max_length=200)
    model = models.CharField(max_length=200)
    vendor_key = models.CharField(max_length=600)
    model_key = models.CharField(max_length=600)
    friendly_name = models.CharField(max_length=200, null=True)
    power_type = models.CharField(max_length=20, choices=[(name, name) for name in ("AC_1_PHASE", "AC_3_PHASE", "DC")])
    ocpp_url_key = models.CharField(max_length=200)
    image_url = models.CharField(max_length=500, null=True)
    archived = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)
    updated_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [
            models.Index(fields=["archived", "seq"], name="peer_in_order"),
            models.Index(fields=["archived", "vendor_key", "seq"], name="peer_by_vendor"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor_key", "model_key"], condition=models.Q(archived=False), name="peer_has_no_twin"
            )
        ]

    def __str__(self) -> str:
        return f"{self.vendor} {self.model}"


class Connector(models.Model):
    station_model = models.ForeignKey(StationModel, models.CASCADE, related_name="connectors")
    position = models.PositiveSmallIntegerField()
    connector_id = models.IntegerField()
    connection_type = models.CharField(max_length=20)
    format = models.CharField(max_length=10)
    max_amperage = models.FloatField()
    max_voltage = models.FloatField()
    max_power_watts = models.FloatField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return str(self.connector_id)


class Rendered(models.Model):
    """A model as the floor keeps it: its JSON, and the keys that find it."""

    seq = models.BigIntegerField(primary_key=True)
    id = models.UUIDField(unique=True)
    vendor_key = models.TextField()
    model_key = models.TextField()
    archived = models.BooleanField()
    body = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["archived", "seq"], name="rendered_in_order"),
            models.Index(fields=["archived", "vendor_key", "seq"], name="rendered_by_vendor"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor_key", "model_key"], condition=models.Q(archived=False), name="rendered_has_no_twin"
            )
        ]

    def __str__(self) -> str:
        return self.body


class Revision(models.Model):
    """One row: the number of the floor's last change."""

    number = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.number)
