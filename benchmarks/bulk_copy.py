"""Very many models within minutes: copies of those that were made through the domain, written by the database.

A copy has the name of its original with k1, k2, ... behind it, and an id, a place and search words of its own; its
history is left out, which no list, search or resolve reads.
"""

from typing import Any

_DIGITS = "substr(CAST(1000000 + i AS TEXT), 2)"
# Of version 8, for the originals are of version 4. Where that digit stands is another place in each database.
_ID = (
    f"{_DIGITS} || "
    "substr(CAST({id} AS TEXT), 7, {version} - 7) || '8' "
    "|| substr(CAST({id} AS TEXT), {version} + 1)"
)
_VERSION_AT = {"sqlite3": 13, "psycopg": 15}
_NAMED = "m.{name} || 'k' || CAST(i AS TEXT)"
_SOURCE = (
    "FROM catalog_chargingstationmodel m {join} CROSS JOIN n "
    "WHERE m.created_revision > {after} AND m.created_revision <= {last} ORDER BY m.created_revision"
)
# An id begins behind the 7 characters of {"id":".
_DOCUMENT = (
    f"""'{{{{"id":"' || {_DIGITS} || substr(m.document, 14, 8) || '8' || """
    """substr(replace(m.document, '"model":"' || m.model || '"', '"model":"' || {model} || '"'), 23)"""
)


def write(connection: Any, *, after: int, times: int) -> None:
    """Add `times` copies of each model that came in later than the revision `after`.

    In the order of their places, as a catalogue is filled: else the rows of one page would lie on as many of the disk.
    """
    [last] = connection.execute("SELECT number FROM catalog_cataloguerevision").fetchone()
    vendor = type(connection).__module__
    values = {
        "id": _id("m.id", vendor),
        "created_revision": f"m.created_revision + i * {last - after}",
        "revision": f"m.created_revision + i * {last - after}",
        "document": _DOCUMENT.format(model=_NAMED.format(name="model")),
        **{name: _NAMED.format(name=name) for name in ("model", "model_key", "normalised_model")},
    }
    place = {"after": after, "last": last}
    columns = [each for each in _columns(connection, "catalog_chargingstationmodel") if each != "archived"]
    models = ", ".join(values.get(each, f"m.{each}") for each in columns)
    connectors = [each for each in _columns(connection, "catalog_connector") if each != "id"]
    connector_values = ", ".join(
        _id("c.station_model_id", vendor) if each == "station_model_id" else f"c.{each}" for each in connectors
    )
    # A serial number has zeros in front; what has not, all copies have in common.
    word = "CASE WHEN w.word LIKE '%00%' THEN w.word || 'k' || CAST(i AS TEXT) ELSE w.word END"
    for i in range(1, times + 1):
        number = f"WITH n(i) AS (SELECT {i}) "
        for statement in (
            f"INSERT INTO catalog_chargingstationmodel ({', '.join(columns)}) {number} SELECT {models} "
            + _SOURCE.format(join="", **place),
            f"INSERT INTO catalog_connector ({', '.join(connectors)}) {number} SELECT {connector_values} "
            + _SOURCE.format(join="JOIN catalog_connector c ON c.station_model_id = m.id", **place),
            f"INSERT INTO catalog_searchword (word, created_revision) {number} SELECT {word}, {values['revision']} "
            + _SOURCE.format(join="JOIN catalog_searchword w ON w.created_revision = m.created_revision", **place),
            # The digits behind the k.
            f"INSERT INTO catalog_searchword (word, created_revision) {number} SELECT CAST(i AS TEXT), "
            + f"{values['revision']} {_SOURCE.format(join='', **place)} ON CONFLICT DO NOTHING",
        ):
            connection.execute(statement)
    connection.execute(f"UPDATE catalog_cataloguerevision SET number = {last + times * (last - after)}")


def _id(column: str, vendor: str) -> str:
    made = _ID.format(id=column, version=_VERSION_AT[vendor])
    return made if vendor == "sqlite3" else f"CAST({made} AS uuid)"


def _columns(connection: Any, table: str) -> list[str]:
    return [each[0] for each in connection.execute(f"SELECT * FROM {table} LIMIT 0").description]
