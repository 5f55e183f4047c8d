"""Both faces of every constraint: a sentence for who asks politely, an error of the database for who does not."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.utils import timezone

from catalog.exceptions import CatalogueError
from catalog.models import (
    AccessAction,
    AccessEvent,
    Action,
    Actor,
    ApiClient,
    AuditEvent,
    CatalogueRevision,
    Channel,
    ChargingStationModel,
    Connector,
    DismissedCheck,
    EntryDay,
    Evidence,
    IdempotencyRecord,
    IdentityTarget,
    ImportColumn,
    InboxCheck,
    InboxEvent,
    ModelDay,
    ModelReporter,
    Picture,
    RecognitionDay,
    RecoveryCode,
    ReportedIdentity,
    SavedView,
    SearchWord,
    UnknownHardware,
    Vendor,
    VendorSynonym,
)
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import (
    TEST_ACTOR,
    ApiClientFactory,
    ReportedIdentityFactory,
    StationModelFactory,
    UnknownHardwareFactory,
    UserFactory,
    VendorSynonymFactory,
    connector_data,
    issue_client,
)

pytestmark = pytest.mark.django_db


class Faces(NamedTuple):
    """`polite` is None where no caller can say the value: the domain sets it. `raw` are values of a row's columns."""

    polite: Callable[[], Any] | None
    raw: tuple[type[models.Model], list[dict[str, Any]]]


def creating(**fields: Any) -> Callable[[], Any]:
    return lambda: StationModelFactory(**{"vendor": "Zaptec", "model": "Pro", **fields})


def connecting(*connectors: dict[str, Any]) -> Callable[[], Any]:
    return creating(connectors=list(connectors))


def issuing(**fields: Any) -> Callable[[], Any]:
    return lambda: issue_client(**{"name": "New", "owner": UserFactory(), "access": "read", **fields})


def cleaning(row: type[models.Model], **fields: Any) -> Callable[[], Any]:
    def clean() -> None:
        found = row._default_manager.order_by("pk")[0]
        for name, value in fields.items():
            setattr(found, name, value)
        found.full_clean()

    return clean


def text(name: str, maximum: int, prefix: str = "") -> Faces:
    bad = [*(["", " x"] if not prefix else []), f"{prefix}x ", prefix + "x" * (maximum + 1 - len(prefix))]
    # As values of a plain column: the field itself would trim them.
    raw = [{name: models.Value(value, models.CharField())} for value in bad]
    return Faces(creating(**{name: bad[-1]}), (ChargingStationModel, raw))


def with_evidence(**evidence: Any) -> Callable[[], Any]:
    return creating(evidence={"ratings": {"level": "known", **evidence}})


def evidence_text(name: str, maximum: int, prefix: str = "") -> Faces:
    bad = [*(["", " x"] if not prefix else []), f"{prefix}x ", prefix + "x" * (maximum + 1 - len(prefix))]
    raw = [{name: models.Value(value, models.CharField())} for value in bad]
    return Faces(with_evidence(**{name: bad[-1]}), (Evidence, raw))


def dismissing(check_name: str, reason: str) -> Callable[[], Any]:
    def dismiss() -> None:
        by = Actor(channel=Channel.COMMAND, command="tests", reason=reason)
        ChargingStationModel.objects.in_order()[0].dismiss_check(check_name, by=by)

    return dismiss


def picturing(**texts: Any) -> Callable[[], Any]:
    address = "https://example.com/a.png"
    return lambda: ChargingStationModel.objects.in_order()[0].set_picture(None, url=address, by=TEST_ACTOR, **texts)


def saving_view(name: str, query: str) -> Callable[[], Any]:
    return lambda: SavedView.objects.save_view(UserFactory(), name, query, is_shared=False)


def rating(name: str, maximum: int) -> Faces:
    bad = [Decimal(0), Decimal(-1), maximum + Decimal("0.000001")]
    return Faces(connecting(connector_data(**{name: bad[-1]})), (Connector, [{name: value} for value in bad]))


def naming(**fields: Any) -> Callable[[], Any]:
    return lambda: Vendor.objects.create_audited(**{"name": "Zaptec", "by": TEST_ACTOR, **fields})


def vendor_text(name: str, maximum: int, prefix: str = "") -> Faces:
    bad = [*(["", " x"] if not prefix else []), f"{prefix}x ", prefix + "x" * (maximum + 1 - len(prefix))]
    raw = [{name: models.Value(value, models.CharField())} for value in bad]
    return Faces(naming(**{name: bad[-1]}), (Vendor, raw))


LONG_AGO = timezone.now() - timedelta(days=30)
DAY, OTHER_DAY = date(2026, 11, 24), date(2026, 11, 25)
DECIDED = {"decided_at": LONG_AGO, "decided_count": 1, "decided_revision": 0}

FACES = {
    "station_model_active_name_uniq": Faces(
        creating(vendor="ALFEN", model="ng910"),
        (ChargingStationModel, [{"vendor_key": "mennekes", "model_key": "amtron"}]),
    ),
    "station_model_power_type_valid": Faces(
        creating(power_type="AC_2_PHASE"),
        (ChargingStationModel, [{"power_type": "AC_2_PHASE"}, {"power_type": ""}, {"power_type": "dc"}]),
    ),
    "station_model_vendor_valid": text("vendor", 200),
    "station_model_model_valid": text("model", 200),
    "station_model_friendly_name_valid": text("friendly_name", 200),
    "station_model_ocpp_url_key_valid": text("ocpp_url_key", 200),
    "station_model_image_url_valid": text("image_url", 500, "http://"),
    "station_model_image_url_http": Faces(
        creating(image_url="javascript:alert(1)"),
        (ChargingStationModel, [{"image_url": "javascript:alert(1)"}, {"image_url": "ftp://x.example/a.png"}]),
    ),
    "station_model_image_alt_valid": Faces(picturing(alt_text="x" * 201), text("image_alt", 200).raw),
    "picture_size_valid": Faces(None, (Picture, [{"width": 0}, {"width": 961}, {"height": 0}, {"height": 961}])),
    "saved_view_name_uniq": Faces(None, (SavedView, [{"name": "Other"}])),
    "saved_view_name_valid": Faces(saving_view("x" * 61, ""), (SavedView, text("name", 60).raw[1])),
    "saved_view_query_length": Faces(saving_view("New", "q" * 2001), (SavedView, [{"query": "q" * 2001}])),
    "import_column_is_unique": Faces(None, (ImportColumn, [{"heading_key": "maker"}])),
    "station_model_times_ordered": Faces(
        None, (ChargingStationModel, [{"updated_at": LONG_AGO}, {"archived_at": LONG_AGO}])
    ),
    "station_model_revisions_ordered": Faces(
        None, (ChargingStationModel, [{"revision": 0}, {"created_revision": 10**15}, {"created_revision": 0}])
    ),
    "ChargingStationModel.created_revision": Faces(
        None, (ChargingStationModel, [{"created_revision": models.F("other_created")}])
    ),
    "ChargingStationModel.revision": Faces(None, (ChargingStationModel, [{"revision": models.F("other_revision")}])),
    "station_model_successor_archived": Faces(
        None, (ChargingStationModel, [{"successor": models.F("other_model")}, {"successor": models.F("itself")}])
    ),
    "identity_uniq": Faces(
        lambda: ReportedIdentityFactory(
            vendor="ALFEN", model="eve-1", station_models=ChargingStationModel.objects.all()
        ),
        (ReportedIdentity, [{"normalised_model": "eve2"}]),
    ),
    "identity_model_not_blank": Faces(
        lambda: ReportedIdentityFactory(model="--", station_models=ChargingStationModel.objects.all()),
        (ReportedIdentity, [{"normalised_model": ""}]),
    ),
    "ReportedIdentity.revision": Faces(None, (ReportedIdentity, [{"revision": models.F("other_identity_revision")}])),
    "identity_target_uniq": Faces(None, (IdentityTarget, [{"station_model": models.F("other_target")}])),
    "synonym_name_uniq": Faces(
        lambda: VendorSynonymFactory(name="Wall-Box Chargers Ltd", vendor="Other"),
        (VendorSynonym, [{"normalised_name": "eveon"}]),
    ),
    "synonym_names_differ": Faces(
        lambda: VendorSynonymFactory(name="Zaptec AS", vendor="ZAPTEC"),
        (
            VendorSynonym,
            [
                {"normalised_name": ""},
                {"normalised_vendor": ""},
                {"normalised_name": "wallbox", "normalised_vendor": "wallbox"},
            ],
        ),
    ),
    "VendorSynonym.revision": Faces(None, (VendorSynonym, [{"revision": models.F("other_synonym_revision")}])),
    "vendor_name_uniq": Faces(naming(name="ALFEN BV"), (Vendor, [{"normalised_name": "evon"}])),
    "vendor_key_not_blank": Faces(naming(name="--"), (Vendor, [{"normalised_name": ""}])),
    "vendor_name_valid": vendor_text("name", 200),
    "vendor_website_valid": vendor_text("website", 500, "http://"),
    "vendor_note_valid": vendor_text("note", 1000),
    "vendor_website_is_http": Faces(
        naming(website="javascript:alert(1)"),
        (Vendor, [{"website": "javascript:alert(1)"}, {"website": "ftp://x.example/"}]),
    ),
    "Vendor.revision": Faces(None, (Vendor, [{"revision": models.F("other_vendor_revision")}])),
    "search_word_not_blank": Faces(None, (SearchWord, [{"word": ""}])),
    "unknown_hardware_name_uniq": Faces(
        None, (UnknownHardware, [{"normalised_vendor": "alfen", "normalised_model": "unknown2"}])
    ),
    "unknown_hardware_state_valid": Faces(
        cleaning(UnknownHardware, state="lost"), (UnknownHardware, [{"state": "lost", **DECIDED}])
    ),
    "unknown_hardware_return_valid": Faces(None, (UnknownHardware, [{"returned_because": "else", **DECIDED}])),
    "unknown_hardware_decision_complete": Faces(
        None,
        (
            UnknownHardware,
            [
                {"decided_at": LONG_AGO},
                {"state": "resolved"},
                {"returned_because": "unrecognised"},
                {"state": "resolved", **DECIDED, "decided_count": 0},
            ],
        ),
    ),
    "unknown_hardware_ignored_by_user": Faces(None, (UnknownHardware, [{"state": "ignored", **DECIDED}])),
    "inbox_event_action_valid": Faces(None, (InboxEvent, [{"action": "lost"}, {"action": ""}])),
    "inbox_event_has_user_unless_automatic": Faces(
        None, (InboxEvent, [{"user": None}, {"action": "recognised"}, {"action": "unrecognised"}])
    ),
    "inbox_check_single_row": Faces(None, (InboxCheck, [{"id": 2}])),
    "recognition_day_uniq": Faces(None, (RecognitionDay, [{"client_key": 8}])),
    "recognition_day_counts_valid": Faces(None, (RecognitionDay, [{"recognised": -1}, {"unrecognised": -1}])),
    "model_day_uniq": Faces(None, (ModelDay, [{"day": OTHER_DAY}])),
    "model_reporter_uniq": Faces(None, (ModelReporter, [{"client_key": 8}])),
    "entry_day_uniq": Faces(None, (EntryDay, [{"day": OTHER_DAY}])),
    "unknown_hardware_times_ordered": Faces(None, (UnknownHardware, [{"last_seen_at": LONG_AGO}, {"count": 0}])),
    "event_has_after_unless_deleted": Faces(
        None,
        (AuditEvent, [{"after": None}, {"action": Action.DELETED, "before": {}, "after": {}}]),
    ),
    "event_has_one_subject": Faces(
        None,
        (
            AuditEvent,
            [
                {"station_model": None},
                {"synonym": models.F("itself")},
                {"identity": models.F("itself")},
                {"vendor": models.F("itself")},
            ],
        ),
    ),
    "connector_position_uniq": Faces(None, (Connector, [{"position": 1}])),
    "connector_id_uniq": Faces(connecting(connector_data(1), connector_data(1)), (Connector, [{"connector_id": 2}])),
    "connector_position_in_range": Faces(
        connecting(*map(connector_data, range(1, 66))), (Connector, [{"position": 64}, {"position": 1000}])
    ),
    "connector_id_in_range": Faces(
        connecting(connector_data(0)), (Connector, [{"connector_id": 0}, {"connector_id": -1}])
    ),
    "connector_evse_in_range": Faces(connecting(connector_data(evse=0)), (Connector, [{"evse": 0}, {"evse": -1}])),
    "connector_type_valid": Faces(
        connecting(connector_data(connection_type="SCHUKO")), (Connector, [{"connection_type": "SCHUKO"}])
    ),
    "connector_format_valid": Faces(connecting(connector_data(format="HOLE")), (Connector, [{"format": "HOLE"}])),
    "connector_max_amperage_in_range": rating("max_amperage", 10_000),
    "connector_max_voltage_in_range": rating("max_voltage", 10_000),
    "connector_max_power_watts_in_range": rating("max_power_watts", 100_000_000),
    "evidence_subject_is_unique": Faces(None, (Evidence, [{"subject": "ratings"}])),
    "evidence_subject_valid": Faces(
        creating(evidence={"price": {"level": "known"}}), (Evidence, [{"subject": "price"}, {"subject": ""}])
    ),
    "evidence_level_valid": Faces(
        with_evidence(level="sure"), (Evidence, [{"level": "sure"}, {"level": ""}, {"level": "Cited"}])
    ),
    "evidence_source_valid": evidence_text("source", 2000),
    "evidence_link_valid": evidence_text("link", 500, "http://"),
    "evidence_note_valid": evidence_text("note", 1000),
    "evidence_has_source_where_level_claims_one": Faces(
        with_evidence(level="derived"), (Evidence, [{"source": None}, {"source": None, "level": "derived"}])
    ),
    "evidence_link_is_http": Faces(
        with_evidence(link="javascript:alert(1)"),
        (Evidence, [{"link": "javascript:alert(1)"}, {"link": "ftp://x.example/a.pdf"}]),
    ),
    "dismissed_check_is_unique": Faces(None, (DismissedCheck, [{"check_name": "no_friendly_name"}])),
    "dismissed_check_check_name_valid": Faces(
        dismissing("no_such_check", "Seen."), (DismissedCheck, [{"check_name": ""}, {"check_name": "x" * 41}])
    ),
    "dismissed_check_reason_valid": Faces(
        dismissing("no_image", ""),
        (
            DismissedCheck,
            [{"reason": models.Value(value, models.CharField())} for value in ("", " x", "x ", "x" * 501)],
        ),
    ),
    "revision_single_row": Faces(None, (CatalogueRevision, [{"id": 2}])),
    "revision_base_valid": Faces(
        None, (CatalogueRevision, [{"number": -1}, {"base_number": -1}, {"base_number": 10**15}])
    ),
    "event_action_valid": Faces(cleaning(AuditEvent, action="sold"), (AuditEvent, [{"action": "sold", "before": {}}])),
    "event_channel_valid": Faces(cleaning(AuditEvent, channel="window"), (AuditEvent, [{"channel": "window"}])),
    "event_has_before_unless_created": Faces(
        cleaning(AuditEvent, action=Action.RENAMED), (AuditEvent, [{"action": Action.RENAMED}, {"before": {}}])
    ),
    "AuditEvent.revision": Faces(None, (AuditEvent, [{"revision": models.F("other_revision")}])),
    "client_name_not_blank": Faces(issuing(name=" "), (ApiClient, [{"name": ""}])),
    "client_access_valid": Faces(issuing(access="all"), (ApiClient, [{"access": "all"}, {"access": ""}])),
    "client_is_confidential": Faces(
        cleaning(ApiClient, client_type="public"),
        (
            ApiClient,
            [{"client_type": "public"}, {"authorization_grant_type": "password"}, {"hash_client_secret": False}],
        ),
    ),
    "client_previous_secret_expiry": Faces(
        None, (ApiClient, [{"previous_secret": "a hash"}, {"previous_secret_expires_at": LONG_AGO}])
    ),
    "access_event_action_valid": Faces(None, (AccessEvent, [{"action": "lost"}, {"action": ""}])),
    "access_event_channel_valid": Faces(None, (AccessEvent, [{"channel": "window"}, {"channel": ""}])),
    "access_event_has_one_subject": Faces(None, (AccessEvent, [{"client": None}, {"user": models.F("some_user")}])),
    "RecoveryCode.digest": Faces(None, (RecoveryCode, [{"digest": "other"}])),
    "ApiClient.name": Faces(issuing(name="Back-end"), (ApiClient, [{"name": "Other"}])),
    "ApiClient.client_id": Faces(None, (ApiClient, [{"client_id": "other"}])),
    "idempotency_key_uniq": Faces(None, (IdempotencyRecord, [{"key": "other"}])),
    "idempotency_status_valid": Faces(None, (IdempotencyRecord, [{"status": 500}, {"status": 429}, {"status": 100}])),
}
"""Constraint, or the unique field -> its faces."""


@pytest.fixture(scope="module")
def rows(module_transaction: None) -> dict[type[models.Model], models.Model]:
    """The row of each table that the raw writes spoil, and beside it another one to run into."""
    station_model = StationModelFactory(
        vendor="Alfen",
        model="NG910",
        connectors=[connector_data(1), connector_data(2)],
        evidence={subject: {"level": "cited", "source": "page 7"} for subject in ("designation", "ratings")},
    )
    for check_name in ("no_friendly_name", "no_image"):
        dismissing(check_name, "Seen.")()
    api_client = ApiClientFactory(name="Back-end")
    record = IdempotencyRecord.objects.create(caller="client:1", key="a", fingerprint="x")
    identity = ReportedIdentityFactory(vendor="Alfen", model="Eve 1", station_models=[station_model])
    return {
        AccessEvent: AccessEvent.objects.record(AccessAction.CLIENT_DISABLED, TEST_ACTOR, client=api_client),
        RecoveryCode: RecoveryCode.objects.create(user=api_client.user, digest="a"),
        ChargingStationModel: station_model,
        Connector: station_model.connectors.all()[0],
        Evidence: Evidence.objects.get(subject="designation"),
        DismissedCheck: DismissedCheck.objects.get(check_name="no_image"),
        CatalogueRevision: CatalogueRevision.objects.get(),
        AuditEvent: AuditEvent.objects.get(station_model=station_model, action=Action.CREATED),
        ApiClient: api_client,
        IdempotencyRecord: record,
        ReportedIdentity: identity,
        IdentityTarget: identity.targets.get(),
        Vendor: Vendor.objects.create_audited(name="Alfen", by=TEST_ACTOR),
        VendorSynonym: VendorSynonymFactory(name="Wall Box Chargers", vendor="Wallbox"),
        SearchWord: SearchWord.objects.filter(word="alfen")[0],
        UnknownHardware: (entry := UnknownHardwareFactory(vendor="Alfen", model="Unknown 1")),
        InboxEvent: InboxEvent.objects.create(entry=entry, action="ignored", user=api_client.user),
        InboxCheck: InboxCheck.objects.create(),
        RecognitionDay: RecognitionDay.objects.create(day=DAY, client_key=7),
        ModelDay: ModelDay.objects.create(station_model=station_model, day=DAY, reports=1),
        ModelReporter: ModelReporter.objects.create(station_model=station_model, client_key=7, last_day=DAY),
        EntryDay: EntryDay.objects.create(entry=entry, day=DAY, reports=1),
        Picture: Picture.objects.create(hash="0" * 64, width=1, height=1, large=b"x", small=b"x"),
        SavedView: SavedView.objects.save_view(api_client.user, "Mine", "", is_shared=False),
        ImportColumn: ImportColumn.objects.create(user=api_client.user, heading_key="vendor", used_at=LONG_AGO),
    }


@pytest.fixture(scope="module")
def others(rows: dict[type[models.Model], models.Model]) -> dict[str, Any]:
    """Rows that hold what the raw writes want, as values for the placeholders above."""
    other = StationModelFactory(vendor="Mennekes", model="Amtron")
    ApiClientFactory(name="Other", client_id="other")
    RecoveryCode.objects.create(user=UserFactory(), digest="other")
    IdempotencyRecord.objects.create(caller="client:1", key="other", fingerprint="x")
    identity = ReportedIdentityFactory(vendor="Alfen", model="Eve 2", station_models=[other])
    spoilt = rows[ReportedIdentity]
    assert isinstance(spoilt, ReportedIdentity)
    spoilt.edit(station_models=[*spoilt.station_models.all(), other], by=TEST_ACTOR)
    UnknownHardwareFactory(vendor="Alfen", model="Unknown 2")
    RecognitionDay.objects.create(day=DAY, client_key=8)
    view = rows[SavedView]
    assert isinstance(view, SavedView)
    SavedView.objects.save_view(view.user, "Other", "", is_shared=False)
    remembered = rows[ImportColumn]
    assert isinstance(remembered, ImportColumn)
    ImportColumn.objects.create(user=remembered.user, heading_key="maker", used_at=LONG_AGO)
    ModelDay.objects.create(station_model=rows[ChargingStationModel], day=OTHER_DAY, reports=1)
    ModelReporter.objects.create(station_model=rows[ChargingStationModel], client_key=8, last_day=DAY)
    EntryDay.objects.create(entry=rows[UnknownHardware], day=OTHER_DAY, reports=1)
    synonym = VendorSynonymFactory(name="EVEON", vendor="Evon")
    return {
        "other_created": other.created_revision,
        "other_revision": other.revision,
        "other_model": other.pk,
        "other_target": other.pk,
        "other_identity_revision": identity.revision,
        "other_vendor_revision": Vendor.objects.create_audited(name="Evon", by=TEST_ACTOR).revision,
        "other_synonym_revision": synonym.revision,
        "some_user": UserFactory().pk,
        "itself": rows[ChargingStationModel].pk,
    }


def test_every_constraint_has_its_two_faces_in_the_table() -> None:
    tables = apps.get_app_config("catalog").get_models()
    declared = {
        name
        for table in tables
        for name in [
            *(each.name for each in table._meta.constraints),
            *(
                f"{table.__name__}.{field.name}"
                for field in table._meta.local_fields
                if field.unique and not field.primary_key
            ),
        ]
    }

    assert declared == set(FACES)


@pytest.mark.parametrize("name", [name for name, faces in FACES.items() if faces.polite])
def test_who_asks_politely_is_told_in_words_and_nothing_changes(
    name: str, rows: dict[type[models.Model], models.Model]
) -> None:
    polite = FACES[name].polite
    before = catalogue_rows()

    assert polite is not None
    with pytest.raises((ValidationError, CatalogueError)) as refusal:
        polite()

    assert str(refusal.value)
    assert catalogue_rows() == before


@pytest.mark.parametrize(
    ("name", "values"),
    [(name, values) for name, faces in FACES.items() for values in faces.raw[1]],
    ids=lambda part: part if isinstance(part, str) else "-".join(f"{k}={str(v)[:20]!r}" for k, v in part.items()),
)
def test_who_writes_past_the_domain_is_stopped_by_the_database(
    name: str, values: dict[str, Any], rows: dict[type[models.Model], models.Model], others: dict[str, Any]
) -> None:
    filled = {key: others[value.name] if isinstance(value, models.F) else value for key, value in values.items()}
    table = FACES[name].raw[0]
    before = catalogue_rows()

    with pytest.raises((IntegrityError, DataError)) as error, transaction.atomic():
        # A plain QuerySet: the catalogue's own refuses to update at all.
        models.QuerySet(table).filter(pk=rows[table].pk).update(**filled)

    is_check = any(each.name == name and isinstance(each, models.CheckConstraint) for each in table._meta.constraints)
    assert not is_check or name in str(error.value) or isinstance(error.value, DataError)
    assert catalogue_rows() == before
