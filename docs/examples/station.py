"""An OCPP 1.6 charge point that boots, to try a back-end. It prints the response.

python station.py ws://127.0.0.1:9000/CP-1 VENDOR MODEL

Needs: pip install ocpp websockets
"""

import asyncio
import sys
from contextlib import suppress

from ocpp.v16 import ChargePoint, call
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


async def boot(address: str, vendor: str, model: str) -> str:
    async with connect(address, subprotocols=["ocpp1.6"]) as connection:  # type: ignore[list-item]
        station = ChargePoint(address.rpartition("/")[2], connection)
        listening = asyncio.create_task(station.start())
        answer = await station.call(call.BootNotification(charge_point_model=model, charge_point_vendor=vendor))
    with suppress(ConnectionClosed):
        await listening
    return str(answer.status)


if __name__ == "__main__":
    print(asyncio.run(boot(*sys.argv[1:])))
