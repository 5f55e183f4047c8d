"""An OCPP 1.6 back-end that looks up the model of each station. Stations connect to ws://127.0.0.1:9000/NAME.

CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... python boot_lookup.py 9000

Needs: pip install httpx ocpp websockets
"""

import asyncio
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import httpx
from ocpp.routing import after, on
from ocpp.v16 import ChargePoint, call_result
from ocpp.v16.enums import Action, RegistrationStatus
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

RESOLVE = "/asset-management/v1/charging-station-models/resolve"


class Catalogue:
    """Client of the catalogue that reuses its access token."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def resolve(self, report: dict[str, str]) -> dict[str, Any]:
        answer = await self.http.get(RESOLVE, params=report)
        if answer.status_code == 401:  # no token, or an expired one
            client = {name: os.environ[name.upper()] for name in ("client_id", "client_secret")}
            asked = {"grant_type": "client_credentials", **client}
            token = (await self.http.post("/oauth/token", data=asked)).raise_for_status().json()
            self.http.headers["Authorization"] = f"Bearer {token['access_token']}"
            answer = await self.http.get(RESOLVE, params=report)
        found: dict[str, Any] = answer.raise_for_status().json()["data"]
        return found


class Station(ChargePoint):
    def __init__(self, name: str, connection: ServerConnection, catalogue: Catalogue) -> None:
        super().__init__(name, connection)
        self.catalogue = catalogue

    @on(Action.boot_notification)
    def accept(self, **report: Any) -> call_result.BootNotification:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return call_result.BootNotification(now, interval=300, status=RegistrationStatus.accepted)

    @after(Action.boot_notification)
    async def look_up(
        self,
        charge_point_vendor: str,
        charge_point_model: str,
        charge_point_serial_number: str | None = None,
        firmware_version: str | None = None,
        **report: Any,
    ) -> None:
        """Look up the model after the station got its response: booting never depends on the catalogue."""
        says = {"vendor": charge_point_vendor, "model": charge_point_model}
        says |= {"serialNumber": charge_point_serial_number} if charge_point_serial_number else {}
        says |= {"firmwareVersion": firmware_version} if firmware_version else {}
        try:
            print(f"{self.id} is {in_words(await self.catalogue.resolve(says))}", flush=True)
        except httpx.HTTPError as error:
            print(f"{self.id} is unknown for now: {error}", flush=True)


def in_words(found: dict[str, Any]) -> str:
    model = found["model"]
    if model is None:
        near = ", ".join(each["model"]["vendor"] + " " + each["model"]["model"] for each in found["candidates"])
        return f"not known ({found['match']}); near: {near or 'nothing'}"
    plugs = ", ".join(f"{each['connectionType']} {each['maxPowerWatts']} W" for each in model["connectors"])
    setting = model["configurationKeys"]["ocppUrl"]
    return f"{model['vendor']} {model['model']} with {plugs}; it is pointed here by {setting}"


async def main(port: int) -> None:
    async with httpx.AsyncClient(base_url=os.environ["CATALOGUE"], timeout=5) as http:
        catalogue = Catalogue(http)

        async def talk(connection: ServerConnection) -> None:
            assert connection.request
            with suppress(ConnectionClosed):
                await Station(connection.request.path.strip("/"), connection, catalogue).start()

        async with serve(talk, "127.0.0.1", port, subprotocols=["ocpp1.6"]) as server:  # type: ignore[list-item]
            print(f"Listening on port {server.sockets[0].getsockname()[1]}", flush=True)
            await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
