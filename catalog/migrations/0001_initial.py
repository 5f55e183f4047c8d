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


def create_revision(apps, schema_editor):
    apps.get_model("catalog", "CatalogueRevision").objects.create()


class Migration(migrations.Migration):
    initial = True

    # ApiClient stands in for the toolkit's application, to which its own tables refer.
    run_before = [("oauth2_provider", "0001_initial")]

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ListLayout",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "columns",
                    models.JSONField(default=list, help_text="Names of columns. Names that are not known are ignored."),
                ),
                ("is_compact", models.BooleanField(default=False)),
            ],
        ),
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
                (
                    "secret_issued_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="secret since"
                    ),
                ),
                (
                    "previous_secret",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Hash of the secret before the last rotation.",
                        max_length=255,
                    ),
                ),
                (
                    "previous_secret_expires_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="former secret works until"),
                ),
                (
                    "last_token_at",
                    models.DateTimeField(
                        editable=False,
                        help_text="Noted once an hour: the last token can be up to an hour younger. Each works for an hour.",
                        null=True,
                        verbose_name="last token",
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
            name="AccessEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("user_added", "User added"),
                            ("user_changed", "User changed"),
                            ("rights_changed", "Rights changed"),
                            ("password_set", "Password set"),
                            ("client_issued", "API client issued"),
                            ("client_changed", "API client changed"),
                            ("client_disabled", "API client disabled"),
                            ("client_enabled", "API client enabled"),
                            ("secret_rotated", "Secret rotated"),
                            ("former_secret_ended", "Former secret ended"),
                            ("token_revoked", "Tokens revoked"),
                            ("session_ended", "Session ended"),
                            ("second_factor_added", "Second factor added"),
                            ("second_factor_removed", "Second factor removed"),
                            ("recovery_code_used", "Recovery code used"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="What the user or the API client was called then.", max_length=200),
                ),
                ("facts", models.JSONField(default=dict)),
                (
                    "channel",
                    models.CharField(
                        choices=[("api", "API"), ("admin", "Admin"), ("command", "Command"), ("import", "Import")],
                        max_length=20,
                    ),
                ),
                ("command", models.CharField(blank=True, max_length=100)),
                ("request_id", models.CharField(blank=True, max_length=128)),
                (
                    "by_user",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by_client",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CatalogueRevision",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(default=0)),
                (
                    "base_number",
                    models.BigIntegerField(
                        default=0, help_text="A reader who stopped before this number, and after 0, has to start over."
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="revision_single_row"),
                    models.CheckConstraint(
                        condition=models.Q(("base_number__gte", 0), ("number__gte", models.F("base_number"))),
                        name="revision_base_valid",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChargingStationModel",
            fields=[
                ("revision", models.BigIntegerField(editable=False, help_text="That of its last change.", unique=True)),
                ("created_at", models.DateTimeField(editable=False)),
                ("updated_at", models.DateTimeField(editable=False)),
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
                        verbose_name="OCPP URL setting",
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
                (
                    "image_alt",
                    catalog.fields.TrimmedTextField(
                        blank=True,
                        editable=False,
                        help_text="What the image shows, for people who cannot see it.",
                        max_length=200,
                        null=True,
                        verbose_name="image description",
                    ),
                ),
                ("archived_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "created_revision",
                    models.BigIntegerField(
                        editable=False,
                        help_text="The catalogue revision it came in with: the order of lists.",
                        unique=True,
                    ),
                ),
                ("vendor_key", catalog.fields.CaseFoldedField(max_length=600, source="vendor")),
                ("model_key", catalog.fields.CaseFoldedField(max_length=600, source="model")),
                ("normalised_vendor", catalog.fields.NormalisedVendorField(max_length=200, source="vendor")),
                ("normalised_model", catalog.fields.NormalisedModelField(max_length=200, source="model")),
                (
                    "max_power_watts",
                    models.DecimalField(
                        decimal_places=6, editable=False, help_text="W, of its strongest connector.", max_digits=15
                    ),
                ),
                (
                    "has_doubtful_figures",
                    models.BooleanField(
                        default=False, editable=False, help_text="Whether plausibility_warnings finds something in it."
                    ),
                ),
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
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="The model that took its place: hardware that changed under the same name.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="catalog.chargingstationmodel",
                    ),
                ),
            ],
            options={
                "ordering": ["created_revision"],
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
                    "evse",
                    models.IntegerField(
                        blank=True,
                        help_text="Connectors of one EVSE serve one car at a time. For all connectors of a model, or for none.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(2147483647),
                        ],
                        verbose_name="EVSE",
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
                        db_index=False,
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
            name="DismissedCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("check_name", models.CharField(help_text="The name of a quality check.", max_length=40)),
                (
                    "reason",
                    catalog.fields.TrimmedTextField(help_text="Why the model is in order as it is.", max_length=500),
                ),
                (
                    "station_model",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dismissed_checks",
                        to="catalog.chargingstationmodel",
                    ),
                ),
            ],
            options={
                "ordering": ["station_model_id", "check_name"],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("designation", "Designation"),
                            ("ratings", "Ratings"),
                            ("ocppUrl", "OCPP URL setting"),
                            ("image", "Image"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("cited", "Cited: the source gives it"),
                            ("derived", "Derived: computed from what the source gives"),
                            ("known", "Known: general knowledge, no document was opened"),
                            ("assumed", "Assumed: a default that nobody has checked"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "source",
                    catalog.fields.TrimmedTextField(
                        blank=True, help_text="What a reviewer can open, with the page.", max_length=2000, null=True
                    ),
                ),
                (
                    "link",
                    catalog.fields.TrimmedTextField(
                        blank=True,
                        help_text="Absolute http(s) URL of the source. Never fetched by this service.",
                        max_length=500,
                        null=True,
                        validators=[catalog.text.require_web_url],
                    ),
                ),
                (
                    "note",
                    catalog.fields.TrimmedTextField(
                        blank=True,
                        help_text="The formula of what was derived, or which figure is not in the source.",
                        max_length=1000,
                        null=True,
                    ),
                ),
                (
                    "station_model",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="catalog.chargingstationmodel",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["station_model_id", "subject"],
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
                    models.UniqueConstraint(fields=("caller", "key"), name="idempotency_key_uniq"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__isnull", True),
                            models.Q(
                                ("status__gte", 200), ("status__lt", 500), models.Q(("status", 429), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="idempotency_status_valid",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IdentityTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "station_model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.chargingstationmodel"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportColumn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "heading_key",
                    models.CharField(help_text="The heading without case and punctuation.", max_length=200),
                ),
                (
                    "column",
                    models.CharField(blank=True, help_text="The catalogue's name of the column.", max_length=40),
                ),
                ("unit", models.CharField(blank=True, max_length=10)),
                ("used_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InboxCheck",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("revision", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="inbox_check_single_row")],
            },
        ),
        migrations.CreateModel(
            name="ModelDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(db_index=True)),
                ("reports", models.BigIntegerField()),
                (
                    "station_model",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.chargingstationmodel",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ModelReporter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_key", models.BigIntegerField(default=0)),
                ("last_day", models.DateField(db_index=True)),
                (
                    "station_model",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.chargingstationmodel",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PendingImport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("name", catalog.fields.TrimmedTextField(max_length=200)),
                ("created_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("packed_content", models.BinaryField()),
                ("columns", models.JSONField(default=dict, help_text="What the columns of a table are.")),
                (
                    "choices",
                    models.JSONField(default=dict, help_text="What becomes of rows that differ, by their number."),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=0, help_text="Counts the changes of columns and choices."),
                ),
                ("packed_preview", models.BinaryField(default=bytes)),
                ("packed_result", models.BinaryField(default=bytes)),
                (
                    "request_id",
                    models.CharField(blank=True, help_text="Of the request that imported it.", max_length=128),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "hash",
                    models.CharField(
                        help_text="SHA-256 of large.",
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("\\A[0-9a-f]{64}\\Z")],
                    ),
                ),
                ("width", models.PositiveSmallIntegerField(help_text="Pixels of large.")),
                ("height", models.PositiveSmallIntegerField(help_text="Pixels of large.")),
                ("large", models.BinaryField(help_text="WebP with at most 960 pixels on a side.")),
                ("small", models.BinaryField(help_text="WebP with at most 320 pixels on a side.")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("height__range", (1, 960)), ("width__range", (1, 960))),
                        name="picture_size_valid",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecognitionDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                (
                    "client_key",
                    models.BigIntegerField(default=0, help_text="Of an API client, 0 for users without one."),
                ),
                ("recognised", models.BigIntegerField(default=0)),
                ("unrecognised", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("day", "client_key"), name="recognition_day_uniq"),
                    models.CheckConstraint(
                        condition=models.Q(("recognised__gte", 0), ("unrecognised__gte", 0)),
                        name="recognition_day_counts_valid",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReportedIdentity",
            fields=[
                ("revision", models.BigIntegerField(editable=False, help_text="That of its last change.", unique=True)),
                ("created_at", models.DateTimeField(editable=False)),
                ("updated_at", models.DateTimeField(editable=False)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "vendor",
                    catalog.fields.TrimmedTextField(
                        blank=True,
                        help_text="As reported. Can be empty.",
                        max_length=200,
                        verbose_name="reported vendor",
                    ),
                ),
                (
                    "model",
                    catalog.fields.TrimmedTextField(
                        help_text="As reported. End with * to match anything that starts with it.",
                        max_length=200,
                        verbose_name="reported model",
                    ),
                ),
                (
                    "serial_prefix",
                    catalog.fields.TrimmedTextField(
                        blank=True,
                        help_text="Only if the model name isn't enough.",
                        max_length=200,
                        verbose_name="serial number begins with",
                    ),
                ),
                (
                    "firmware_prefix",
                    catalog.fields.TrimmedTextField(
                        blank=True, max_length=200, verbose_name="firmware version begins with"
                    ),
                ),
                ("source", catalog.fields.TrimmedTextField(blank=True, help_text="Where it was seen.", max_length=500)),
                ("normalised_vendor", catalog.fields.NormalisedVendorField(max_length=200, source="vendor")),
                ("normalised_model", catalog.fields.NormalisedModelField(max_length=200, source="model")),
                ("normalised_serial", catalog.fields.NormalisedNumberField(max_length=200, source="serial_prefix")),
                ("normalised_firmware", catalog.fields.NormalisedNumberField(max_length=200, source="firmware_prefix")),
                (
                    "is_prefix",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(("model__endswith", "*")),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "station_models",
                    models.ManyToManyField(
                        related_name="identities", through="catalog.IdentityTarget", to="catalog.chargingstationmodel"
                    ),
                ),
            ],
            options={
                "verbose_name": "reported name",
                "ordering": ["vendor", "model", "serial_prefix", "firmware_prefix"],
            },
        ),
        migrations.AddField(
            model_name="identitytarget",
            name="identity",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="targets",
                to="catalog.reportedidentity",
            ),
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", catalog.fields.TrimmedTextField(max_length=60)),
                ("query", models.CharField(blank=True, help_text="The query string of the list.", max_length=2000)),
                ("is_shared", models.BooleanField(default=False)),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["user_id", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "word", "created_revision", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("word", catalog.fields.KeyField(max_length=40)),
                ("created_revision", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["created_revision", "word"], name="search_word_revision_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("word", ""), _negated=True), name="search_word_not_blank"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnknownHardware",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("vendor", models.CharField(blank=True, max_length=200, verbose_name="reported vendor")),
                ("model", models.CharField(blank=True, max_length=200, verbose_name="reported model")),
                (
                    "serial_number",
                    models.CharField(blank=True, help_text="The last that was reported with it.", max_length=200),
                ),
                ("firmware_version", models.CharField(blank=True, max_length=200)),
                ("normalised_vendor", catalog.fields.KeyField(blank=True, editable=False, max_length=200)),
                ("normalised_model", catalog.fields.KeyField(blank=True, editable=False, max_length=200)),
                ("is_ambiguous", models.BooleanField(default=False, help_text="Several models fit, and not none.")),
                ("count", models.BigIntegerField(default=0)),
                ("first_seen_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("resolved", "Resolved"), ("ignored", "Ignored")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "returned_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unrecognised", "No longer recognised"),
                            ("frequent", "Ignored until it became frequent"),
                            ("reopened", "Reopened"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.CharField(blank=True, help_text="Why it is ignored.", max_length=500)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_count", models.BigIntegerField(help_text="Reports at that time.", null=True)),
                (
                    "decided_revision",
                    models.BigIntegerField(
                        help_text="Of the catalogue. A report that was looked up before says nothing of the decision.",
                        null=True,
                    ),
                ),
                (
                    "accepts_several",
                    models.BooleanField(default=False, help_text="Staff said that it is one of several models."),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first_client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                    ),
                ),
                (
                    "first_user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "last_client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                    ),
                ),
                (
                    "last_user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "inbox entry",
                "verbose_name_plural": "inbox entries",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InboxEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("resolved", "Resolved"),
                            ("recognised", "Resolved automatically"),
                            ("unrecognised", "No longer recognised"),
                            ("aliased", "Vendor alias added"),
                            ("ignored", "Ignored"),
                            ("ignoring_ended", "Ignoring ended"),
                            ("reopened", "Reopened"),
                            ("undone", "Undone"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("request_id", models.CharField(blank=True, max_length=128)),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "revision",
                    models.BigIntegerField(help_text="Of the audit event that the decision made, if any.", null=True),
                ),
                (
                    "station_model",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.chargingstationmodel",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="catalog.unknownhardware"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="EntryDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(db_index=True)),
                ("reports", models.BigIntegerField()),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="catalog.unknownhardware",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Vendor",
            fields=[
                ("revision", models.BigIntegerField(editable=False, help_text="That of its last change.", unique=True)),
                ("created_at", models.DateTimeField(editable=False)),
                ("updated_at", models.DateTimeField(editable=False)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "name",
                    catalog.fields.TrimmedTextField(
                        help_text="The vendor, as the catalogue writes it.", max_length=200
                    ),
                ),
                (
                    "website",
                    catalog.fields.TrimmedTextField(
                        blank=True,
                        help_text="Absolute http(s) URL. Never fetched by this service.",
                        max_length=500,
                        null=True,
                        validators=[catalog.text.require_web_url],
                    ),
                ),
                (
                    "note",
                    catalog.fields.TrimmedTextField(
                        blank=True, help_text="For staff alone.", max_length=1000, null=True
                    ),
                ),
                ("normalised_name", catalog.fields.NormalisedVendorField(max_length=200, source="name")),
            ],
            options={
                "ordering": ["normalised_name"],
                "constraints": [
                    models.UniqueConstraint(fields=("normalised_name",), name="vendor_name_uniq"),
                    models.CheckConstraint(
                        condition=models.Q(("normalised_name", ""), _negated=True), name="vendor_key_not_blank"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.GreaterThanOrEqual(
                                django.db.models.functions.text.Length("name"), 1
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("name"), 200
                            ),
                            ("name", django.db.models.functions.text.Trim("name")),
                        ),
                        name="vendor_name_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.GreaterThanOrEqual(
                                django.db.models.functions.text.Length("website"), 1
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("website"), 500
                            ),
                            ("website", django.db.models.functions.text.Trim("website")),
                        ),
                        name="vendor_website_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.GreaterThanOrEqual(
                                django.db.models.functions.text.Length("note"), 1
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("note"), 1000
                            ),
                            ("note", django.db.models.functions.text.Trim("note")),
                        ),
                        name="vendor_note_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("website__istartswith", "http://"), ("website__istartswith", "https://"), _connector="OR"
                        ),
                        name="vendor_website_is_http",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VendorSynonym",
            fields=[
                ("revision", models.BigIntegerField(editable=False, help_text="That of its last change.", unique=True)),
                ("created_at", models.DateTimeField(editable=False)),
                ("updated_at", models.DateTimeField(editable=False)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "name",
                    catalog.fields.TrimmedTextField(
                        help_text="What stations report as their vendor.", max_length=200, verbose_name="reported name"
                    ),
                ),
                (
                    "vendor",
                    catalog.fields.TrimmedTextField(
                        help_text="The vendor, as the catalogue writes it.", max_length=200
                    ),
                ),
                ("source", catalog.fields.TrimmedTextField(blank=True, help_text="Where it was seen.", max_length=500)),
                ("normalised_name", catalog.fields.NormalisedVendorField(max_length=200, source="name")),
                ("normalised_vendor", catalog.fields.NormalisedVendorField(max_length=200, source="vendor")),
            ],
            options={
                "verbose_name": "vendor alias",
                "verbose_name_plural": "vendor aliases",
                "ordering": ["name"],
                "indexes": [models.Index(fields=["normalised_vendor"], name="synonym_vendor_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("normalised_name",), name="synonym_name_uniq"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("normalised_name", ""), _negated=True),
                            models.Q(("normalised_vendor", ""), _negated=True),
                            models.Q(("normalised_name", models.F("normalised_vendor")), _negated=True),
                        ),
                        name="synonym_names_differ",
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
                            ("replaced", "Replaced"),
                            ("deleted", "Deleted"),
                            ("restarted", "Feed restarted"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("api", "API"), ("admin", "Admin"), ("command", "Command"), ("import", "Import")],
                        max_length=20,
                    ),
                ),
                ("command", models.CharField(blank=True, max_length=100)),
                ("request_id", models.CharField(blank=True, max_length=128)),
                ("reason", catalog.fields.TrimmedTextField(blank=True, max_length=500)),
                (
                    "accepted_warnings",
                    models.JSONField(default=list, help_text="Codes of plausibility warnings that were accepted."),
                ),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
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
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="catalog.chargingstationmodel",
                    ),
                ),
                (
                    "identity",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="catalog.reportedidentity",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="catalog.vendor",
                    ),
                ),
                (
                    "synonym",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="catalog.vendorsynonym",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "ordering": ["-revision"],
            },
        ),
        migrations.AddConstraint(
            model_name="apiclient",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="client_name_not_blank"
            ),
        ),
        migrations.AddConstraint(
            model_name="apiclient",
            constraint=models.CheckConstraint(
                condition=models.Q(("access__in", ["read", "write"])), name="client_access_valid"
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
            model_name="apiclient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("previous_secret", ""), ("previous_secret_expires_at__isnull", True)),
                    models.Q(
                        models.Q(("previous_secret", ""), _negated=True), ("previous_secret_expires_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="client_previous_secret_expiry",
            ),
        ),
        migrations.AddIndex(
            model_name="accessevent",
            index=models.Index(fields=["by_user", "at"], name="access_event_by_user_idx"),
        ),
        migrations.AddIndex(
            model_name="accessevent",
            index=models.Index(fields=["request_id"], name="access_event_request_idx"),
        ),
        migrations.AddConstraint(
            model_name="accessevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        [
                            "user_added",
                            "user_changed",
                            "rights_changed",
                            "password_set",
                            "client_issued",
                            "client_changed",
                            "client_disabled",
                            "client_enabled",
                            "secret_rotated",
                            "former_secret_ended",
                            "token_revoked",
                            "session_ended",
                            "second_factor_added",
                            "second_factor_removed",
                            "recovery_code_used",
                        ],
                    )
                ),
                name="access_event_action_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["api", "admin", "command", "import"])),
                name="access_event_channel_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("client__isnull", False), ("user__isnull", True)),
                    models.Q(("client__isnull", True), ("user__isnull", False)),
                    _connector="OR",
                ),
                name="access_event_has_one_subject",
            ),
        ),
        migrations.AddIndex(
            model_name="chargingstationmodel",
            index=models.Index(fields=["archived", "created_revision"], name="station_model_order_idx"),
        ),
        migrations.AddIndex(
            model_name="chargingstationmodel",
            index=models.Index(fields=["archived", "vendor_key", "created_revision"], name="station_model_vendor_idx"),
        ),
        migrations.AddIndex(
            model_name="chargingstationmodel",
            index=models.Index(fields=["archived", "model_key", "created_revision"], name="station_model_model_idx"),
        ),
        migrations.AddIndex(
            model_name="chargingstationmodel",
            index=models.Index(
                fields=["archived", "vendor_key", "model_key", "created_revision"], name="station_model_both_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="chargingstationmodel",
            index=models.Index(fields=["normalised_model", "normalised_vendor"], name="station_model_norm_model_idx"),
        ),
        migrations.AddIndex(
            model_name="chargingstationmodel",
            index=models.Index(fields=["normalised_vendor", "normalised_model"], name="station_model_norm_vendor_idx"),
        ),
        migrations.AddIndex(
            model_name="chargingstationmodel",
            index=models.Index(
                fields=["archived", "power_type", "created_revision"], name="station_model_power_type_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="chargingstationmodel",
            index=models.Index(
                fields=["archived", "max_power_watts", "created_revision"], name="station_model_power_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="chargingstationmodel",
            index=models.Index(
                condition=models.Q(("archived_at__isnull", True)),
                fields=["normalised_vendor", "vendor"],
                name="station_model_spelling",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargingstationmodel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("archived_at__isnull", True)),
                fields=("vendor_key", "model_key"),
                name="station_model_active_name_uniq",
                violation_error_code="already_exists",
                violation_error_message="An active model of this vendor and name is already in the catalogue.",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargingstationmodel",
            constraint=models.CheckConstraint(
                condition=models.Q(("power_type__in", ["AC_1_PHASE", "AC_3_PHASE", "DC"])),
                name="station_model_power_type_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargingstationmodel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length("vendor"), 1),
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("vendor"), 200),
                    ("vendor", django.db.models.functions.text.Trim("vendor")),
                ),
                name="station_model_vendor_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargingstationmodel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length("model"), 1),
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("model"), 200),
                    ("model", django.db.models.functions.text.Trim("model")),
                ),
                name="station_model_model_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargingstationmodel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Length("friendly_name"), 1
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Length("friendly_name"), 200
                    ),
                    ("friendly_name", django.db.models.functions.text.Trim("friendly_name")),
                ),
                name="station_model_friendly_name_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargingstationmodel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Length("ocpp_url_key"), 1
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Length("ocpp_url_key"), 200
                    ),
                    ("ocpp_url_key", django.db.models.functions.text.Trim("ocpp_url_key")),
                ),
                name="station_model_ocpp_url_key_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargingstationmodel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length("image_url"), 1),
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("image_url"), 500),
                    ("image_url", django.db.models.functions.text.Trim("image_url")),
                ),
                name="station_model_image_url_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargingstationmodel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length("image_alt"), 1),
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("image_alt"), 200),
                    ("image_alt", django.db.models.functions.text.Trim("image_alt")),
                ),
                name="station_model_image_alt_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargingstationmodel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("image_url__istartswith", "http://"), ("image_url__istartswith", "https://"), _connector="OR"
                ),
                name="station_model_image_url_http",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargingstationmodel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("updated_at__gte", models.F("created_at")),
                    models.Q(
                        ("archived_at__isnull", True), ("archived_at__gte", models.F("created_at")), _connector="OR"
                    ),
                ),
                name="station_model_times_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargingstationmodel",
            constraint=models.CheckConstraint(
                condition=models.Q(("created_revision__gte", 1), ("revision__gte", models.F("created_revision"))),
                name="station_model_revisions_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargingstationmodel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("successor__isnull", True),
                    models.Q(("archived_at__isnull", False), models.Q(("successor", models.F("id")), _negated=True)),
                    _connector="OR",
                ),
                name="station_model_successor_archived",
            ),
        ),
        migrations.AddIndex(
            model_name="connector",
            index=models.Index(fields=["connection_type", "format", "station_model"], name="connector_type_idx"),
        ),
        migrations.AddConstraint(
            model_name="connector",
            constraint=models.UniqueConstraint(fields=("station_model", "position"), name="connector_position_uniq"),
        ),
        migrations.AddConstraint(
            model_name="connector",
            constraint=models.UniqueConstraint(fields=("station_model", "connector_id"), name="connector_id_uniq"),
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
                condition=models.Q(("evse__gte", 1), ("evse__lte", 2147483647)), name="connector_evse_in_range"
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
                name="connector_type_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="connector",
            constraint=models.CheckConstraint(
                condition=models.Q(("format__in", ["CABLE", "SOCKET"])), name="connector_format_valid"
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
        migrations.AddConstraint(
            model_name="dismissedcheck",
            constraint=models.UniqueConstraint(
                fields=("station_model", "check_name"), name="dismissed_check_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="dismissedcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Length("check_name"), 1
                    ),
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("check_name"), 40),
                    ("check_name", django.db.models.functions.text.Trim("check_name")),
                ),
                name="dismissed_check_check_name_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="dismissedcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length("reason"), 1),
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("reason"), 500),
                    ("reason", django.db.models.functions.text.Trim("reason")),
                ),
                name="dismissed_check_reason_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(fields=("station_model", "subject"), name="evidence_subject_is_unique"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("subject__in", ["designation", "ratings", "ocppUrl", "image"])),
                name="evidence_subject_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["cited", "derived", "known", "assumed"])), name="evidence_level_valid"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length("source"), 1),
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("source"), 2000),
                    ("source", django.db.models.functions.text.Trim("source")),
                ),
                name="evidence_source_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length("link"), 1),
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("link"), 500),
                    ("link", django.db.models.functions.text.Trim("link")),
                ),
                name="evidence_link_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length("note"), 1),
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("note"), 1000),
                    ("note", django.db.models.functions.text.Trim("note")),
                ),
                name="evidence_note_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("source__isnull", False),
                    models.Q(("level__in", ("cited", "derived")), _negated=True),
                    _connector="OR",
                ),
                name="evidence_has_source_where_level_claims_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("link__istartswith", "http://"), ("link__istartswith", "https://"), _connector="OR"
                ),
                name="evidence_link_is_http",
            ),
        ),
        migrations.AddConstraint(
            model_name="importcolumn",
            constraint=models.UniqueConstraint(fields=("user", "heading_key"), name="import_column_is_unique"),
        ),
        migrations.AddConstraint(
            model_name="modelday",
            constraint=models.UniqueConstraint(fields=("station_model", "day"), name="model_day_uniq"),
        ),
        migrations.AddConstraint(
            model_name="modelreporter",
            constraint=models.UniqueConstraint(fields=("station_model", "client_key"), name="model_reporter_uniq"),
        ),
        migrations.AddIndex(
            model_name="reportedidentity",
            index=models.Index(fields=["normalised_vendor", "normalised_model"], name="identity_of_vendor"),
        ),
        migrations.AddConstraint(
            model_name="reportedidentity",
            constraint=models.UniqueConstraint(
                fields=(
                    "normalised_model",
                    "normalised_vendor",
                    "is_prefix",
                    "normalised_serial",
                    "normalised_firmware",
                ),
                name="identity_uniq",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportedidentity",
            constraint=models.CheckConstraint(
                condition=models.Q(("normalised_model", ""), _negated=True), name="identity_model_not_blank"
            ),
        ),
        migrations.AddConstraint(
            model_name="identitytarget",
            constraint=models.UniqueConstraint(fields=("identity", "station_model"), name="identity_target_uniq"),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(fields=("user", "name"), name="saved_view_name_uniq"),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length("name"), 1),
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("name"), 60),
                    ("name", django.db.models.functions.text.Trim("name")),
                ),
                name="saved_view_name_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("query"), 2000)
                ),
                name="saved_view_query_length",
            ),
        ),
        migrations.AddIndex(
            model_name="unknownhardware",
            index=models.Index(fields=["state", "-count", "-last_seen_at"], name="unknown_hardware_order_idx"),
        ),
        migrations.AddIndex(
            model_name="unknownhardware",
            index=models.Index(fields=["first_user", "first_client"], name="unknown_hardware_caller_idx"),
        ),
        migrations.AddConstraint(
            model_name="unknownhardware",
            constraint=models.UniqueConstraint(
                fields=("normalised_model", "normalised_vendor"), name="unknown_hardware_name_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="unknownhardware",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "resolved", "ignored"])),
                name="unknown_hardware_state_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="unknownhardware",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("returned_because", ""),
                    models.Q(("returned_because__in", ["unrecognised", "frequent", "reopened"]), ("state", "waiting")),
                    _connector="OR",
                ),
                name="unknown_hardware_return_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="unknownhardware",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("returned_because", ""),
                        ("state", "waiting"),
                        ("decided_by__isnull", True),
                        ("decided_count__isnull", True),
                        ("decided_revision__isnull", True),
                    ),
                    models.Q(
                        models.Q(("returned_because", ""), ("state", "waiting"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_count__gte", 1),
                        ("decided_revision__gte", 0),
                    ),
                    _connector="OR",
                ),
                name="unknown_hardware_decision_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="unknownhardware",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ignored"), _negated=True), ("decided_by__isnull", False), _connector="OR"
                ),
                name="unknown_hardware_ignored_by_user",
            ),
        ),
        migrations.AddConstraint(
            model_name="unknownhardware",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__gte", 1), ("last_seen_at__gte", models.F("first_seen_at"))),
                name="unknown_hardware_times_ordered",
            ),
        ),
        migrations.AddIndex(
            model_name="inboxevent",
            index=models.Index(fields=["user", "-id"], name="inbox_event_user_idx"),
        ),
        migrations.AddConstraint(
            model_name="inboxevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        [
                            "resolved",
                            "recognised",
                            "unrecognised",
                            "aliased",
                            "ignored",
                            "ignoring_ended",
                            "reopened",
                            "undone",
                        ],
                    )
                ),
                name="inbox_event_action_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="inboxevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action__in", ("recognised", "unrecognised", "ignoring_ended")), ("user__isnull", True)),
                    models.Q(
                        models.Q(("action__in", ("recognised", "unrecognised", "ignoring_ended")), _negated=True),
                        ("user__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="inbox_event_has_user_unless_automatic",
            ),
        ),
        migrations.AddConstraint(
            model_name="entryday",
            constraint=models.UniqueConstraint(fields=("entry", "day"), name="entry_day_uniq"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                condition=models.Q(("action", "deleted")), fields=["action", "revision"], name="event_deleted_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["request_id", "revision"], name="event_request_idx"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["at", "revision"], name="event_at_idx"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["user", "at", "revision"], name="event_user_idx"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["client", "at", "revision"], name="event_client_idx"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["action", "at", "revision"], name="event_action_idx"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                condition=models.Q(("station_model__isnull", True)), fields=["at", "revision"], name="event_other_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="auditevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        ["created", "renamed", "edited", "archived", "unarchived", "replaced", "deleted", "restarted"],
                    )
                ),
                name="event_action_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["api", "admin", "command", "import"])), name="event_channel_valid"
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
            model_name="auditevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action", "deleted"), ("after__isnull", True)),
                    models.Q(models.Q(("action", "deleted"), _negated=True), ("after__isnull", False)),
                    _connector="OR",
                ),
                name="event_has_after_unless_deleted",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("identity__isnull", True),
                        ("station_model__isnull", False),
                        ("synonym__isnull", True),
                        ("vendor__isnull", True),
                    ),
                    models.Q(
                        ("identity__isnull", False),
                        ("station_model__isnull", True),
                        ("synonym__isnull", True),
                        ("vendor__isnull", True),
                    ),
                    models.Q(
                        ("identity__isnull", True),
                        ("station_model__isnull", True),
                        ("synonym__isnull", False),
                        ("vendor__isnull", True),
                    ),
                    models.Q(
                        ("identity__isnull", True),
                        ("station_model__isnull", True),
                        ("synonym__isnull", True),
                        ("vendor__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="event_has_one_subject",
            ),
        ),
        migrations.RunPython(create_revision, migrations.RunPython.noop),
    ]
