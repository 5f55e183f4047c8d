"""One's own account: a login in two steps, recovery codes, and the sessions that are open."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from catalog.models import AccessEvent, Actor, Channel, RecoveryCode
from catalog.models.second_factor import add_second_factor, verify_second_factor
from catalog.models.user_sessions import IDLE_MAX, LENGTH_MAX
from tests.admin.chromium_helpers import PASSWORD
from tests.admin.html_client import MODELS, HtmlClient
from tests.api_clients import MODELS as API
from tests.factories import UserFactory
from tests.log_capture import LogCapture, capture_log
from tests.management import run_command

pytestmark = pytest.mark.django_db

KEY = "3132333435363738393031323334353637383930"
SECOND, SETUP, ACCOUNT, END = (
    "/admin/second-factor/",
    "/admin/second-factor/set-up/",
    "/admin/account/",
    "/admin/account/end-sessions/",
)


@pytest.fixture
def log() -> Iterator[LogCapture]:
    with capture_log() as log:
        yield log


def code_of(key: str, *, later: int = 0) -> str:
    totp = TOTP(bytes.fromhex(key))
    totp.time = timezone.now().timestamp() + later * 30
    return f"{totp.token():06d}"


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def let_another_be_tried() -> None:
    """As if time had passed."""
    TOTPDevice.objects.update(throttling_failure_timestamp=None, last_t=-1)


@pytest.fixture
def codes(ada: User) -> list[str]:
    """Ada's recovery codes: she has a second factor."""
    codes = add_second_factor(ada, KEY, code_of(KEY), by=Actor(channel=Channel.ADMIN, user=ada))
    let_another_be_tried()
    return codes


def enter(next_page: str = "") -> tuple[HtmlClient, Any]:
    browser = HtmlClient()
    query = f"?next={next_page}" if next_page else ""
    return browser, browser.post(f"/admin/login/{query}", {"username": "ada", "password": PASSWORD})


def is_inside(browser: HtmlClient) -> bool:
    pages = {
        browser.again().get("/admin/").status_code == 200,
        browser.again().get(API).status_code == 200,
        browser.again().get(ACCOUNT).status_code == 200,
    }
    [inside] = pages
    return inside


def actions() -> list[str]:
    return list(AccessEvent.objects.order_by("pk").values_list("action", flat=True))


def test_without_a_second_factor_the_password_logs_in(ada: User) -> None:
    browser, entered = enter()

    assert (entered.status_code, entered["Location"]) == (302, "/admin/")
    assert is_inside(browser)


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_a_login_leads_nowhere_else(ada: User, to: str) -> None:
    _, entered = enter(to)

    assert (entered.status_code, entered["Location"]) == (302, "/admin/")


def test_the_password_alone_lets_nobody_in_anywhere(ada: User, codes: list[str], log: LogCapture) -> None:
    browser, entered = enter(MODELS)

    assert (entered.status_code, entered["Location"]) == (302, SECOND)
    assert not is_inside(browser)
    assert log.events("login") == []

    done = browser.post(SECOND, {"code": code_of(KEY)})

    assert (done.status_code, done["Location"]) == (302, MODELS)
    assert is_inside(browser)
    assert [event["user"] for event in log.events("login")] == ["ada"]


def test_a_wrong_code_lets_nobody_in_and_the_next_has_to_wait(ada: User, codes: list[str], log: LogCapture) -> None:
    browser, _ = enter()

    first = browser.post(SECOND, {"code": wrong(code_of(KEY))})
    second = browser.post(SECOND, {"code": code_of(KEY)})
    third = browser.post(SECOND, {"code": codes[0]})

    assert [each.status_code for each in (first, second, third)] == [200, 200, 200]
    assert not is_inside(browser)
    assert [event["user"] for event in log.events("second_factor_failed")] == ["ada"] * 3
    assert RecoveryCode.objects.count() == 10
    let_another_be_tried()
    assert browser.post(SECOND, {"code": code_of(KEY)}).status_code == 302


@pytest.mark.parametrize("code", ["", "x" * 41, "\0", "١٢٣٤٥٦", "-1", "1e5", "9" * 40, "\ud800"])
def test_a_code_that_is_none_is_wrong(ada: User, codes: list[str], code: str) -> None:
    browser, _ = enter()

    assert browser.post(SECOND, {"code": code.encode("utf-8", "surrogatepass")}).status_code == 200
    assert not is_inside(browser)


def test_a_code_works_once(ada: User, codes: list[str]) -> None:
    code = code_of(KEY)
    browser, _ = enter()
    another, _ = enter()

    assert browser.post(SECOND, {"code": code}).status_code == 302
    assert another.post(SECOND, {"code": code}).status_code == 200
    assert not is_inside(another)


def test_a_recovery_code_works_once_and_leaves_a_trace(ada: User, codes: list[str]) -> None:
    browser, _ = enter()
    assert browser.post(SECOND, {"code": codes[3].upper().replace("-", " ")}).status_code == 302
    assert is_inside(browser)
    assert actions()[-1] == "recovery_code_used"

    another, _ = enter()
    assert another.post(SECOND, {"code": codes[3]}).status_code == 200
    assert not is_inside(another)
    assert RecoveryCode.objects.count() == 9


def test_recovery_codes_of_another_user_are_wrong(ada: User, codes: list[str]) -> None:
    bob = UserFactory(is_staff=True)
    theirs = add_second_factor(bob, KEY, code_of(KEY), by=Actor(channel=Channel.ADMIN, user=bob))

    assert not verify_second_factor(ada, theirs[0], by=Actor(channel=Channel.ADMIN, user=ada))
    assert RecoveryCode.objects.count() == 20


@pytest.mark.parametrize("path", [SECOND, SETUP])
def test_the_second_step_wants_the_first(ada: User, codes: list[str], path: str) -> None:
    browser = HtmlClient()

    assert browser.get(path)["Location"] == "/admin/login/"
    assert browser.post(path, {"code": code_of(KEY), "first_code": code_of(KEY)})["Location"] == "/admin/login/"
    assert not is_inside(browser)


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}, {"password": "!"}])
def test_between_the_steps_the_user_can_lose_the_right(ada: User, codes: list[str], change: dict[str, Any]) -> None:
    browser, _ = enter()
    User.objects.update(**change)

    assert browser.post(SECOND, {"code": code_of(KEY)})["Location"] == "/admin/login/"
    assert not is_inside(browser)


def test_who_has_a_second_factor_does_not_replace_it_with_the_password_alone(ada: User, codes: list[str]) -> None:
    browser, _ = enter()
    key = TOTPDevice.objects.get().key

    assert browser.get(SETUP)["Location"] == SECOND
    assert browser.post(SETUP, {"first_code": code_of(KEY)})["Location"] == SECOND
    assert TOTPDevice.objects.get().key == key


@pytest.mark.parametrize(
    ("setting", "rights", "must"),
    [
        ("optional", {"is_superuser": True}, False),
        ("superusers", {"is_superuser": True}, True),
        ("superusers", {"is_superuser": False}, False),
        ("staff", {"is_superuser": False}, True),
    ],
)
def test_who_must_have_one_sets_it_up_at_the_next_login(
    settings: Settings, ada: User, setting: str, rights: dict[str, bool], must: bool
) -> None:
    User.objects.update(**rights)
    before = HtmlClient(ada)
    assert is_inside(before)
    settings.SECOND_FACTOR = setting

    browser, entered = enter(MODELS)

    assert is_inside(before) is not must  # a session of before the setting ends too
    assert is_inside(browser) is not must
    assert entered["Location"] == (SETUP if must else MODELS)
    if must:
        page = browser.get(SETUP).content.decode()
        key = key_in(page)
        assert browser.post(SETUP, {"first_code": wrong(code_of(key))}).status_code == 200
        assert not is_inside(browser)
        assert not TOTPDevice.objects.exists()
        done = browser.post(SETUP, {"first_code": code_of(key)}).content.decode()
        assert is_inside(browser)
        assert f'href="{MODELS}"' in done


def key_in(page: str) -> str:
    from base64 import b32decode

    found = re.search(r'<code id="key">([A-Z2-7 ]+)</code>', page)
    assert found
    return b32decode(found[1].replace(" ", "")).hex()


def test_a_second_factor_is_set_up_replaced_and_removed(ada: User) -> None:
    browser, other = HtmlClient(ada), HtmlClient(ada)
    page = browser.get(SETUP).content.decode()
    key = key_in(page)
    assert 'src="data:image/svg+xml' in page

    for password in ("", "wrong"):  # a session that somebody else uses
        assert (
            "recovery-codes"
            not in browser.post(SETUP, {"first_code": code_of(key), "password": password}).content.decode()
        )
    assert not TOTPDevice.objects.exists()
    done = browser.post(SETUP, {"first_code": code_of(key), "password": PASSWORD}).content.decode()
    codes = re.findall(r"<code>([a-z0-9-]{19})</code>", done)

    assert (len(set(codes)), actions()) == (10, ["second_factor_added", "session_ended"])
    assert is_inside(browser)
    assert not is_inside(other)  # begun without it
    assert not any(code.replace("-", "") in str(RecoveryCode.objects.values_list()) for code in codes)

    new = key_in(browser.get(SETUP).content.decode())
    assert new != key
    assert browser.post(SETUP, {"first_code": code_of(new), "password": PASSWORD}).status_code == 200
    assert TOTPDevice.objects.get().key == key
    let_another_be_tried()
    assert "recovery-codes" in browser.post(SETUP, {"first_code": code_of(new), "code": code_of(key)}).content.decode()
    assert TOTPDevice.objects.get().key == new
    assert RecoveryCode.objects.count() == 10

    let_another_be_tried()
    assert browser.post("/admin/second-factor/remove/", {"code": wrong(code_of(new))}).status_code == 200
    let_another_be_tried()
    assert browser.post("/admin/second-factor/remove/", {"code": code_of(new)}).status_code == 302
    assert (TOTPDevice.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert actions()[-1] == "second_factor_removed"


def test_who_must_have_one_cannot_remove_it(settings: Settings, ada: User, codes: list[str]) -> None:
    settings.SECOND_FACTOR = "superusers"
    browser, _ = enter()
    browser.post(SECOND, {"code": code_of(KEY)})
    let_another_be_tried()

    assert browser.post("/admin/second-factor/remove/", {"code": code_of(KEY)})["Location"] == ACCOUNT
    assert TOTPDevice.objects.exists()


def test_an_operator_helps_who_lost_the_device(ada: User, codes: list[str]) -> None:
    browser = HtmlClient(ada)

    said = run_command("remove_second_factor", "ada")

    assert (said.refusal, "Sessions ended: 1" in said.err) == ("", True)
    assert not is_inside(browser)
    assert (TOTPDevice.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert actions()[-2:] == ["second_factor_removed", "session_ended"]
    assert run_command("remove_second_factor", "ada").refusal == "The user ada has no second factor."
    assert run_command("remove_second_factor", "eve").refusal == "The user eve does not exist."


def test_the_account_page_is_of_staff_alone() -> None:
    for browser in (HtmlClient(), HtmlClient(UserFactory())):
        for path in (ACCOUNT, "/admin/second-factor/remove/"):
            assert browser.get(path)["Location"].startswith("/admin/login/")
        assert browser.post(END, {})["Location"].startswith("/admin/login/")
    assert Session.objects.exists()


def test_one_s_sessions_are_listed_and_ended(ada: User) -> None:
    first, second, third = HtmlClient(ada), HtmlClient(ada), HtmlClient(ada)
    bob = HtmlClient(UserFactory(is_staff=True))

    page = first.get(ACCOUNT)
    sessions = page.context["sessions"]
    assert len(sessions) == 3
    assert not any(row.session_key in page.content.decode() for row in Session.objects.all())

    [theirs] = bob.get(ACCOUNT).context["sessions"]
    first.post(END, {"name": theirs.name})
    assert is_inside(bob)

    [name] = {each.name for each in sessions} - {
        first.get(ACCOUNT).context["this"],
        second.get(ACCOUNT).context["this"],
    }
    assert first.post(END, {"name": name}).status_code == 302
    assert [is_inside(each) for each in (first, second, third)] == [True, True, False]
    assert first.post(END, {}).status_code == 302
    assert [is_inside(each) for each in (first, second)] == [True, False]
    assert actions() == ["session_ended"] * 2


def rewind(**noted: timedelta) -> None:
    """As if the one session had begun, or been used, that long ago."""
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore(Session.objects.get().session_key)
    store.update({name: (timezone.now() - ago).timestamp() for name, ago in noted.items()})
    store.save()


SECONDS = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("noted", "inside"),
    [
        ({"seen_at": IDLE_MAX - SECONDS, "began_at": IDLE_MAX}, True),
        ({"seen_at": IDLE_MAX + SECONDS, "began_at": IDLE_MAX * 2}, False),
        ({"seen_at": SECONDS, "began_at": LENGTH_MAX - SECONDS}, True),
        ({"seen_at": SECONDS, "began_at": LENGTH_MAX + SECONDS}, False),
    ],
)
def test_a_session_ends_when_it_is_left_alone_or_old(ada: User, noted: dict[str, timedelta], inside: bool) -> None:
    browser = HtmlClient(ada)
    rewind(**noted)

    assert is_inside(browser) is inside
    assert Session.objects.exists() is inside


def test_a_session_in_use_goes_on(ada: User) -> None:
    browser = HtmlClient(ada)
    rewind(seen_at=IDLE_MAX - SECONDS)
    browser.get("/admin/")

    seen = Session.objects.get().get_decoded()["seen_at"]
    assert timezone.now().timestamp() - seen < 60
