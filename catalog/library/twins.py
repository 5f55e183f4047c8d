"""Rules between values that a schema cannot say: the same connector twice, the same model twice."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from catalog.library.nodes import Fault, Nodes
from catalog.text import fold


def connector_twins(nodes: Nodes) -> Iterator[Fault]:
    """A connector id that an earlier connector of the same model has."""
    for index, row in nodes.rows():
        connectors = row.get("connectors")
        first: dict[int | Decimal, int | None] = {}
        for position, connector in enumerate(connectors if isinstance(connectors, list) else []):
            connector_id = connector.get("id") if isinstance(connector, dict) else None
            if not isinstance(connector_id, int | Decimal) or isinstance(connector_id, bool):
                continue
            place = (index, "connectors", position, "id")
            if connector_id in first:
                taken = f"{connector_id} is taken on line {first[connector_id]}"
                yield nodes.fault(place, f"must be unique in the model; {taken}")
            first.setdefault(connector_id, nodes.line_of(place))


def model_twins(files: Iterable[Nodes]) -> Iterator[Fault]:
    """A vendor and model that an earlier row has, in whichever file, without regard to case. As in the catalogue, any
    number of archived models may have the name too."""
    first: dict[tuple[str, str], str] = {}
    for nodes in files:
        for index, row in nodes.rows():
            vendor, model = row.get("vendor"), row.get("model")
            if not isinstance(vendor, str) or not isinstance(model, str) or row.get("archived") is True:
                continue
            key = fold(vendor), fold(model)
            if key in first:
                yield nodes.fault((index,), f"has the vendor and model of {first[key]} again")
            first.setdefault(key, f"{nodes.file}, line {nodes.lines[(index,)]}")
