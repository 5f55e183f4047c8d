"""Who gets what in the admin: a row for each URL, and one for each action of a list.

`test_access` takes the URLs and actions from the admin itself: a new one without a row here fails.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from oauth2_provider.models import get_access_token_model

from catalog.models import ApiClient, ChargingStationModel, UnknownHardware, Vendor
from catalog.models.querysets.editing import digest_plan
from catalog.models.vendor_rename import VendorRename
from tests.admin.html_client import MODELS, HtmlClient, change_page, staff_client
from tests.admin.import_helpers import IMPORT, row_values
from tests.factories import UserFactory
from tests.picture_files import picture_file

LOGIN = "login"
"""Sent to the login page."""

# Staff and superusers alone are let in; a row of the tables is about these two.
KINDS = {
    "nobody": HtmlClient,
    "not staff": lambda: HtmlClient(UserFactory()),
    "inactive": lambda: staff_client(is_superuser=True, is_active=False),
    "staff": staff_client,
    "superuser": lambda: staff_client(is_superuser=True),
}
OUTSIDERS = ("nobody", "not staff", "inactive")

Row = Mapping[str, int]

OPEN: Row = {"staff": 200, "superuser": 200}
SUPERUSERS: Row = {"staff": 403, "superuser": 200}
NOBODY: Row = {"staff": 403, "superuser": 403}
NOWHERE: Row = {"staff": 404, "superuser": 404}
NOT_SO: Row = {"staff": 405, "superuser": 405}
SAVED: Row = {"staff": 302, "superuser": 302}
SAVED_BY_SUPERUSERS: Row = {"staff": 403, "superuser": 302}


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a GET and a POST are answered. Outsiders get the login page where the row does not say else."""

    get: Row
    post: Row
    form: bool = False
    """Whether the fields of the page's own form are sent, as a superuser sees it."""
    typed: Mapping[str, Any] = field(default_factory=dict)
    """What is sent besides; a value that is a function is asked."""
    writes: bool = False
    """Whether the POST changes anything when it is let in: then it is a good one, and its refusal says something."""
    at: str | Callable[[], str] | None = None
    """The path, or a function that says it, where the URL's name and the first row of its table do not tell."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """What the POST of an action of a list is answered, for all rows of it."""

    post: Row
    writes: bool = True


NO_UPLOAD = f"{IMPORT}00000000-0000-0000-0000-000000000000/"


def owner() -> int:
    return int(UserFactory().pk)


def token() -> int:
    return int(get_access_token_model().objects.latest("pk").pk)


def upload_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("models.json", json.dumps([row_values()]).encode())


def picture_upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("picture.png", picture_file())


def active_model() -> ChargingStationModel:
    return ChargingStationModel.objects.active()[0]


def archived_model() -> ChargingStationModel:
    return ChargingStationModel.objects.archived()[0]


def renamed_model() -> ChargingStationModel:
    return ChargingStationModel.objects.get(friendly_name="Renamed")


def first_version() -> str:
    return str(renamed_model().created_revision)


def active_model_url(view: str) -> Callable[[], str]:
    return lambda: change_page(active_model()).replace("/change/", f"/{view}/")


def archived_model_url(view: str) -> Callable[[], str]:
    return lambda: change_page(archived_model()).replace("/change/", f"/{view}/")


def secret_seen() -> str:
    return ApiClient.objects.get().secret_issued_at.isoformat()


def vendor_url(view: str) -> Callable[[], str]:
    return lambda: change_page(Vendor.objects.get()).replace("/change/", f"/{view}/")


def edit_digest() -> str:
    return digest_plan(ChargingStationModel.objects.filter(pk=active_model().pk).plan_edit({"vendor": "Else"}))


def entry_url(view: str) -> Callable[[], str]:
    return lambda: change_page(UnknownHardware.objects.waiting()[0]).replace("/change/", f"/{view}/")


def vendor_state() -> str:
    return VendorRename.build(Vendor.objects.get(), "Else").state()


PASSWORDS = {"password1": "a-long-enough-1", "password2": "a-long-enough-1"}
CONNECTOR = {
    "connectors-0-connector_id": "1",
    "connectors-0-connection_type": "CHADEMO",
    "connectors-0-format": "CABLE",
    "connectors-0-max_amperage": "125",
    "connectors-0-max_voltage": "500",
    "connectors-0-max_power_watts": "50",
}
MODEL = {
    "vendor": "Else",
    "new_vendor": "Else",
    "model": "E-1",
    "power_type": "DC",
    "ocpp_url_key": "CentralSystemAddress",
    **CONNECTOR,
}
SEEN = Page(get=OPEN, post=OPEN)
DELETE = Page(get=NOBODY, post=NOBODY, typed={"post": "yes"})
SUPERUSERS_LOOK = Page(get=SUPERUSERS, post=SUPERUSERS)

PAGES = {
    "index": SEEN,
    "search": Page(get=OPEN, post=NOT_SO),
    "app_list": Page(get=OPEN, post=OPEN, at="/admin/catalog/"),
    "password_change": Page(get=OPEN, post=OPEN),
    "password_change_done": Page(get=OPEN, post=NOT_SO),
    "logout": Page(get={**dict.fromkeys(OUTSIDERS, 302), **NOT_SO}, post={**dict.fromkeys(OUTSIDERS, 302), **OPEN}),
    "jsi18n": Page(get=OPEN, post=NOT_SO),
    "autocomplete": Page(get=NOBODY, post=NOT_SO),
    "view_on_site": Page(get=NOWHERE, post=NOWHERE, at="/admin/r/1/abc/"),
    "catch_all": Page(get=NOWHERE, post=NOWHERE, at="/admin/nothing/here/"),
    "catalog_chargingstationmodel_changelist": SEEN,
    "catalog_chargingstationmodel_add": Page(get=OPEN, post=SAVED, form=True, typed=MODEL, writes=True),
    "catalog_chargingstationmodel_change": Page(
        get=OPEN, post=SAVED, form=True, typed={"vendor": "Else", "new_vendor": "Else"}, writes=True
    ),
    "catalog_chargingstationmodel_check_new": Page(get=NOT_SO, post=OPEN, typed=MODEL),
    "catalog_chargingstationmodel_check": Page(get=NOT_SO, post=OPEN, typed=MODEL),
    "catalog_chargingstationmodel_history": SEEN,
    "catalog_chargingstationmodel_detail": SEEN,
    "catalog_chargingstationmodel_reported_names": SEEN,
    "catalog_chargingstationmodel_api": SEEN,
    "catalog_chargingstationmodel_next": Page(get=SAVED, post=SAVED),
    "catalog_chargingstationmodel_restore": Page(
        get=SAVED,
        post=SAVED,
        typed={"version": first_version, "expected_revision": lambda: str(renamed_model().revision)},
        writes=True,
        at=lambda: change_page(renamed_model()).replace("/change/", "/restore/"),
    ),
    "catalog_chargingstationmodel_delete": Page(
        get=SUPERUSERS,
        post=SAVED_BY_SUPERUSERS,
        typed={"reason": "Typed by mistake", "name": lambda: str(archived_model())},
        writes=True,
        at=archived_model_url("delete"),
    ),
    "catalog_chargingstationmodel_replace": Page(
        get=OPEN,
        post=SAVED,
        form=True,
        typed={"ocpp_url_key": "NewUrl", "reason": "Revision B"},
        writes=True,
        at=active_model_url("replace"),
    ),
    "catalog_chargingstationmodel_checks": Page(
        get=OPEN,
        post=SAVED,
        typed={"check": "no_image", "reason": "There is none"},
        writes=True,
        at=active_model_url("checks"),
    ),
    "catalog_chargingstationmodel_picture": Page(
        get=OPEN, post=SAVED, typed={"file": picture_upload}, writes=True, at=active_model_url("picture")
    ),
    "catalog_chargingstationmodel_archive": Page(
        get=SAVED, post=SAVED, typed={"ids": lambda: str(active_model().pk)}, writes=True
    ),
    "catalog_chargingstationmodel_unarchive": Page(
        get=SAVED, post=SAVED, typed={"ids": lambda: str(archived_model().pk)}, writes=True
    ),
    "catalog_chargingstationmodel_vendors": SEEN,
    "catalog_chargingstationmodel_import": Page(
        get=OPEN, post=SAVED, form=True, typed={"file": upload_file}, writes=True
    ),
    "catalog_chargingstationmodel_import_template": SEEN,
    "catalog_chargingstationmodel_import_models": SEEN,
    # An upload that is not theirs has expired. `test_import_confirmations` has the others.
    "catalog_chargingstationmodel_import_columns": Page(get=SAVED, post=SAVED, at=NO_UPLOAD + "columns/"),
    "catalog_chargingstationmodel_import_review": Page(get=SAVED, post=SAVED, at=NO_UPLOAD),
    "catalog_chargingstationmodel_import_problems": Page(get=SAVED, post=SAVED, at=NO_UPLOAD + "problems/"),
    "catalog_chargingstationmodel_import_done": Page(get=SAVED, post=SAVED, at=NO_UPLOAD + "done/"),
    "catalog_chargingstationmodel_filters": SEEN,
    "catalog_chargingstationmodel_views": Page(get=OPEN, post=SAVED, typed={"name": "Mine"}, writes=True),
    "catalog_chargingstationmodel_view": Page(get=NOWHERE, post=NOWHERE, at=f"{MODELS}views/9/"),
    "catalog_chargingstationmodel_layout": Page(get=NOT_SO, post=SAVED, typed={"columns": "power"}, writes=True),
    "catalog_chargingstationmodel_export": Page(get=OPEN, post=OPEN, at=f"{MODELS}export/json/"),
    "catalog_chargingstationmodel_bulk_edit": Page(
        get=SAVED,
        post=SAVED,
        typed={"ids": lambda: str(active_model().pk), "vendor_how": "set", "vendor": "Else", "confirm": edit_digest},
        writes=True,
    ),
    "catalog_chargingstationmodel_compare": Page(
        get=OPEN, post=OPEN, at=lambda: f"{MODELS}compare/?id={active_model().pk}"
    ),
    "catalog_chargingstationmodel_take": Page(
        get=OPEN,
        post=SAVED,
        at=lambda: f"{MODELS}compare/take/?to={active_model().pk}&from={archived_model().pk}&field=connectors",
        typed={
            "to": lambda: str(active_model().pk),
            "from": lambda: str(archived_model().pk),
            "field": "connectors",
            "state": lambda: f"{active_model().revision}-{archived_model().revision}",
        },
    ),
    "undo": Page(get=NOT_SO, post=SAVED, typed={"token": "forged"}),
    "catalog_auditevent_changelist": SEEN,
    "catalog_auditevent_add": Page(get=NOBODY, post=NOBODY, typed={"revision": "9", "action": "created"}),
    "catalog_auditevent_change": Page(get=OPEN, post=NOBODY, typed={"action": "created", "after": "{}"}),
    "catalog_auditevent_history": SEEN,
    "catalog_auditevent_delete": DELETE,
    "catalog_accessevent_changelist": Page(get=SAVED_BY_SUPERUSERS, post=SAVED_BY_SUPERUSERS),
    "catalog_accessevent_add": Page(get=NOBODY, post=NOBODY, typed={"action": "user_added", "name": "Else"}),
    "catalog_accessevent_change": Page(get=SUPERUSERS, post=NOBODY, typed={"name": "Else"}),
    "catalog_accessevent_history": SUPERUSERS_LOOK,
    "catalog_accessevent_delete": DELETE,
    "catalog_reportedidentity_changelist": SEEN,
    "catalog_reportedidentity_add": Page(
        get=OPEN,
        post=SAVED,
        form=True,
        typed={"model": "E-1", "station_models": lambda: str(active_model().pk)},
        writes=True,
    ),
    "catalog_reportedidentity_change": Page(get=OPEN, post=SAVED, form=True, typed={"vendor": "Else"}, writes=True),
    "catalog_reportedidentity_history": SEEN,
    "catalog_reportedidentity_delete": Page(get=OPEN, post=SAVED, typed={"post": "yes"}, writes=True),
    "catalog_vendor_changelist": SEEN,
    "catalog_vendor_add": Page(get=NOBODY, post=NOBODY, typed={"name": "Else"}),
    "catalog_vendor_change": Page(
        get=OPEN, post=SAVED, form=True, typed={"website": "https://else.example"}, writes=True
    ),
    "catalog_vendor_rename": Page(
        get=OPEN,
        post=SAVED,
        typed={"name": "Else", "state": vendor_state, "reason": "Sold"},
        writes=True,
        at=vendor_url("rename"),
    ),
    "catalog_vendor_history": SEEN,
    "catalog_vendor_delete": DELETE,
    "catalog_vendorsynonym_changelist": SEEN,
    "catalog_vendorsynonym_add": Page(
        get=OPEN, post=SAVED, form=True, typed={"name": "Else", "vendor": "Alfen"}, writes=True
    ),
    "catalog_vendorsynonym_change": Page(get=OPEN, post=SAVED, form=True, typed={"name": "Else"}, writes=True),
    "catalog_vendorsynonym_history": SEEN,
    "catalog_vendorsynonym_delete": Page(get=OPEN, post=SAVED, typed={"post": "yes"}, writes=True),
    "catalog_unknownhardware_changelist": SEEN,
    "catalog_unknownhardware_add": Page(get=NOBODY, post=NOBODY, typed={"vendor": "Else", "model": "E-1"}),
    "catalog_unknownhardware_change": Page(
        get=OPEN, post=SAVED, typed={"verb": "ignore", "note": "A test"}, writes=True, at=entry_url("change")
    ),
    "catalog_unknownhardware_new_model": Page(
        get=OPEN, post=SAVED, form=True, typed=MODEL, writes=True, at=entry_url("new-model")
    ),
    "catalog_unknownhardware_alias": Page(
        get=OPEN, post=SAVED, form=True, typed={"vendor": "Alfen"}, writes=True, at=entry_url("alias")
    ),
    "catalog_unknownhardware_several": Page(
        get=OPEN,
        post=SAVED,
        form=True,
        typed={"station_models": lambda: str(active_model().pk)},
        writes=True,
        at=entry_url("several"),
    ),
    "catalog_unknownhardware_matches": SEEN,
    "catalog_unknownhardware_history": Page(get=SAVED, post=SAVED),
    "catalog_unknownhardware_delete": DELETE,
    "catalog_apiclient_changelist": SUPERUSERS_LOOK,
    "catalog_apiclient_add": Page(
        get=SUPERUSERS,
        post=SUPERUSERS,
        form=True,
        typed={"name": "mine", "user": owner, "access": "write"},
        writes=True,
    ),
    "catalog_apiclient_change": Page(
        get=SUPERUSERS, post=SAVED_BY_SUPERUSERS, form=True, typed={"name": "mine"}, writes=True
    ),
    "catalog_apiclient_rotate": Page(get=SUPERUSERS, post=SUPERUSERS, form=True, writes=True),
    "catalog_apiclient_revoke_previous_secret": Page(
        get=SUPERUSERS, post=SAVED_BY_SUPERUSERS, typed={"expected_secret": secret_seen}, writes=True
    ),
    "catalog_apiclient_revoke_token": Page(
        get=SUPERUSERS, post=SAVED_BY_SUPERUSERS, typed={"token": token}, writes=True
    ),
    "catalog_apiclient_revoke_tokens": Page(get=SUPERUSERS, post=SAVED_BY_SUPERUSERS, writes=True),
    "catalog_apiclient_history": SUPERUSERS_LOOK,
    "catalog_apiclient_delete": DELETE,
    "auth_user_changelist": SUPERUSERS_LOOK,
    "auth_user_add": Page(
        get=SUPERUSERS, post=SAVED_BY_SUPERUSERS, typed={"username": "mine", **PASSWORDS}, writes=True
    ),
    "auth_user_change": Page(
        get=SUPERUSERS, post=SAVED_BY_SUPERUSERS, form=True, typed={"is_superuser": "on"}, writes=True
    ),
    "auth_user_history": SUPERUSERS_LOOK,
    "auth_user_delete": DELETE,
    "auth_user_password_change": Page(get=SUPERUSERS, post=SAVED_BY_SUPERUSERS, typed=PASSWORDS, writes=True),
}

# Pages that anyone may see.
UNGUARDED = {"login"}

# By table and action; those of every other name do nothing.
ACTIONS = {
    # These two ask first; what they ask for is done by the pages of the same names.
    ("chargingstationmodel", "edit_selected"): Action(post=OPEN, writes=False),
    ("chargingstationmodel", "compare_selected"): Action(post=SAVED, writes=False),
    ("chargingstationmodel", "archive_selected"): Action(post=OPEN, writes=False),
    ("chargingstationmodel", "unarchive_selected"): Action(post=OPEN, writes=False),
    ("chargingstationmodel", "export_selected_as_xlsx"): Action(post=OPEN, writes=False),
    ("chargingstationmodel", "export_selected_as_csv"): Action(post=OPEN, writes=False),
    ("chargingstationmodel", "export_selected_as_json"): Action(post=OPEN, writes=False),
    ("chargingstationmodel", "export_selected_as_jsonl"): Action(post=OPEN, writes=False),
    ("chargingstationmodel", "export_selected_as_yaml"): Action(post=OPEN, writes=False),
}
