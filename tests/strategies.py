"""Random data that the contract allows, for hypothesis."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from hypothesis import strategies as st

from catalog.choices import ConnectionType, ConnectorFormat, PowerType
from catalog.limits import AMPERAGE_MAX, CONNECTOR_ID_MAX, EVSE_MAX, POWER_MAX, TEXT_MAX, URL_MAX, VOLTAGE_MAX
from catalog.response_cache.application import store
from catalog.text import TEXT_PATTERN, WEB_URL_PATTERN, casefold_key

_CHARACTERS = st.characters(exclude_categories=["Cs"])

# What Python takes for white space and ECMA-262, which the pattern is written in, does not; and the other way round.
_OTHER_SPACE = set("\x1c\x1d\x1e\x1f\x85\ufeff")
texts = st.from_regex(TEXT_PATTERN, fullmatch=True, alphabet=_CHARACTERS).filter(
    # A pattern of ECMA-262 cannot name the invisible characters beyond the first 65,536.
    lambda text: len(text.strip()) <= TEXT_MAX and not _OTHER_SPACE & set(text) and casefold_key(text)
)
urls = st.from_regex(WEB_URL_PATTERN, fullmatch=True, alphabet=_CHARACTERS).filter(
    lambda url: len(url) <= URL_MAX and not _OTHER_SPACE & set(url)
)


def _ratings(maximum: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value="0.000001", max_value=maximum, places=6)


def _connectors(
    connector_ids: list[int], evses: st.SearchStrategy[int | None]
) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.tuples(
        *(
            st.fixed_dictionaries(
                {
                    "connector_id": st.just(connector_id),
                    "evse": evses,
                    "connection_type": st.sampled_from(ConnectionType.values),
                    "format": st.sampled_from(ConnectorFormat.values),
                    "max_amperage": _ratings(AMPERAGE_MAX),
                    "max_voltage": _ratings(VOLTAGE_MAX),
                    "max_power_watts": _ratings(POWER_MAX),
                }
            )
            for connector_id in connector_ids
        )
    ).map(list)


_CONNECTOR_IDS = st.lists(st.integers(1, CONNECTOR_ID_MAX), min_size=1, max_size=5, unique=True)
# Of all connectors of a model, or of none.
_EVSES = (st.none(), st.integers(1, EVSE_MAX))

drafts = st.fixed_dictionaries(
    {
        "vendor": texts,
        "model": texts,
        "friendly_name": st.none() | texts,
        "power_type": st.sampled_from(PowerType.values),
        "ocpp_url_key": texts,
        "image_url": st.none() | urls,
        "connectors": st.one_of(_CONNECTOR_IDS.flatmap(partial(_connectors, evses=evses)) for evses in _EVSES),
    }
)
"""Arguments of `create_with_connectors`."""


def draft_to_body(draft: dict[str, Any]) -> dict[str, Any]:
    """The create request for a draft. Its numbers are Decimals still: write them with `default=float` or by hand."""
    return {
        "vendor": draft["vendor"],
        "model": draft["model"],
        "friendlyName": draft["friendly_name"],
        "powerType": draft["power_type"],
        "connectors": [
            {
                "id": each["connector_id"],
                "connectionType": each["connection_type"],
                "format": each["format"],
                "maxAmperage": each["max_amperage"],
                "maxVoltage": each["max_voltage"],
                "maxPowerWatts": each["max_power_watts"],
            }
            for each in draft["connectors"]
        ],
        "configurationKeys": {"ocppUrl": draft["ocpp_url_key"]},
        "imageUrl": draft["image_url"],
    }


@contextmanager
def rolled_back() -> Iterator[None]:
    """One example of many: what it wrote is gone before the next."""
    store.clear()  # the next example gives the same revisions to other rows
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
