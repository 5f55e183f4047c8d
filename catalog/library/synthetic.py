"""Made-up models in any number, for trials and measurements: no real vendor, but ratings as real ones have them."""

import random
from collections.abc import Callable, Iterator
from itertools import accumulate, islice
from typing import Any, NamedTuple

from django.db import transaction

from catalog.choices import ConnectionType, ConnectorFormat, PowerType
from catalog.db.bulk import ImportAnalyzer
from catalog.models import Actor, CatalogueRevision, ChargingStationModel

# Models of one `create_many`: the memory that a run takes.
_CHUNK = 2_000

_VENDORS = {  # and the name of the setting that holds the back-end's URL
    "Ampere Works": "ocppCsmsUrl",
    "Blitzpunkt": "CentralSystemAddress",
    "Borealis Charging": "BackOffice-URL-wired",
    "Cobalt Energy": "ocppCsmsUrl",
    "Elektra Nord": "OCPPServerUrl",
    "Fjord Power": "CentralSystemAddress",
    "Gridline": "ocppCsmsUrl",
    "Halcyon EV": "BackendUrl",
    "Kilowatt & Sons": "ServerURL",
    "Ladewerk": "BackOffice-URL-wired",
    "Mistral Mobility": "BackendUrl",
    "Northlight": "ocppCsmsUrl",
    "Ohmega": "CentralSystemAddress",
    "Plugworks": "OCPPServerUrl",
    "Sierra Charge": "ocppCsmsUrl",
    "Tidal Motors": "ServerURL",
    "Voltaire Systems": "BackendUrl",
    "Zenith Charging": "ocppCsmsUrl",
}
_LINES = ("Arc", "Cirrus", "Delta", "Ember", "Flux", "Nova", "Orbit", "Pulse", "Quanta", "Vertex")


class _Outlet(NamedTuple):
    connection_type: ConnectionType
    format: ConnectorFormat
    amperage: int
    voltage: int
    watts: int


class _Station(NamedTuple):
    """One way to build a station."""

    title: str
    power_type: PowerType
    outlets: tuple[_Outlet, ...]


def create_synthetic(count: int, *, by: Actor, on_progress: Callable[[int], None] = lambda done: None) -> None:
    """Add `count` models in one transaction, and call `on_progress` with the number added so far.

    Names are new in each run. Memory does not grow with `count`. Other changes of the catalogue wait until it returns.
    """
    with transaction.atomic():
        # A number that no earlier run can have had, as every model took one.
        drafts = synthetic_drafts(CatalogueRevision.lock().number + 1)
        growth = ImportAnalyzer()
        for done in range(0, count, _CHUNK):
            chunk = list(islice(drafts, min(_CHUNK, count - done)))
            growth.add(len(ChargingStationModel.objects.create_many(chunk, by=by)))
            on_progress(done + len(chunk))


def synthetic_drafts(serial: int) -> Iterator[dict[str, Any]]:
    """Yield what `create_many` takes, without end: the same for the same number, which is in the names."""
    # No secret hangs on it, and the same numbers give the same models.
    chance = random.Random(serial)  # noqa: S311
    vendors = list(_VENDORS.items())
    while True:
        vendor, ocpp_url_key = chance.choice(vendors)
        line = chance.choice(_LINES)
        [station] = chance.choices(_STATIONS, cum_weights=_CUMULATED)
        model = f"{line[:2].upper()}{len(station.outlets)}-{serial:07}"
        yield {
            "vendor": vendor,
            "model": model,
            "friendly_name": f"{line} {station.title}",
            "power_type": station.power_type,
            "connectors": _CONNECTORS[station],
            "ocpp_url_key": ocpp_url_key,
            "image_url": f"https://images.example.com/{model}.png" if serial % 3 else None,
        }
        serial += 1


def _stations() -> Iterator[_Station]:
    for phases, voltage, amperages, connection_type, form in _AC:
        power_type = PowerType.AC_1_PHASE if phases == 1 else PowerType.AC_3_PHASE
        for amperage in amperages:
            outlet = _Outlet(connection_type, form, amperage, voltage, phases * amperage * voltage)
            title = f"{outlet.watts / 1_000:g} kW, {form.label.lower()}"
            yield _Station(title, power_type, (outlet,))
            yield _Station(f"Duo {title}", power_type, (outlet, outlet))
    for kilowatts, amperage in _DC:
        chademo = _dc(ConnectionType.CHADEMO, kilowatts, min(amperage, 125), 500)
        for connection_type, beside in _COMBOS.items():
            combo = _dc(connection_type, kilowatts, amperage, 920)
            title = f"{kilowatts} kW, {connection_type.label}"
            yield _Station(title, PowerType.DC, (combo,))
            yield _Station(f"{title} and CHAdeMO", PowerType.DC, (combo, chademo))
            yield _Station(
                f"{title}, CHAdeMO and {beside.connection_type.label}", PowerType.DC, (combo, chademo, beside)
            )
            if kilowatts >= _HUB:
                yield _Station(f"Hub {title}", PowerType.DC, (combo,) * 4)


def _dc(connection_type: ConnectionType, kilowatts: int, amperage: int, voltage: int) -> _Outlet:
    watts = min(1_000 * kilowatts, amperage * voltage)
    return _Outlet(connection_type, ConnectorFormat.CABLE, amperage, voltage, watts)


# Phases, V line to neutral, A, plug and how it comes.
_AC = (
    (1, 230, (16, 20, 32), ConnectionType.IEC_62196_T2, ConnectorFormat.SOCKET),
    (1, 230, (16, 32), ConnectionType.IEC_62196_T2, ConnectorFormat.CABLE),
    (1, 240, (16, 32, 40, 48, 80), ConnectionType.IEC_62196_T1, ConnectorFormat.CABLE),
    (1, 240, (32, 48), ConnectionType.SAE_J3400, ConnectorFormat.CABLE),
    (3, 230, (16, 32), ConnectionType.IEC_62196_T2, ConnectorFormat.SOCKET),
    (3, 230, (16, 32, 63), ConnectionType.IEC_62196_T2, ConnectorFormat.CABLE),
)
# kW and A of a combo; from _HUB on one cabinet feeds four.
_DC = ((25, 80), (50, 125), (60, 200), (120, 300), (180, 375), (240, 500), (400, 500))
_HUB = 180
# The combo of a continent, and the third outlet beside it and a CHAdeMO.
_COMBOS = {
    ConnectionType.IEC_62196_T1_COMBO: _dc(ConnectionType.SAE_J3400, 50, 125, 500),
    ConnectionType.IEC_62196_T2_COMBO: _Outlet(
        ConnectionType.IEC_62196_T2, ConnectorFormat.SOCKET, 32, 230, 3 * 32 * 230
    ),
}

_STATIONS = tuple(_stations())
# Most stations have one outlet.
_CUMULATED = list(accumulate(1 / len(station.outlets) for station in _STATIONS))
_CONNECTORS = {
    station: [
        {
            "connector_id": number,
            "connection_type": outlet.connection_type,
            "format": outlet.format,
            "max_amperage": outlet.amperage,
            "max_voltage": outlet.voltage,
            "max_power_watts": outlet.watts,
        }
        for number, outlet in enumerate(station.outlets, start=1)
    ]
    for station in _STATIONS
}
