"""The proxies of deploy/, started with the configuration that is shipped: only its paths and ports are others."""

import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.live_servers import Server, Transport, UnixSocketServer, free_port
from tests.management import ROOT

NAME = "catalogue.example.com"
SETTINGS = {"ALLOWED_HOSTS": NAME, "TRUST_PROXY": "true", "HTTPS_ONLY": "true"}
"""What the service is told that is behind one."""


@dataclass(frozen=True)
class ProxiedServer(Server):
    """A service as callers of the proxy before it see it: at the name in its configuration, over TLS."""

    plain: int
    certificate: Path

    def connection(self) -> Transport:
        return Transport(NAME, self.reach)

    def send(self, *what: Any, **more: Any) -> tuple[int, dict[str, str], bytes]:
        """As without a proxy, which may write the names of headers otherwise."""
        status, said, body = super().send(*what, **more)
        return status, {name.lower(): value for name, value in said.items()}, body

    def reach(self) -> socket.socket:
        trusting = ssl.create_default_context(cafile=self.certificate)
        made = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return trusting.wrap_socket(made, server_hostname=NAME)

    def told(self, event: str) -> list[dict[str, Any]]:
        """What the service has said in its log by that name."""
        return [line for line in map(json.loads, self.output.read_text().splitlines()) if line["event"] == event]


@contextmanager
def run_proxy(proxy: str, server: Server) -> Iterator[ProxiedServer]:
    """Start `nginx` or `caddy` before a service at a Unix socket, and stop it in the end."""
    assert isinstance(server, UnixSocketServer)
    program = shutil.which(proxy) or shutil.which(proxy, path="/usr/sbin")
    assert program, f"apt-get install {proxy}"
    with tempfile.TemporaryDirectory(prefix=f"catalogue-{proxy}-") as name:
        folder = Path(name)
        _make_certificate(folder)
        proxied = ProxiedServer(free_port(), server.process, server.output, free_port(), folder / "pem")
        command = {"nginx": _nginx, "caddy": _caddy}[proxy](folder, proxied, str(server.path))
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [program, *command], stdout=log, stderr=log, env={**os.environ, "HOME": name, "XDG_DATA_HOME": name}
            )
        try:
            _wait_for(proxied.port, process, folder / "log")
            yield proxied
        finally:
            process.terminate()
            process.wait(20)


def _make_certificate(folder: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
         "-addext", f"subjectAltName=DNS:{NAME}", "-out", folder / "pem", "-keyout", folder / "key"],
        check=True, capture_output=True,
    )  # fmt: skip


def _shipped(name: str, *others: tuple[str, str]) -> str:
    """A file of deploy/ in which each of those words is there, and another."""
    text = (ROOT / "deploy" / name).read_text()
    for words, other in others:
        assert words in text, words
        text = text.replace(words, other)
    return text


def _nginx(folder: Path, proxied: ProxiedServer, upstream: str) -> list[str]:
    site = _shipped(
        "nginx.conf",
        ("unix:/run/catalogue/socket", f"unix:{upstream}"),
        ("listen 80;", f"listen 127.0.0.1:{proxied.plain};"),
        ("listen [::]:80;", ""),
        ("listen 443 ssl", f"listen 127.0.0.1:{proxied.port} ssl"),
        ("listen [::]:443 ssl http2;", ""),
        ("/etc/ssl/certs/catalogue.pem", str(folder / "pem")),
        ("/etc/ssl/private/catalogue.key", str(folder / "key")),
    )
    (folder / "site").write_text(site)
    places = [f"{kind}_temp_path {folder / kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")]
    (folder / "conf").write_text(
        f"daemon off; pid {folder / 'pid'}; {'user root;' if os.geteuid() == 0 else ''}\n"
        "events { worker_connections 768; }\n"  # as Debian's
        f"http {{ access_log off; {' '.join(places)} include {folder / 'site'}; }}\n"
    )
    return ["-e", "stderr", "-c", str(folder / "conf")]


def _caddy(folder: Path, proxied: ProxiedServer, upstream: str) -> list[str]:
    site = _shipped(
        "Caddyfile",
        ("unix//run/catalogue/socket", f"unix/{upstream}"),
        (f"\n{NAME} {{", f"\n{NAME} {{\n\ttls {folder / 'pem'} {folder / 'key'}"),
    )
    ours = f"admin off\n http_port {proxied.plain}\n https_port {proxied.port}\n default_bind 127.0.0.1"
    (folder / "Caddyfile").write_text(f"{{\n {ours}\n}}\n{site}")
    return ["run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            waits = process.poll() is None and time.monotonic() < until
            assert waits, log.read_text()[-3000:]
            time.sleep(0.05)
        else:
            return
