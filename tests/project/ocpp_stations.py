"""Charging stations as the back-ends of the examples meet them: raw messages, of any form."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

OCPP_1_6, OCPP_2_0_1, OCPP_2_1 = "ocpp1.6", "ocpp2.0.1", "ocpp2.1"
CALL, CALL_RESULT = 2, 3

REPORTS: dict[str, dict[str, Any]] = {
    "plain": {"chargePointVendor": "Wall Box Chargers", "chargePointModel": "PLP1-0-2-4"},
    "serial of 26 characters, box serial of 33": {
        "chargePointVendor": "Example Maker",
        "chargePointModel": "EX-22",
        "chargePointSerialNumber": "3N000000000000000000000000",
        "chargeBoxSerialNumber": "EX-22-3N0000000000000000000000000",
    },
    "vendor of 29 characters, model of 32": {
        "chargePointVendor": "Example Charging Solutions AG",
        "chargePointModel": "EX-AC1-M3-CBC-RCM-ETH-3PN-SERIAL",
    },
    "a member that OCPP 1.6 has not": {
        "chargePointVendor": "Example Maker",
        "chargePointModel": "EX-22",
        "hardwareRevision": "B",
    },
    "empty vendor": {"chargePointVendor": "", "chargePointModel": "ACChargePoint"},
    "serial of 40 characters, vendor of 50": {
        "chargePointVendor": "V" * 50,
        "chargePointModel": "EX-22",
        "chargePointSerialNumber": "9" * 40,
    },
    "members of the wrong type": {
        "chargePointVendor": None,
        "chargePointModel": "EX-22",
        "chargePointSerialNumber": 12345,
        "firmwareVersion": ["1.0"],
        "chargingStation": "EX-22",
    },
    "a model that is cut within a character": {"chargePointVendor": "Example", "chargePointModel": "EX \ud83d"},
    "nothing": {},
}


def boot_payload(vendor: str, model: str, subprotocol: str) -> dict[str, Any]:
    if subprotocol == OCPP_1_6:
        return {"chargePointVendor": vendor, "chargePointModel": model}
    return {"reason": "PowerUp", "chargingStation": {"vendorName": vendor, "model": model}}


async def open_connection(address: str, name: str, subprotocol: str | None) -> ClientConnection:
    offered = [Subprotocol(subprotocol)] if subprotocol else None
    return await connect(f"{address}/{name}", subprotocols=offered, open_timeout=60)


async def send_boot(connection: ClientConnection, payload: Mapping[str, Any]) -> Any:
    """Return the answer to a BootNotification: a CALLRESULT or a CALLERROR."""
    await connection.send(json.dumps([CALL, "boot", "BootNotification", payload]))
    return json.loads(await asyncio.wait_for(connection.recv(), 60))


async def answer_trigger(connection: ClientConnection, payload: Mapping[str, Any]) -> Any:
    """Return the CALL that comes without having booted, after doing as it says."""
    call = json.loads(await asyncio.wait_for(connection.recv(), 60))
    await connection.send(json.dumps([CALL_RESULT, call[1], {"status": "Accepted"}]))
    await send_boot(connection, payload)
    return call


async def boot_once(address: str, name: str, subprotocol: str, payload: Mapping[str, Any]) -> Any:
    async with await open_connection(address, name, subprotocol) as connection:
        return await send_boot(connection, payload)


async def boot_together(address: str, subprotocols: list[str], vendor: str, model: str) -> list[Any]:
    """Return what each is answered of so many stations that connect and boot at once, and stay."""
    connections = await asyncio.gather(
        *(open_connection(address, f"CP-{number}", version) for number, version in enumerate(subprotocols))
    )
    payloads = [boot_payload(vendor, model, version) for version in subprotocols]
    try:
        return await asyncio.gather(*map(send_boot, connections, payloads))
    finally:
        await asyncio.gather(*(each.close() for each in connections))
