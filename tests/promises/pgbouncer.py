"""PgBouncer in transaction mode before servers of our own."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.live_servers import free_port
from tests.promises.postgresql import USER, Cluster, unprivileged_user


@contextmanager
def pgbouncer(**clusters: Cluster) -> Iterator[str]:
    """The beginning of a URL that leads to the clusters, each by the name that is its keyword."""
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    folder, port = Path(tempfile.mkdtemp(prefix="catalogue-pgbouncer-")), free_port()
    databases = [
        f"{name} = host=127.0.0.1 port={cluster.port} dbname=catalogue pool_size=4"
        for name, cluster in clusters.items()
    ]
    settings = {
        "listen_addr": "127.0.0.1",
        "listen_port": port,
        "unix_socket_dir": "",
        "auth_type": "trust",
        "auth_file": folder / "users",
        "pool_mode": "transaction",
        "logfile": folder / "log",
    }
    lines = ["[databases]", *databases, "[pgbouncer]", *(f"{name} = {value}" for name, value in settings.items())]
    (folder / "ini").write_text("\n".join(lines))
    (folder / "users").write_text(f'"{USER}" ""\n')
    folder.chmod(0o755)
    if user := unprivileged_user():
        shutil.chown(folder, user)
    process = subprocess.Popen([program, "-q", folder / "ini"], user=user, cwd="/")
    try:
        _wait_for(port)
        yield f"postgresql://{USER}@127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until, "PgBouncer does not start"
            time.sleep(0.05)
        else:
            return
