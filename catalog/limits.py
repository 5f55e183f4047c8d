"""The limits of a row: one place for field validators, constraints, serializers and library files."""

TEXT_MAX = 200  # code points
URL_MAX = 500  # code points
CONNECTORS_MAX = 64
CONNECTOR_ID_MAX = 2147483647
AMPERAGE_MAX = 10_000  # A
VOLTAGE_MAX = 10_000  # V
POWER_MAX = 100_000_000  # W
DECIMAL_PLACES = 6
