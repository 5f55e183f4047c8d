"""Plugs as they are drawn: the contacts that the standards give them, inside of their housings."""

from collections import Counter

import pytest

from catalog.choices import ConnectionType, PowerType
from catalog.hardware.plug_drawings import PLUG_DRAWINGS, ContactKind, PlugDrawing, drawing_for

# Contacts for power, earth and signals, and places that a plug for direct current has no use for.
CONTACTS = {
    "CHADEMO": (2, 0, 8, 0),
    "IEC_62196_T1": (2, 1, 2, 0),
    "IEC_62196_T1_COMBO": (2, 1, 2, 2),
    "IEC_62196_T2": (4, 1, 2, 0),
    "IEC_62196_T2_COMBO": (2, 1, 2, 4),
    "TESLA_R": (2, 1, 1, 0),
    "TESLA_S": (2, 1, 2, 0),
    "SAE_J3400": (2, 1, 2, 0),
}

drawings = pytest.mark.parametrize("drawing", PLUG_DRAWINGS.values(), ids=[each.value for each in PLUG_DRAWINGS])


def test_every_connection_type_has_a_face() -> None:
    assert set(PLUG_DRAWINGS) == set(ConnectionType)


@pytest.mark.parametrize(("connection_type", "contacts"), CONTACTS.items())
def test_a_drawing_has_the_contacts_of_its_standard(connection_type: str, contacts: tuple[int, ...]) -> None:
    counted = Counter(each.kind for each in PLUG_DRAWINGS[ConnectionType(connection_type)].contacts)

    assert (
        tuple(counted[kind] for kind in (ContactKind.POWER, ContactKind.EARTH, ContactKind.SIGNAL, ContactKind.UNUSED))
        == contacts
    )


@drawings
def test_a_drawing_is_the_same_from_left_and_right(drawing: PlugDrawing) -> None:
    mirrored = {(each.kind, 100 - each.x, each.y, each.r) for each in drawing.contacts}

    assert mirrored == {(each.kind, each.x, each.y, each.r) for each in drawing.contacts}


@drawings
def test_no_contact_touches_another(drawing: PlugDrawing) -> None:
    pairs = [(one, other) for one in drawing.contacts for other in drawing.contacts if one is not other]

    assert all((one.x - other.x) ** 2 + (one.y - other.y) ** 2 > (one.r + other.r + 2) ** 2 for one, other in pairs)
    assert all(
        each.r < each.x < 100 - each.r and each.r < each.y < drawing.height - each.r for each in drawing.contacts
    )


def test_a_type_2_of_one_phase_leaves_two_lines_unused() -> None:
    one, three = (drawing_for(ConnectionType.IEC_62196_T2, PowerType(power)) for power in ("AC_1_PHASE", "AC_3_PHASE"))

    assert three is PLUG_DRAWINGS[ConnectionType.IEC_62196_T2]
    assert {(each.x, each.y) for each in one.contacts} == {(each.x, each.y) for each in three.contacts}
    assert Counter(each.kind for each in one.contacts) == {"power": 2, "unused": 2, "earth": 1, "signal": 2}
