"""Checks that an address is free. granian shares a port that is in use instead of failing."""

import errno
import socket
import stat
from pathlib import Path

from django.core.management.base import CommandError


def check_address_free(host: str, port: int) -> None:
    """Raise CommandError if the address is in use or cannot be bound.

    Binds without SO_REUSEPORT, which fails even if the other process has set that option.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            msg = f"Port {port} on {host} is already in use. Choose another port with --port."
        else:
            msg = f"Cannot listen on {host}:{port}: {error.strerror}."
        raise CommandError(msg) from error


def check_socket_free(path: str) -> None:
    """Raise CommandError if a process listens on the Unix socket, or if the path is not a socket.

    A socket without a listener was left behind by a killed process and is reused.
    """
    try:
        is_socket = stat.S_ISSOCK(Path(path).stat().st_mode)
    except OSError:  # the path does not exist, or granian reports the error
        return
    if not is_socket:
        msg = f"{path} exists and is not a socket. Remove it, or choose another path with --uds."
        raise CommandError(msg)
    with socket.socket(socket.AF_UNIX) as caller:
        caller.setblocking(False)  # a full queue also means that a process listens
        try:
            caller.connect(path)
        except (ConnectionRefusedError, FileNotFoundError):
            return
        except OSError as error:
            if error.errno != errno.EAGAIN:
                msg = f"Cannot listen on {path}: {error.strerror}."
                raise CommandError(msg) from error
    msg = f"{path} is already in use. Stop the service that listens there, or choose another path with --uds."
    raise CommandError(msg)
