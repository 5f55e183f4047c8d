"""An OCPP back-end that knows what has connected: OCPP 1.6, 2.0.1 and 2.1. Stations connect to ws://127.0.0.1:9000/NAME.

CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... python boot_lookup.py 9000

A station that has not booted BOOT_WAIT seconds after it connected (10) is asked to.

Needs: pip install httpx ocpp websockets
"""

import asyncio
import logging
import os
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import httpx
from ocpp import v16, v21, v201
from ocpp.exceptions import OCPPError
from ocpp.routing import after, on
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

RESOLVE = "/asset-management/v1/charging-station-models/resolve"
PASSING = {401, 429, 502, 503, 504}  # worth another try, after a while
TRIES = 10
LONGEST_WAIT = 60  # seconds, whatever an answer asks for
AT_ONCE = 16  # look-ups under way, however many stations boot after a power cut
BOOT_WAIT = float(os.environ.get("BOOT_WAIT", "10"))


class Passing(Exception):
    """There is no answer yet. `wait` is in seconds."""

    def __init__(self, reason: str, wait: float) -> None:
        super().__init__(reason)
        self.wait = min(wait, LONGEST_WAIT)


class Catalogue:
    """Asks which model a station is: one for all connections, with one token for as long as it lasts."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.token = ""
        self.renewing = asyncio.Lock()
        self.no_token_until = 0.0
        self.slots = asyncio.Semaphore(AT_ONCE)

    async def resolve(self, report: dict[str, str]) -> dict[str, Any]:
        """Raises Passing, or RuntimeError for what another try does not change."""
        async with self.slots:
            token = self.token or await self.renew("")
            answer = await self.send("GET", RESOLVE, params=report, headers={"Authorization": f"Bearer {token}"})
            if answer.status_code == 401:  # the token has expired
                token = await self.renew(token)
                answer = await self.send("GET", RESOLVE, params=report, headers={"Authorization": f"Bearer {token}"})
        found: dict[str, Any] = checked(answer)["data"]
        return found

    async def renew(self, refused: str) -> str:
        """Return a token that is not the refused one. Whoever comes second takes what the first one got."""
        async with self.renewing:
            if self.token == refused:
                if (wait := self.no_token_until - time.monotonic()) > 0:
                    raise Passing("no token for now", wait)
                client = {name: os.environ[name.upper()] for name in ("client_id", "client_secret")}
                asked = {"grant_type": "client_credentials", **client}
                try:
                    self.token = checked(await self.send("POST", "/oauth/token", data=asked))["access_token"]
                except Passing as error:
                    self.no_token_until = time.monotonic() + error.wait
                    raise
            return self.token

    async def send(self, method: str, path: str, **sent: Any) -> httpx.Response:
        try:
            return await self.http.request(method, path, **sent)
        except httpx.TransportError as error:
            raise Passing(f"{path}: {error or type(error).__name__}", 1) from None


def checked(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_success:
        found: dict[str, Any] = answer.json()
        return found
    reason = f"{answer.status_code} {answer.request.url.path} {' '.join(answer.text.split())[:300]}"
    # A client that is refused stays refused; a token that is refused was renewed by somebody meanwhile.
    if answer.status_code not in PASSING or "invalid_client" in answer.text:
        raise RuntimeError(reason)
    asked = answer.headers.get("Retry-After", "")
    raise Passing(reason, float(asked) if asked.isdecimal() else 1)


class Station:
    """What every version does. Nothing that a station sends is refused for its form: it could not boot at all."""

    id: str
    results: Any  # how its version calls what it is answered with
    calls: Any

    def __init__(self, name: str, connection: ServerConnection, catalogue: Catalogue) -> None:
        super().__init__(name, connection)  # type: ignore[call-arg]  # that of ChargePoint, which stands beside this
        self.catalogue = catalogue
        self.has_booted = asyncio.Event()

    @on("BootNotification", skip_schema_validation=True)
    def accept(self, **boot: Any) -> Any:
        self.has_booted.set()
        return self.results.BootNotification(current_time=now(), interval=300, status="Accepted")

    @after("BootNotification")
    async def look_up(self, **boot: Any) -> None:
        """The station has its answer by now: it never waits for the catalogue, and boots without it."""
        report = report_of(boot)
        for tried in range(1, TRIES + 1):
            try:
                print(f"{self.id} is {in_words(await self.catalogue.resolve(report))}", flush=True)
                return
            except Passing as error:
                if tried == 1:
                    print(f"{self.id} is unknown for now: {error}", flush=True)
                await asyncio.sleep(max(error.wait, min(2 ** (tried - 1), LONGEST_WAIT)))
            except RuntimeError as error:
                print(f"{self.id} stays unknown: {error}", flush=True)
                return
        print(f"{self.id} stays unknown: no answer in {TRIES} tries", flush=True)

    @on("Heartbeat", skip_schema_validation=True)
    def beat(self, **payload: Any) -> Any:
        return self.results.Heartbeat(current_time=now())

    @on("StatusNotification", skip_schema_validation=True)
    def note_status(self, **payload: Any) -> Any:
        return self.results.StatusNotification()

    async def ask_to_boot(self) -> None:
        """A station that lost its connection, and not its power, connects again and sends no BootNotification."""
        for wait in (BOOT_WAIT, 2 * BOOT_WAIT, 4 * BOOT_WAIT):
            with suppress(TimeoutError):
                await asyncio.wait_for(self.has_booted.wait(), wait)
                return
            try:
                asked = self.calls.TriggerMessage(requested_message="BootNotification")
                answer = await self.call(asked, skip_schema_validation=True)  # type: ignore[attr-defined]
                print(f"{self.id} was asked to boot: {answer.status if answer else 'it cannot be'}", flush=True)
            except (OCPPError, TimeoutError, TypeError) as error:
                print(f"{self.id} was asked to boot: {error or type(error).__name__}", flush=True)


class Station16(Station, v16.ChargePoint):
    results, calls = v16.call_result, v16.call


class Station201(Station, v201.ChargePoint):
    results, calls = v201.call_result, v201.call


class Station21(Station, v21.ChargePoint):
    results, calls = v21.call_result, v21.call


VERSIONS: dict[str, Any] = {"ocpp2.1": Station21, "ocpp2.0.1": Station201, "ocpp1.6": Station16}


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def report_of(boot: dict[str, Any]) -> dict[str, str]:
    """What the catalogue is asked, from a BootNotification of any version, untouched. What is not text is not sent."""
    station = boot.get("charging_station")  # from 2.0.1
    says = {**boot, **station} if isinstance(station, dict) else boot

    def first(*names: str) -> str:
        texts = (says[name] for name in names if isinstance(says.get(name), str) and says[name])
        return next(texts, "").encode(errors="replace").decode()  # a name may be cut within a character

    report = {"vendor": first("charge_point_vendor", "vendor_name"), "model": first("charge_point_model", "model")}
    serial = first("charge_point_serial_number", "charge_box_serial_number", "serial_number")
    firmware = first("firmware_version")
    return report | ({"serialNumber": serial} if serial else {}) | ({"firmwareVersion": firmware} if firmware else {})


def in_words(found: dict[str, Any]) -> str:
    model = found["model"]
    if model is None:
        near = ", ".join(each["model"]["vendor"] + " " + each["model"]["model"] for each in found["candidates"])
        return f"not known ({found['match']}); near: {near or 'nothing'}"
    plugs = ", ".join(f"{each['connectionType']} {each['maxPowerWatts']} W" for each in model["connectors"])
    setting = model["configurationKeys"]["ocppUrl"]
    return f"{model['vendor']} {model['model']} with {plugs}; it is pointed here by {setting}"


def choose(connection: ServerConnection, offered: Any) -> Any:
    """OCPP, 3.1.2: where there is none to agree on, the handshake is completed without, and the connection closed."""
    return next((each for each in VERSIONS if each in offered), None)


async def talk(connection: ServerConnection, catalogue: Catalogue) -> None:
    assert connection.request
    name = connection.request.path.strip("/")
    if connection.subprotocol is None:
        offered = connection.request.headers.get("Sec-WebSocket-Protocol", "none")
        wanted = ", ".join(VERSIONS)
        print(f"{name} was sent away: it offers the subprotocol {offered}, and not one of {wanted}", flush=True)
        await connection.close(1002, "no subprotocol of OCPP")
        return
    station = VERSIONS[connection.subprotocol](name, connection, catalogue)
    asking = asyncio.create_task(station.ask_to_boot())
    try:
        with suppress(ConnectionClosed):
            await station.start()
    finally:
        asking.cancel()
        with suppress(asyncio.CancelledError, ConnectionClosed):
            await asking


async def main(port: int) -> None:
    logging.getLogger("ocpp").setLevel(logging.CRITICAL)  # it shows a traceback for each message that has no handler
    async with httpx.AsyncClient(base_url=os.environ["CATALOGUE"], timeout=30) as http:
        catalogue = Catalogue(http)
        async with serve(
            lambda connection: talk(connection, catalogue),
            "127.0.0.1",
            port,
            subprotocols=list(VERSIONS),  # type: ignore[arg-type]
            select_subprotocol=choose,
        ) as server:
            print(f"Listening on port {server.sockets[0].getsockname()[1]}", flush=True)
            await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
