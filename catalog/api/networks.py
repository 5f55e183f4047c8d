"""Whom a limit by address counts: one IPv4 address, or the network that a site is given of IPv6."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

_SITE_PREFIX: Final = 64
"""Bits of an IPv6 address that its holder does not choose (RFC 4291, 2.5.4)."""


def network_of(address: str) -> str:
    """Return the address; of IPv6 the first one of its /64, for whoever has one address there has them all.

    An IPv4 address that is written as IPv6 (`::ffff:192.0.2.1`) is itself. What is no address, as over a Unix socket,
    is returned as it is.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), _SITE_PREFIX), strict=False).network_address)
