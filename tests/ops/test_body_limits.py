"""Bodies: nothing is read for a caller who may not send it, and no file is written. By the server as it is shipped."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from oauth2_provider.models import get_access_token_model

from catalog.models import ChargingStationModel, IdempotencyRecord
from tests.admin.html_client import staff_client
from tests.api_clients import MODELS, create_token
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import ApiClientFactory, UserFactory, issue_client
from tests.live_servers import Server, run_server
from tests.wsgi_client import send

pytestmark = pytest.mark.django_db(transaction=True)

IMPORT = "/admin/catalog/chargingstationmodel/import/"
CHUNK = 64 * 1024
LIMIT = 256 * 1024
COOKIE = "csrftoken=" + "a" * 32
BOUNDARY = "x" * 20
PART = (
    f"--{BOUNDARY}\r\n"
    'Content-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: application/octet-stream\r\n\r\n'
).encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server takes for the temporary folder."""
    return tmp_path_factory.mktemp("of-the-server")


@pytest.fixture(scope="module")
def strict(django_db_setup: None, folder: Path) -> Iterator[Server]:
    with run_server(workers=1, TMPDIR=str(folder), TOKEN_RATE_LIMIT="0", LOGIN_RATE_LIMIT="0") as server:
        yield server


def converse(server: Server, head: str, chunks: list[bytes]) -> tuple[int, bytes, int]:
    """Send a head, and chunks until the answer is there; return its status, all of it, and how much was sent."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as caller:
        caller.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n")
        sent = 0
        try:
            for chunk in chunks:
                caller.sendall(chunk)
                sent += len(chunk)
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused, and hung up
        answer = b""
        try:
            while part := caller.recv(CHUNK):
                answer += part
        except ConnectionResetError:
            pass
        return int(answer[9:12] or 0), answer, sent


def head_of(method: str, path: str, *headers: str) -> str:
    return "\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers])


def in_chunks(body: bytes, size: int = CHUNK) -> list[bytes]:
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return [*(b"%x\r\n%s\r\n" % (len(part), part) for part in parts), b"0\r\n\r\n"]


PAGES = ["/", "/docs", "/problems", "/catalogue", "/openapi.json", "/admin/", "/admin/login/", "/nothing", IMPORT]


@pytest.mark.parametrize("path", [*PAGES, "/oauth/token", "/oauth/revoke", MODELS, f"{MODELS}/resolve", "/livez"])
def test_60_mib_of_anybody_are_refused_unread(strict: Server, folder: Path, path: str) -> None:
    length = 60 * 2**20
    head = head_of(
        "POST",
        path,
        f"Cookie: {COOKIE}",
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
        f"Content-Length: {length}",
    )

    # No more is sent than a server takes in that reads none of it.
    status, _, _ = converse(strict, head, [PART])

    assert status in {400, 401, 405, 413}
    if path in PAGES:
        assert status == 413
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("path", ["/", "/admin/login/", "/docs", IMPORT])
def test_a_file_within_the_limit_is_not_written_either(strict: Server, folder: Path, path: str) -> None:
    body = PART + b"x" * (LIMIT - 1_000) + f"\r\n--{BOUNDARY}--\r\n".encode()
    head = head_of(
        "POST",
        path,
        f"Cookie: {COOKIE}",
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
        f"Content-Length: {len(body)}",
    )

    status, _, _ = converse(strict, head, [body])

    assert status in {302, 403, 405}
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("path", ["/", "/admin/login/", "/nothing", IMPORT])
def test_a_page_takes_no_body_without_a_length(strict: Server, path: str) -> None:
    head = head_of("POST", path, f"Cookie: {COOKIE}", "Transfer-Encoding: chunked")

    status, answer, _ = converse(strict, head, [b"5\r\nabcde\r\n"])

    assert status == 411
    assert b"The request body must have a Content-Length header." in answer


@pytest.mark.parametrize("size", [1, 7, CHUNK])
def test_a_model_is_created_by_a_body_in_chunks(strict: Server, create_body: dict[str, Any], size: int) -> None:
    token = create_token(ApiClientFactory(user=UserFactory(is_staff=True)))
    head = head_of(
        "POST",
        MODELS,
        f"Authorization: Bearer {token}",
        "Content-Type: application/json",
        "Transfer-Encoding: chunked",
        "Idempotency-Key: once-and-no-more",
    )

    answers = [converse(strict, head, in_chunks(json.dumps(create_body).encode(), size)) for _ in range(2)]

    assert [status for status, _, _ in answers] == [201, 201]
    assert b"idempotency-replayed: true" in answers[1][1]
    assert ChargingStationModel.objects.get().vendor == "Alfen"


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "application/json"])
def test_a_token_is_given_and_revoked_for_bodies_in_chunks(strict: Server, content_type: str) -> None:
    client, secret = issue_client(name="Back-end", owner=UserFactory(), access="read")

    def send_chunked(path: str, **parameters: str) -> tuple[int, bytes]:
        given = {**parameters, "client_id": client.client_id, "client_secret": secret}
        form = "&".join(f"{name}={value}" for name, value in given.items())
        body = json.dumps(given) if content_type == "application/json" else form
        head = head_of("POST", path, f"Content-Type: {content_type}", "Transfer-Encoding: chunked")
        status, answer, _ = converse(strict, head, in_chunks(body.encode(), 10))
        return status, answer

    status, answer = send_chunked("/oauth/token", grant_type="client_credentials")
    assert status == 200
    token = json.loads(answer.partition(b"\r\n\r\n")[2])["access_token"]
    assert send_chunked("/oauth/revoke", token=token)[0] == 200
    assert not get_access_token_model().objects.exists()


def test_a_body_in_chunks_is_read_to_the_limit_and_spends_no_key(strict: Server, create_body: dict[str, Any]) -> None:
    token = create_token(ApiClientFactory(user=UserFactory(is_staff=True)))
    before = catalogue_rows()
    head = head_of(
        "POST",
        MODELS,
        f"Authorization: Bearer {token}",
        "Content-Type: application/json",
        "Transfer-Encoding: chunked",
        "Idempotency-Key: a-key-to-be-kept",
    )

    status, answer, _ = converse(strict, head, in_chunks(b" " * (LIMIT + 1) + json.dumps(create_body).encode()))
    assert (status, b"body_too_large" in answer) == (413, True)
    status, answer, _ = converse(
        strict, head.replace("chunked", "gzip, chunked"), in_chunks(json.dumps(create_body).encode())
    )
    assert (status, b"length_required" in answer) == (411, True)
    assert catalogue_rows() == before
    assert not IdempotencyRecord.objects.exists()

    assert converse(strict, head, in_chunks(json.dumps(create_body).encode()))[0] == 201


def test_chunks_of_nobody_are_refused_before_their_end(strict: Server) -> None:
    head = head_of("POST", MODELS, "Authorization: Bearer wrong", "Transfer-Encoding: chunked")

    status, answer, _ = converse(strict, head, [b"5\r\nabcde\r\n"])  # and no end

    assert (status, b"invalid_token" in answer) == (401, True)


def test_chunks_of_a_form_beyond_the_limit_are_refused(strict: Server) -> None:
    head = head_of(
        "POST", "/oauth/token", "Content-Type: application/x-www-form-urlencoded", "Transfer-Encoding: chunked"
    )

    status, answer, _ = converse(strict, head, in_chunks(b"a" * (LIMIT + 1)))

    assert (status, b"The request body is too large." in answer) == (413, True)


def test_the_import_takes_more_of_staff_who_may_import_and_of_nobody_else(strict: Server) -> None:
    staff, other = staff_client().client, staff_client(username="bob", is_staff=False).client
    body = PART + b"x" * (2 * LIMIT) + f"\r\n--{BOUNDARY}--\r\n".encode()

    def upload(browser: Client, length: int, chunks: list[bytes]) -> int:
        head = head_of(
            "POST",
            IMPORT,
            f"Cookie: {COOKIE}; sessionid={browser.session.session_key}",
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
            f"Content-Length: {length}",
        )
        return converse(strict, head, chunks)[0]

    assert upload(staff, len(body), [body]) == 403  # read, and without the CSRF token in it
    assert upload(other, 10 * 2**20, [PART]) == 302  # to the login, before its end
    assert upload(staff, 17 * 2**20, [PART]) == 413


@pytest.mark.parametrize("length", ["262145", "9" * 19, "9" * 5_000])
def test_a_length_alone_is_refused(length: str) -> None:
    answer = send("POST", "/", body=b"", headers={"Content-Length": length})

    assert answer.status in {403, 413}
    assert send("GET", "/", body=b"", headers={"Content-Length": "262145"}).status == 413
