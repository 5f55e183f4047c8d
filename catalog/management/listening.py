"""Whether an address can be listened at. granian shares a port that is in use with whoever has it, without a word."""

import errno
import socket
import stat
from pathlib import Path

from django.core.management.base import CommandError


def check_address_free(host: str, port: int) -> None:
    """Raise CommandError where that address is in use, or cannot be listened at.

    Binds without SO_REUSEPORT, which is refused even where the other program has set it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            msg = f"Port {port} of {host} is in use: choose another one with --port."
        else:
            msg = f"{host} port {port} cannot be listened at: {error.strerror}."
        raise CommandError(msg) from error


def check_socket_free(path: str) -> None:
    """Raise CommandError where somebody listens at that Unix socket, or where something else has that path.

    A socket that nobody listens at was left by a process that died, and is taken over.
    """
    try:
        is_socket = stat.S_ISSOCK(Path(path).stat().st_mode)
    except OSError:  # there is none yet, or granian says what is wrong with the folder
        return
    if not is_socket:
        msg = f"{path} is there and no socket: remove it, or choose another path with --uds."
        raise CommandError(msg)
    with socket.socket(socket.AF_UNIX) as caller:
        caller.setblocking(False)  # a queue that is full is somebody's too
        try:
            caller.connect(path)
        except (ConnectionRefusedError, FileNotFoundError):
            return
        except OSError as error:
            if error.errno != errno.EAGAIN:
                msg = f"{path} cannot be listened at: {error.strerror}."
                raise CommandError(msg) from error
    msg = f"{path} is in use: stop the service that listens there, or choose another path with --uds."
    raise CommandError(msg)
