"""Reported identities, vendors' other names, words to search by, the inbox.

Going back, what the version before cannot hold is lost: identities, synonyms and the inbox with their tables; the events of
identities, synonyms and deleted models; who took a model's place, and every reason. A replacement becomes an archiving,
a restart an edit, an import a command. `check_catalog` misses the revisions of the lost events until `restart_feed`.
"""

import uuid
from itertools import islice

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import catalog.fields
from catalog.models.search_word import own_words
from catalog.normalise import plain_model, plain_vendor

BATCH = 2_000


def derive(apps, schema_editor):
    """What is made of the other columns, for the rows that are there."""
    station_models = apps.get_model("catalog", "ChargingStationModel")
    words = apps.get_model("catalog", "SearchWord")
    rows = station_models.objects.annotate(strongest=models.Max("connectors__max_power_watts")).order_by("pk")
    for batch in batched(rows.iterator(chunk_size=BATCH), BATCH):
        for row in batch:
            row.plain_vendor, row.plain_model = plain_vendor(row.vendor), plain_model(row.model)
            row.max_power_watts = row.strongest
        station_models.objects.bulk_update(batch, ["plain_vendor", "plain_model", "max_power_watts"], batch_size=400)
        words.objects.bulk_create(
            [words(word=word, place=row.created_revision) for row in batch for word in sorted(own_words(row))],
            batch_size=BATCH,
        )


def batched(rows, size):
    while batch := list(islice(rows, size)):
        yield batch


def forget(apps, schema_editor):
    """What the version before has no place for."""
    events = apps.get_model("catalog", "AuditEvent").objects
    deleted = events.filter(action="deleted", station_model__isnull=False).values_list("station_model_id", flat=True)
    events.filter(station_model__in=list(deleted)).delete()
    events.filter(station_model__isnull=True).delete()
    told = models.Q(before__has_key="replacedBy") | models.Q(after__has_key="replacedBy")
    for event in list(events.filter(told)):
        for record in (event.before, event.after):
            (record or {}).pop("replacedBy", None)
        event.save(update_fields=["before", "after"])
    events.filter(action="replaced").update(action="archived")
    events.filter(action="restarted").update(action="edited")
    events.filter(door="import").update(door="command")


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IdentityTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        help_text="As the station reports it; it may be empty.",
                        max_length=200,
                        verbose_name="reported vendor",
                    ),
                ),
                (
                    "model",
                    catalog.fields.TrimmedTextField(
                        help_text="As the station reports it. With a * at its end, whatever begins like that.",
                        max_length=200,
                        verbose_name="reported model",
                    ),
                ),
                (
                    "serial_prefix",
                    catalog.fields.TrimmedTextField(
                        blank=True,
                        help_text="Where the model alone does not tell.",
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
                ("plain_vendor", catalog.fields.PlainVendorField(max_length=200, source="vendor")),
                ("plain_model", catalog.fields.PlainModelField(max_length=200, source="model")),
                ("plain_serial", catalog.fields.PlainNumberField(max_length=200, source="serial_prefix")),
                ("plain_firmware", catalog.fields.PlainNumberField(max_length=200, source="firmware_prefix")),
                (
                    "is_prefix",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(("model__endswith", "*")),
                        output_field=models.BooleanField(),
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "reported identities",
                "ordering": ["vendor", "model", "serial_prefix", "firmware_prefix"],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "word", "place", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("word", catalog.fields.KeyField(max_length=40)),
                ("place", models.BigIntegerField()),
            ],
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
                ("plain_vendor", catalog.fields.KeyField(blank=True, editable=False, max_length=200)),
                ("plain_model", catalog.fields.KeyField(blank=True, editable=False, max_length=200)),
                ("is_ambiguous", models.BooleanField(default=False, help_text="Several models fit, and not none.")),
                ("count", models.BigIntegerField(default=0)),
                ("first_seen_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("settled", "Settled"), ("ignored", "Ignored")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="Why it is ignored, for whoever looks next.", max_length=500
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "unknown hardware",
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
                ("plain_name", catalog.fields.PlainVendorField(max_length=200, source="name")),
                ("plain_vendor", catalog.fields.PlainVendorField(max_length=200, source="vendor")),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="auditevent",
            name="event_action_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="auditevent",
            name="event_door_is_known",
        ),
        migrations.AddField(
            model_name="auditevent",
            name="reason",
            field=catalog.fields.TrimmedTextField(
                blank=True, help_text="Why, in the words of who did it.", max_length=500
            ),
        ),
        migrations.AddField(
            model_name="chargingstationmodel",
            name="max_power_watts",
            field=models.DecimalField(
                decimal_places=6, default=0, editable=False, help_text="W, of its strongest connector.", max_digits=15
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="chargingstationmodel",
            name="plain_model",
            field=catalog.fields.PlainModelField(default="", max_length=200, source="model"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="chargingstationmodel",
            name="plain_vendor",
            field=catalog.fields.PlainVendorField(default="", max_length=200, source="vendor"),
            preserve_default=False,
        ),
        migrations.RunPython(derive, migrations.RunPython.noop),
        migrations.AddField(
            model_name="chargingstationmodel",
            name="successor",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="The model that took its place: hardware that changed under the same name.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="predecessors",
                to="catalog.chargingstationmodel",
            ),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="action",
            field=models.CharField(
                choices=[
                    ("created", "Created"),
                    ("renamed", "Renamed"),
                    ("edited", "Edited"),
                    ("archived", "Archived"),
                    ("unarchived", "Unarchived"),
                    ("replaced", "Replaced"),
                    ("deleted", "Deleted"),
                    ("restarted", "Told anew"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="after",
            field=models.JSONField(null=True),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="door",
            field=models.CharField(
                choices=[("api", "API"), ("admin", "Admin"), ("command", "Command"), ("import", "Import")],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="station_model",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="catalog.chargingstationmodel",
            ),
        ),
        migrations.AddIndex(
            model_name="chargingstationmodel",
            index=models.Index(fields=["plain_model", "plain_vendor"], name="station_model_as_reported"),
        ),
        migrations.AddIndex(
            model_name="chargingstationmodel",
            index=models.Index(fields=["plain_vendor", "plain_model"], name="station_model_nearby"),
        ),
        migrations.AddIndex(
            model_name="chargingstationmodel",
            index=models.Index(
                fields=["archived", "power_type", "created_revision"], name="station_model_by_power_type"
            ),
        ),
        migrations.AddIndex(
            model_name="chargingstationmodel",
            index=models.Index(
                fields=["archived", "max_power_watts", "created_revision"], name="station_model_by_power"
            ),
        ),
        migrations.AddIndex(
            model_name="connector",
            index=models.Index(fields=["connection_type", "format", "station_model"], name="connector_by_type"),
        ),
        migrations.AddConstraint(
            model_name="chargingstationmodel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("successor__isnull", True),
                    models.Q(("archived_at__isnull", False), models.Q(("successor", models.F("id")), _negated=True)),
                    _connector="OR",
                ),
                name="station_model_is_archived_when_succeeded",
            ),
        ),
        migrations.AddField(
            model_name="identitytarget",
            name="station_model",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.chargingstationmodel"
            ),
        ),
        migrations.AddField(
            model_name="reportedidentity",
            name="station_models",
            field=models.ManyToManyField(
                related_name="identities", through="catalog.IdentityTarget", to="catalog.chargingstationmodel"
            ),
        ),
        migrations.AddField(
            model_name="identitytarget",
            name="identity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="targets", to="catalog.reportedidentity"
            ),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="identity",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="catalog.reportedidentity",
            ),
        ),
        migrations.AddIndex(
            model_name="searchword",
            index=models.Index(fields=["place", "word"], name="search_word_of_place"),
        ),
        migrations.AddConstraint(
            model_name="searchword",
            constraint=models.CheckConstraint(
                condition=models.Q(("word", ""), _negated=True), name="search_word_is_given"
            ),
        ),
        migrations.AddField(
            model_name="unknownhardware",
            name="first_client",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="unknownhardware",
            name="first_user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="unknownhardware",
            name="last_client",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="unknownhardware",
            name="last_user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="unknownhardware",
            name="settled_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="vendorsynonym",
            index=models.Index(fields=["plain_vendor"], name="synonym_by_vendor"),
        ),
        migrations.AddConstraint(
            model_name="vendorsynonym",
            constraint=models.UniqueConstraint(fields=("plain_name",), name="synonym_name_is_unique"),
        ),
        migrations.AddConstraint(
            model_name="vendorsynonym",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("plain_name", ""), _negated=True),
                    models.Q(("plain_vendor", ""), _negated=True),
                    models.Q(("plain_name", models.F("plain_vendor")), _negated=True),
                ),
                name="synonym_names_two",
            ),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="synonym",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="catalog.vendorsynonym",
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
                name="event_action_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("door__in", ["api", "admin", "command", "import"])), name="event_door_is_known"
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
                    models.Q(("identity__isnull", True), ("station_model__isnull", False), ("synonym__isnull", True)),
                    models.Q(("identity__isnull", False), ("station_model__isnull", True), ("synonym__isnull", True)),
                    models.Q(("identity__isnull", True), ("station_model__isnull", True), ("synonym__isnull", False)),
                    _connector="OR",
                ),
                name="event_has_one_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportedidentity",
            constraint=models.UniqueConstraint(
                fields=("plain_model", "plain_vendor", "is_prefix", "plain_serial", "plain_firmware"),
                name="identity_is_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportedidentity",
            constraint=models.CheckConstraint(
                condition=models.Q(("plain_model", ""), _negated=True), name="identity_model_is_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="identitytarget",
            constraint=models.UniqueConstraint(fields=("identity", "station_model"), name="identity_target_is_unique"),
        ),
        migrations.AddIndex(
            model_name="unknownhardware",
            index=models.Index(fields=["state", "-count", "-last_seen_at"], name="unknown_hardware_in_order"),
        ),
        migrations.AddIndex(
            model_name="unknownhardware",
            index=models.Index(fields=["first_user", "first_client"], name="unknown_hardware_by_caller"),
        ),
        migrations.AddConstraint(
            model_name="unknownhardware",
            constraint=models.UniqueConstraint(
                fields=("plain_model", "plain_vendor"), name="unknown_hardware_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="unknownhardware",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "settled", "ignored"])),
                name="unknown_hardware_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="unknownhardware",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__gte", 1), ("last_seen_at__gte", models.F("first_seen_at"))),
                name="unknown_hardware_times_in_order",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget),
    ]
