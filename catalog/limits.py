"""The contract's limits, stated once: fields, constraints, serializers and the file schema read them here."""

TEXT_MAX = 200
"""Code points in vendor, model, friendlyName and configurationKeys.ocppUrl, after trimming."""

URL_MAX = 500
"""Code points in imageUrl."""

CONNECTORS_MAX = 64
"""Connectors of one model; at least one is required."""

CONNECTOR_ID_MAX = 2_147_483_647
"""OCPP's connectorId is a 32-bit integer; 0 would be the whole station."""

EVSE_MAX = CONNECTOR_ID_MAX
"""OCPP 2.0.1's evseId is an integer from 1; 0 would be the whole station."""

AMPERAGE_MAX = 10_000
"""A"""

VOLTAGE_MAX = 10_000
"""V"""

POWER_MAX = 100_000_000
"""W"""

DECIMAL_PLACES = 6
"""Of ratings. With POWER_MAX that makes 15 digits, the most that SQLite keeps exactly."""

POWER_DIGITS = len(str(POWER_MAX)) + DECIMAL_PLACES
"""Of a power in W, on both sides of the point."""

IDENTITY_SOURCE_MAX = 500
"""Code points of where a reported identity or a vendor's other name was seen."""

EVIDENCE_SOURCE_MAX = 2_000
"""Code points of where a fact was found: several addresses, with pages."""

EVIDENCE_NOTE_MAX = 1_000
VENDOR_NOTE_MAX = 1_000
"""Code points of what a reader of the evidence has to know: a formula, or sources that disagree."""

IDENTITY_TARGETS_MAX = 64
"""Station models that one reported identity can be."""

IDENTITIES_MAX = 500
"""Reported identities that one row of a catalogue file lists."""

IDENTITY_PREFIX_MIN = 3
"""Letters and digits before the `*` of a reported model."""

PICTURE_BYTES_MAX = 5 * 1024 * 1024
"""Size of an uploaded picture."""

PICTURE_PIXELS_MAX = 12_500_000
"""Pixels of an uploaded picture. Decoding it takes up to 16 bytes for each."""

JPEG_PIXELS_MAX = 24_000_000
"""Pixels of an uploaded JPEG, which is decoded at a fraction of its size."""

PICTURE_SIDE_MAX = 12_000
"""Pixels on the longer side of an uploaded picture."""

SEARCH_WORDS_MAX = 20
"""Words of one search: more than vendor, model and friendly name of any known product have together."""

OPEN_ENTRIES_PER_CALLER_MAX = 500
"""Entries waiting in the inbox of unknown hardware that one client was the first to report."""

ERRORS_MAX = 100
"""Errors in one response of the API. A body can have tens of thousands; the first are enough to correct it."""

TAGS_LENGTH_MAX = 1_000
"""Characters of `If-Match` and `If-None-Match`. Parsing a list costs time, and a client has a tag or two."""
