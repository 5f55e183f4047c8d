"""The way from a caller to the service, on which things happen."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.live_servers import Server


@dataclass
class Way:
    """The way to the service, on which things happen: `troubles` are statuses that the next requests meet, or None."""

    port: int = 0
    troubles: list[int | None] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)


@contextmanager
def way_to(server: Server) -> Iterator[Way]:
    way = Way()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"] or 0)) or None
            trouble = way.troubles.pop(0) if way.troubles else None
            if trouble:
                status, headers, body = trouble, {"Retry-After": "0"}, b""
            else:
                status, headers, body = server.send(
                    self.command, self.path, content, {name.title(): value for name, value in self.headers.items()}
                )
            way.statuses.append(status)
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() in {"etag", "retry-after"}:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        way.port = listening.server_address[1]
        Thread(target=listening.serve_forever, daemon=True).start()
        yield way
        listening.shutdown()
