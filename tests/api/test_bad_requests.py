"""Bad requests: refused in the one error shape, every fault named, nothing changed, nothing told of the inside."""

import pytest

from catalog.models import ChargingStationModel
from tests.api.bad import Bad
from tests.api.bad.bodies import BAD_BYTES, BAD_KEYS, BAD_SHAPES
from tests.api.bad.envelopes import BAD_CREDENTIALS, BAD_HEADERS, BAD_PATHS
from tests.api.bad.fields import BAD_FIELDS
from tests.api.bad.queries import BAD_QUERIES
from tests.api_clients import MODELS, create_token
from tests.call_counts import count_calls
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory
from tests.wsgi_client import send

pytestmark = pytest.mark.django_db

ROWS = [
    *BAD_FIELDS,
    *BAD_SHAPES,
    *BAD_KEYS,
    *BAD_BYTES,
    *BAD_QUERIES,
    *BAD_PATHS,
    *BAD_HEADERS,
    *BAD_CREDENTIALS,
]
INSIDE = [b"Traceback", b'File "', b"SELECT", b"INSERT", b"psycopg", b"sqlite", b"catalog_", b"django", b"Decimal("]


@pytest.fixture(scope="module")
def there(module_transaction: None) -> ChargingStationModel:
    station_model: ChargingStationModel = StationModelFactory(vendor="Alfen", model="NG910")
    return station_model


@pytest.fixture(scope="module")
def credentials(module_transaction: None) -> dict[str, str]:
    """Of somebody who may do everything: what is refused is refused for what it says."""
    return {"Authorization": f"Bearer {create_token(ApiClientFactory(user=UserFactory(is_staff=True)))}"}


@pytest.mark.parametrize("bad", ROWS, ids=lambda bad: bad.name.encode("unicode_escape").decode())
def test_a_bad_request_is_told_its_faults_and_changes_nothing(
    bad: Bad, there: ChargingStationModel, credentials: dict[str, str]
) -> None:
    path = bad.path.replace("{id}", str(there.pk))
    before = catalogue_rows()

    answer = send(bad.method, path, query=bad.query, body=bad.body, headers={**credentials, **bad.headers})

    assert answer.status == bad.status, answer.body
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    members = {"type", "title", "status", "detail", "instance", "code", "requestId"}
    assert set(problem) == (members | {"errors"} if bad.code == "validation_error" else members)
    assert problem["type"] == f"/problems/{bad.code.replace('_', '-')}"
    assert (problem["status"], problem["code"]) == (bad.status, bad.code)
    assert problem["requestId"] == answer.headers["X-Request-Id"]
    issues = [(issue.get("pointer", issue.get("parameter")), issue["code"]) for issue in problem.get("errors", [])]
    assert sorted(issues) == sorted(bad.issues)
    assert all(issue["detail"] for issue in problem.get("errors", []))
    assert [word for word in INSIDE if word in answer.body] == []
    assert catalogue_rows() == before


def test_the_request_that_the_bad_ones_are_made_of_is_good(credentials: dict[str, str]) -> None:
    from tests.api.bad import body_with

    answer = send("POST", MODELS, body=body_with("vendor", '"Zaptec"'), headers=credentials)

    assert answer.status == 201
    assert ChargingStationModel.objects.filter(vendor="Zaptec").count() == 1


def test_nobody_is_told_of_faults_before_who_they_are() -> None:
    before = catalogue_rows()

    answer = send("POST", MODELS, body=b"[", headers={"Content-Type": "text/plain"})

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="catalogue"'
    assert answer.json()["code"] == "not_authenticated"
    assert catalogue_rows() == before


def test_a_list_of_faults_is_cut_short(credentials: dict[str, str]) -> None:
    body = b"{%s}" % b", ".join(b'"k%d": 1' % number for number in range(20_000))

    answer = send("POST", MODELS, body=body, headers=credentials)

    assert answer.status == 400
    assert len(answer.json()["errors"]) == 100


@pytest.mark.parametrize(
    ("member", "calls"),
    # A number is read by a call, and what is given twice is counted by two for each time.
    [(b'"k%d":""', 1), (b'"k%d":0,"k%d":0', 6)],
    ids=["unknown", "repeated"],
)
def test_what_is_not_told_is_not_worked_out(credentials: dict[str, str], member: bytes, calls: int) -> None:
    def called(names: int) -> int:
        members = [member.replace(b"%d", b"%d" % number) for number in range(names)]
        return count_calls(lambda: send("POST", MODELS, body=b"{%s}" % b",".join(members), headers=credentials)).total()

    called(1_000)  # what is loaded by the first request is not counted
    few, many = called(1_000), called(12_000)

    assert many - few < calls * 11_000
