"""The API behaves as a simple dict would, whatever is asked of it in whatever order.

A short run; `HYPOTHESIS_PROFILE=promises` makes it a long one.
"""

import json
from typing import Any

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from catalog.models import AuditEvent, CatalogueRevision
from catalog.models.integrity import find_inconsistencies
from catalog.response_cache.application import store
from tests.api.bad import a_body
from tests.api_clients import MODELS, create_token
from tests.factories import ApiClientFactory, UserFactory
from tests.wsgi_client import WSGIResponse, send

VENDORS = st.sampled_from(["Alfen", "ALFEN", "Straße", "STRASSE", "Zaptec"])
NAMES = st.sampled_from(["Eve", "eve", "Pro", "Go 2"])
FRIENDLY = st.none() | st.sampled_from(["Home", "home", "Büro", "🔌"])
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def key(model: dict[str, Any]) -> tuple[str, str]:
    return model["vendor"].casefold(), model["model"].casefold()


class Catalogue(RuleBasedStateMachine):
    """`self.models` is the dict: id -> what the contract says of the model, in the order of creation."""

    ids = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        store.clear()  # the next run gives the same revisions to other rows
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        token = create_token(ApiClientFactory(user=UserFactory(is_staff=True)))
        self.credentials = {"Authorization": f"Bearer {token}"}
        self.models: dict[str, dict[str, Any]] = {}
        self.revisions: dict[str, int] = {}
        self.start = self.revision = CatalogueRevision.current().number

    def teardown(self) -> None:
        issues = list(find_inconsistencies())
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        assert issues == []

    def ask(self, method: str, path: str, content: Any = None, query: str = "") -> WSGIResponse:
        body = None if content is None else json.dumps(content).encode()
        return send(method, MODELS + path, body=body, query=query, headers=self.credentials)

    def twin_of(self, model: dict[str, Any], but: str = "") -> str | None:
        """The id of the active model that has this vendor and name."""
        return next(
            (
                found
                for found, other in self.models.items()
                if found != but and not other["isArchived"] and key(other) == key(model)
            ),
            None,
        )

    def changed(self, found: str, answer: WSGIResponse, **fields: Any) -> None:
        """The dict's side of a change: the next revision, if anything differs."""
        if self.models[found] != self.models[found] | fields:
            self.models[found] |= fields
            self.revision += 1
            self.revisions[found] = self.revision
        assert answer.status == 200, answer.body
        self.assert_shows(answer.json()["data"], found)
        assert answer.headers["ETag"] == f'"1-{self.revisions[found]}"'

    def assert_shows(self, shown: dict[str, Any], found: str) -> None:
        assert {name: shown[name] for name in shown if name not in {"createdAt", "updatedAt"}} == self.models[found]

    @rule(target=ids, vendor=VENDORS, model=NAMES, friendly=FRIENDLY)
    def create(self, vendor: str, model: str, friendly: str | None) -> Any:
        body = {**a_body(), "vendor": vendor, "model": model, "friendlyName": friendly}
        twin = self.twin_of(body)

        answer = self.ask("POST", "", body)

        if twin:
            assert (answer.status, answer.json()["conflictingId"]) == (409, twin)
            return multiple()
        assert answer.status == 201
        found: str = answer.json()["data"]["id"]
        assert found not in self.models
        self.models[found] = {**body, "id": found, "isArchived": False}
        self.revision += 1
        self.revisions[found] = self.revision
        self.assert_shows(answer.json()["data"], found)
        return found

    @rule(found=ids, friendly=FRIENDLY)
    def rename(self, found: str, friendly: str | None) -> None:
        self.changed(found, self.ask("PATCH", f"/{found}", {"friendlyName": friendly}), friendlyName=friendly)

    @rule(found=ids)
    def rename_to_nothing_said(self, found: str) -> None:
        self.changed(found, self.ask("PATCH", f"/{found}", {}))

    @rule(found=ids)
    def archive(self, found: str) -> None:
        self.changed(found, self.ask("POST", f"/{found}/archive"), isArchived=True)

    @rule(found=ids)
    def unarchive(self, found: str) -> None:
        twin = self.twin_of(self.models[found], but=found) if self.models[found]["isArchived"] else None

        answer = self.ask("POST", f"/{found}/unarchive")

        if twin:
            assert (answer.status, answer.json()["conflictingId"]) == (409, twin)
        else:
            self.changed(found, answer, isArchived=False)

    @rule(found=ids)
    def get(self, found: str) -> None:
        answer = self.ask("GET", f"/{found}")

        assert answer.status == 200
        self.assert_shows(answer.json(), found)
        assert answer.headers["ETag"] == f'"1-{self.revisions[found]}"'

    @rule(act=st.sampled_from([("GET", ""), ("PATCH", ""), ("POST", "/archive"), ("POST", "/unarchive")]))
    def ask_for_what_is_not_there(self, act: tuple[str, str]) -> None:
        method, path = act

        assert self.ask(method, f"/{UNKNOWN}{path}", {"friendlyName": "x"}).status == 404

    @rule(
        vendor=st.none() | VENDORS,
        model=st.none() | NAMES,
        archived=st.sampled_from(["", "true", "false"]),
        limit=st.integers(1, 4),
    )
    def walk(self, vendor: str | None, model: str | None, archived: str, limit: int) -> None:
        """All pages of a filter, one after the other."""
        filters = {"vendor": vendor, "model": model, "isArchived": archived}
        query = "&".join(f"{name}={value.encode().decode('latin-1')}" for name, value in filters.items() if value)
        expected = [
            found
            for found, each in self.models.items()
            if each["isArchived"] == (archived == "true")
            and (vendor is None or each["vendor"].casefold() == vendor.casefold())
            and (model is None or each["model"].casefold() == model.casefold())
        ]
        seen: list[str] = []
        while True:
            after = f"&startingAfter={seen[-1]}" if seen else ""
            page = self.ask("GET", "", query=f"limit={limit}&{query}{after}".rstrip("&")).json()["data"]
            assert page["hasMore"] == (len(expected) > len(seen) + limit)
            assert len(page["items"]) == min(limit, len(expected) - len(seen))
            for shown in page["items"]:
                self.assert_shows(shown, shown["id"])
                seen.append(shown["id"])
            assert seen == expected[: len(seen)]
            if not page["hasMore"]:
                break
        assert seen == expected

    @rule(bookmark=ids, archived=st.booleans())
    def list_after(self, bookmark: str, archived: bool) -> None:
        """Any model is a bookmark, also one that the filter leaves out."""
        place = list(self.models).index(bookmark)
        expected = [found for found in list(self.models)[place + 1 :] if self.models[found]["isArchived"] == archived]

        page = self.ask("GET", "", query=f"startingAfter={bookmark}&isArchived={json.dumps(archived)}").json()["data"]

        assert [each["id"] for each in page["items"]] == expected[:20]
        assert page["hasMore"] == (len(expected) > 20)

    @invariant()
    def revisions_and_history_tell_of_every_change_and_of_nothing_else(self) -> None:
        assert CatalogueRevision.current().number == self.revision
        assert AuditEvent.objects.count() == self.revision - self.start


@pytest.mark.django_db
def test_the_api_behaves_as_a_dict_would() -> None:
    run_state_machine_as_test(Catalogue)
