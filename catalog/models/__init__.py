"""The catalogue's tables. Import them from here."""

from catalog.models.access_event import AccessAction, AccessEvent
from catalog.models.api_client import READ_SCOPE, WRITE_SCOPE, Access, ApiClient
from catalog.models.audit_event import Action, Actor, AuditEvent, Channel
from catalog.models.connector import Connector
from catalog.models.dismissed_check import DismissedCheck
from catalog.models.evidence import Evidence
from catalog.models.idempotency import IdempotencyRecord
from catalog.models.import_column import ImportColumn
from catalog.models.inbox_check import InboxCheck
from catalog.models.inbox_event import InboxAction, InboxEvent
from catalog.models.pending_import import PendingImport
from catalog.models.picture import Picture
from catalog.models.recognition import EntryDay, ModelDay, ModelReporter, RecognitionDay
from catalog.models.reported_identity import IdentityTarget, ReportedIdentity
from catalog.models.revision import CatalogueRevision, RevisionState
from catalog.models.saved_view import ListLayout, SavedView
from catalog.models.search_word import SearchWord
from catalog.models.second_factor import RecoveryCode
from catalog.models.station_model import ChargingStationModel
from catalog.models.unknown_hardware import UnknownHardware
from catalog.models.unrecognised_report import ReportTally, UnrecognisedReport
from catalog.models.vendor import Vendor
from catalog.models.vendor_synonym import VendorSynonym

__all__ = [
    "READ_SCOPE",
    "WRITE_SCOPE",
    "Access",
    "AccessAction",
    "AccessEvent",
    "Action",
    "Actor",
    "ApiClient",
    "AuditEvent",
    "CatalogueRevision",
    "Channel",
    "ChargingStationModel",
    "Connector",
    "DismissedCheck",
    "EntryDay",
    "Evidence",
    "IdempotencyRecord",
    "IdentityTarget",
    "ImportColumn",
    "InboxAction",
    "InboxCheck",
    "InboxEvent",
    "ListLayout",
    "ModelDay",
    "ModelReporter",
    "PendingImport",
    "Picture",
    "RecognitionDay",
    "RecoveryCode",
    "ReportTally",
    "ReportedIdentity",
    "RevisionState",
    "SavedView",
    "SearchWord",
    "UnknownHardware",
    "UnrecognisedReport",
    "Vendor",
    "VendorSynonym",
]
