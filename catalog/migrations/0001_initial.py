import uuid
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
import oauth2_provider.generators
import oauth2_provider.models
from django.conf import settings
from django.db import migrations, models

import catalog.fields
import catalog.text


def begin_at_zero(apps, schema_editor):
    apps.get_model("catalog", "CatalogueRevision").objects.create()


class Migration(migrations.Migration):
    initial = True

    # The OAuth tables point at ApiClient, which stands in for the toolkit's own.
    run_before = [("oauth2_provider", "0001_initial")]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiClient",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "client_id",
                    models.CharField(
                        db_index=True,
                        default=oauth2_provider.generators.generate_client_id,
                        max_length=255,
                        unique=True,
                        verbose_name="client ID",
                    ),
                ),
                (
                    "redirect_uris",
                    models.TextField(
                        blank=True, help_text="Allowed URIs list, space separated", verbose_name="redirect URIs"
                    ),
                ),
                (
                    "post_logout_redirect_uris",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="Allowed Post Logout URIs list, space separated",
                        verbose_name="post logout redirect URIs",
                    ),
                ),
                (
                    "client_secret",
                    oauth2_provider.models.ClientSecretField(
                        blank=True,
                        db_index=True,
                        default=oauth2_provider.generators.generate_client_secret,
                        help_text="Client secret for authentication",
                        max_length=255,
                        verbose_name="client secret",
                    ),
                ),
                ("hash_client_secret", models.BooleanField(default=True, verbose_name="hash client secret")),
                ("skip_authorization", models.BooleanField(default=False, verbose_name="skip authorization")),
                ("created", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated", models.DateTimeField(auto_now=True, verbose_name="updated")),
                (
                    "algorithm",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No OIDC support"),
                            ("RS256", "RSA with SHA-2 256"),
                            ("HS256", "HMAC with SHA-2 256"),
                        ],
                        default="",
                        max_length=5,
                        verbose_name="algorithm",
                    ),
                ),
                (
                    "allowed_origins",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="Allowed origins list to enable CORS, space separated",
                        verbose_name="allowed origins",
                    ),
                ),
                (
                    "registration_source",
                    models.CharField(
                        choices=[
                            ("manual", "Manual"),
                            ("dcr", "Dynamic Client Registration"),
                            ("cimd", "Client ID Metadata Document"),
                        ],
                        default="manual",
                        help_text="How this application was registered (manual, DCR per RFC 7591, or CIMD)",
                        max_length=32,
                        verbose_name="registration source",
                    ),
                ),
                (
                    "cimd_expires_at",
                    models.DateTimeField(
                        blank=True,
                        default=None,
                        help_text="When the cached Client ID Metadata Document should be re-fetched",
                        null=True,
                        verbose_name="CIMD expires at",
                    ),
                ),
                ("name", catalog.fields.TrimmedTextField(max_length=200, unique=True)),
                (
                    "access",
                    models.CharField(
                        choices=[("read", "Read"), ("write", "Read and write")], default="read", max_length=10
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="A disabled client is refused at its next request.",
                        verbose_name="active",
                    ),
                ),
                ("client_type", models.CharField(default="confidential", editable=False, max_length=32)),
                (
                    "authorization_grant_type",
                    models.CharField(default="client-credentials", editable=False, max_length=44),
                ),
                (
                    "user",
                    models.ForeignKey(
                        help_text="The client acts for this user: staff rights are the owner's, access only narrows them.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_clients",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "API client",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="CatalogueRevision",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(default=0)),
                (
                    "begins_at",
                    models.BigIntegerField(
                        default=0, help_text="A reader who stopped before this number, and after 0, has to start over."
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="revision_is_one_row"),
                    models.CheckConstraint(
                        condition=models.Q(("begins_at__gte", 0), ("number__gte", models.F("begins_at"))),
                        name="revision_has_begun",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChargingStationModel",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "vendor",
                    catalog.fields.TrimmedTextField(
                        help_text="Manufacturer, as the catalogue writes it.", max_length=200
                    ),
                ),
                ("model", catalog.fields.TrimmedTextField(help_text="Product name or order code.", max_length=200)),
                (
                    "friendly_name",
                    catalog.fields.TrimmedTextField(
                        blank=True,
                        help_text="A display name; the one field that the API can change.",
                        max_length=200,
                        null=True,
                    ),
                ),
                (
                    "power_type",
                    models.CharField(
                        choices=[("AC_1_PHASE", "AC, 1 phase"), ("AC_3_PHASE", "AC, 3 phases"), ("DC", "DC")],
                        max_length=20,
                    ),
                ),
                (
                    "ocpp_url_key",
                    catalog.fields.TrimmedTextField(
                        help_text="Name of the configuration key that holds the back-end's URL, such as CentralSystemAddress.",
                        max_length=200,
                        verbose_name="OCPP URL key",
                    ),
                ),
                (
                    "image_url",
                    catalog.fields.TrimmedTextField(
                        blank=True,
                        help_text="Absolute http(s) URL. Never fetched by this service.",
                        max_length=500,
                        null=True,
                        validators=[catalog.text.require_web_url],
                        verbose_name="image URL",
                    ),
                ),
                ("archived_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("created_at", models.DateTimeField(editable=False)),
                ("updated_at", models.DateTimeField(editable=False)),
                (
                    "created_revision",
                    models.BigIntegerField(
                        editable=False,
                        help_text="The catalogue revision it came in with: the order of lists.",
                        unique=True,
                    ),
                ),
                ("revision", models.BigIntegerField(editable=False, help_text="That of its last change.", unique=True)),
                ("vendor_key", catalog.fields.CaseFoldedField(max_length=600, source="vendor")),
                ("model_key", catalog.fields.CaseFoldedField(max_length=600, source="model")),
                (
                    "archived",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(("archived_at__isnull", False)),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "document",
                    models.TextField(
                        editable=False,
                        help_text="The contract's JSON, written with the row: what is read together was true together.",
                    ),
                ),
            ],
            options={
                "ordering": ["created_revision"],
                "indexes": [
                    models.Index(fields=["archived", "created_revision"], name="station_model_in_order"),
                    models.Index(fields=["archived", "vendor_key", "created_revision"], name="station_model_by_vendor"),
                    models.Index(fields=["archived", "model_key", "created_revision"], name="station_model_by_model"),
                    models.Index(
                        fields=["archived", "vendor_key", "model_key", "created_revision"], name="station_model_by_both"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at__isnull", True)),
                        fields=("vendor_key", "model_key"),
                        name="station_model_has_no_active_twin",
                        violation_error_code="already_exists",
                        violation_error_message="An active model of this vendor and name is already in the catalogue.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("power_type__in", ["AC_1_PHASE", "AC_3_PHASE", "DC"])),
                        name="station_model_power_type_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.GreaterThanOrEqual(
                                django.db.models.functions.text.Length("vendor"), 1
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("vendor"), 200
                            ),
                            ("vendor", django.db.models.functions.text.Trim("vendor")),
                        ),
                        name="station_model_vendor_is_text",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.GreaterThanOrEqual(
                                django.db.models.functions.text.Length("model"), 1
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("model"), 200
                            ),
                            ("model", django.db.models.functions.text.Trim("model")),
                        ),
                        name="station_model_model_is_text",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.GreaterThanOrEqual(
                                django.db.models.functions.text.Length("friendly_name"), 1
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("friendly_name"), 200
                            ),
                            ("friendly_name", django.db.models.functions.text.Trim("friendly_name")),
                        ),
                        name="station_model_friendly_name_is_text",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.GreaterThanOrEqual(
                                django.db.models.functions.text.Length("ocpp_url_key"), 1
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("ocpp_url_key"), 200
                            ),
                            ("ocpp_url_key", django.db.models.functions.text.Trim("ocpp_url_key")),
                        ),
                        name="station_model_ocpp_url_key_is_text",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.GreaterThanOrEqual(
                                django.db.models.functions.text.Length("image_url"), 1
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("image_url"), 500
                            ),
                            ("image_url", django.db.models.functions.text.Trim("image_url")),
                        ),
                        name="station_model_image_url_is_text",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("image_url__istartswith", "http://"),
                            ("image_url__istartswith", "https://"),
                            _connector="OR",
                        ),
                        name="station_model_image_url_is_http",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("updated_at__gte", models.F("created_at")),
                            models.Q(
                                ("archived_at__isnull", True),
                                ("archived_at__gte", models.F("created_at")),
                                _connector="OR",
                            ),
                        ),
                        name="station_model_times_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("created_revision__gte", 1), ("revision__gte", models.F("created_revision"))
                        ),
                        name="station_model_revisions_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.BigIntegerField(unique=True)),
                ("at", models.DateTimeField()),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("created", "Created"),
                            ("renamed", "Renamed"),
                            ("edited", "Edited"),
                            ("archived", "Archived"),
                            ("unarchived", "Unarchived"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "door",
                    models.CharField(
                        choices=[("api", "API"), ("admin", "Admin"), ("command", "Command")], max_length=20
                    ),
                ),
                ("command", models.CharField(blank=True, max_length=100)),
                ("request_id", models.CharField(blank=True, max_length=128)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField()),
                (
                    "client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "station_model",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="catalog.chargingstationmodel",
                    ),
                ),
            ],
            options={
                "ordering": ["-revision"],
            },
        ),
        migrations.CreateModel(
            name="Connector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(help_text="Place in the list of connectors, from 0.")),
                (
                    "connector_id",
                    models.IntegerField(
                        help_text="OCPP connectorId, from 1.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(2147483647),
                        ],
                        verbose_name="connector id",
                    ),
                ),
                (
                    "connection_type",
                    models.CharField(
                        choices=[
                            ("CHADEMO", "CHAdeMO"),
                            ("IEC_62196_T1", "Type 1 (J1772)"),
                            ("IEC_62196_T1_COMBO", "CCS1"),
                            ("IEC_62196_T2", "Type 2"),
                            ("IEC_62196_T2_COMBO", "CCS2"),
                            ("TESLA_R", "Tesla Roadster"),
                            ("TESLA_S", "Tesla Model S/X"),
                            ("SAE_J3400", "NACS (J3400)"),
                        ],
                        help_text="OCPI standard.",
                        max_length=20,
                    ),
                ),
                ("format", models.CharField(choices=[("CABLE", "Cable"), ("SOCKET", "Socket")], max_length=10)),
                (
                    "max_amperage",
                    models.DecimalField(
                        decimal_places=6,
                        help_text="A",
                        max_digits=11,
                        validators=[
                            django.core.validators.MinValueValidator(
                                Decimal("0.000001"), message="Must be greater than 0."
                            ),
                            django.core.validators.MaxValueValidator(10000),
                        ],
                    ),
                ),
                (
                    "max_voltage",
                    models.DecimalField(
                        decimal_places=6,
                        help_text="V",
                        max_digits=11,
                        validators=[
                            django.core.validators.MinValueValidator(
                                Decimal("0.000001"), message="Must be greater than 0."
                            ),
                            django.core.validators.MaxValueValidator(10000),
                        ],
                    ),
                ),
                (
                    "max_power_watts",
                    models.DecimalField(
                        decimal_places=6,
                        help_text="W",
                        max_digits=15,
                        validators=[
                            django.core.validators.MinValueValidator(
                                Decimal("0.000001"), message="Must be greater than 0."
                            ),
                            django.core.validators.MaxValueValidator(100000000),
                        ],
                    ),
                ),
                (
                    "station_model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="connectors",
                        to="catalog.chargingstationmodel",
                    ),
                ),
            ],
            options={
                "ordering": ["station_model_id", "position"],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("caller", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=255)),
                ("fingerprint", models.CharField(help_text="Of method, path and body.", max_length=64)),
                ("claim", models.UUIDField(default=uuid.uuid4, help_text="Of the request that may write the answer.")),
                ("claimed_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("headers", models.JSONField(default=dict)),
                ("body", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("caller", "key"), name="idempotency_key_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__isnull", True),
                            models.Q(
                                ("status__gte", 200), ("status__lt", 500), models.Q(("status", 429), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="idempotency_status_is_kept",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="apiclient",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="client_name_is_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="apiclient",
            constraint=models.CheckConstraint(
                condition=models.Q(("access__in", ["read", "write"])), name="client_access_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="apiclient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("authorization_grant_type", "client-credentials"),
                    ("client_type", "confidential"),
                    ("hash_client_secret", True),
                ),
                name="client_is_confidential",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("action__in", ["created", "renamed", "edited", "archived", "unarchived"])),
                name="event_action_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("door__in", ["api", "admin", "command"])), name="event_door_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="auditevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action", "created"), ("before__isnull", True)),
                    models.Q(models.Q(("action", "created"), _negated=True), ("before__isnull", False)),
                    _connector="OR",
                ),
                name="event_has_before_unless_created",
            ),
        ),
        migrations.AddConstraint(
            model_name="connector",
            constraint=models.UniqueConstraint(
                fields=("station_model", "position"), name="connector_position_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="connector",
            constraint=models.UniqueConstraint(fields=("station_model", "connector_id"), name="connector_id_is_unique"),
        ),
        migrations.AddConstraint(
            model_name="connector",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 0), ("position__lt", 64)), name="connector_position_in_range"
            ),
        ),
        migrations.AddConstraint(
            model_name="connector",
            constraint=models.CheckConstraint(
                condition=models.Q(("connector_id__gte", 1), ("connector_id__lte", 2147483647)),
                name="connector_id_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="connector",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "connection_type__in",
                        [
                            "CHADEMO",
                            "IEC_62196_T1",
                            "IEC_62196_T1_COMBO",
                            "IEC_62196_T2",
                            "IEC_62196_T2_COMBO",
                            "TESLA_R",
                            "TESLA_S",
                            "SAE_J3400",
                        ],
                    )
                ),
                name="connector_type_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="connector",
            constraint=models.CheckConstraint(
                condition=models.Q(("format__in", ["CABLE", "SOCKET"])), name="connector_format_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="connector",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_amperage__gt", 0), ("max_amperage__lte", 10000)),
                name="connector_max_amperage_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="connector",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_voltage__gt", 0), ("max_voltage__lte", 10000)),
                name="connector_max_voltage_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="connector",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_power_watts__gt", 0), ("max_power_watts__lte", 100000000)),
                name="connector_max_power_watts_in_range",
            ),
        ),
        migrations.RunPython(begin_at_zero, migrations.RunPython.noop),
    ]
