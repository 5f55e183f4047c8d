"""Sixteen keep-alive connections that ask without pause: by wrk, or by asyncio where there is none."""

import asyncio
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

CONNECTIONS = 16


@dataclass(frozen=True)
class Requests:
    """What is sent: the paths in turn, from the `first` on. `@n` in a body becomes a number that is new each time."""

    paths: list[str]
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    first: int = 0

    def nth(self, number: int) -> tuple[str, str]:
        return self.paths[(self.first + number) % len(self.paths)], self.body.replace("@n", str(number))


@dataclass(frozen=True)
class Load:
    """What came of it: requests, seconds, milliseconds of the median and of the slowest hundredth, failed requests."""

    requests: int
    seconds: float
    p50: float
    p99: float
    failed: int

    @property
    def rate(self) -> float:
        return max(1, self.requests) / self.seconds  # one at least: a busy machine may answer none in a second


def run_load(port: int, requests: Requests, seconds: int) -> Load:
    """Put that load on a server of this machine."""
    if shutil.which("wrk"):
        return _by_wrk(port, requests, seconds)
    return by_asyncio(port, requests, seconds)


_LUA = """
wrk.method = {method}
{headers}
local paths = {{}}
for line in io.lines({paths}) do paths[#paths + 1] = line end
local body, n = {body}, 0
if #paths == 1 and body == "" then
  wrk.path = paths[1]
else
  function request()
    local path, sent = paths[({first} + n) % #paths + 1], nil
    if body ~= "" then sent = string.gsub(body, "@n", tostring(n)) end
    n = n + 1
    return wrk.format(nil, path, nil, sent)
  end
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\\n{{"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "failed": %d}}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


def _by_wrk(port: int, requests: Requests, seconds: int) -> Load:
    with tempfile.TemporaryDirectory(prefix="catalogue-wrk-") as folder:
        script, paths = Path(folder) / "script.lua", Path(folder) / "paths"
        paths.write_text("\n".join(requests.paths))
        script.write_text(lua(requests, str(paths)))
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}"]
        return parse_wrk(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def lua(requests: Requests, paths: str) -> str:
    """Return the script by which wrk sends them. JSON's texts are Lua's too, of what is sent here."""
    headers = "\n".join(
        f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in requests.headers.items()
    )
    return _LUA.format(method=json.dumps(requests.method), headers=headers, paths=json.dumps(paths),
                       body=json.dumps(requests.body), first=requests.first)  # fmt: skip


def parse_wrk(printed: str) -> Load:
    """Read the line that our script prints behind wrk's own words."""
    found = [line for line in printed.splitlines() if line.startswith("{")]
    if not found:
        sys.exit(f"wrk printed no result:\n{printed}")
    return Load(**json.loads(found[-1]))


def by_asyncio(port: int, requests: Requests, seconds: float, connections: int = CONNECTIONS) -> Load:
    return asyncio.run(_by_asyncio(port, requests, seconds, connections))


async def _by_asyncio(port: int, requests: Requests, seconds: float, connections: int) -> Load:
    times: list[float] = []
    failed = sent = 0
    begun = time.perf_counter()

    async def one() -> None:
        nonlocal failed, sent
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < begun + seconds:
            path, body = requests.nth(sent)
            sent += 1
            asked = time.perf_counter()
            writer.write(_wire(requests, path, body))
            try:
                status = await _read(reader)
            except (OSError, asyncio.IncompleteReadError):
                failed += 1
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                continue
            failed += status >= 400
            times.append(time.perf_counter() - asked)
        writer.close()

    await asyncio.gather(*[one() for _ in range(connections)])
    taken = time.perf_counter() - begun
    cuts = statistics.quantiles([1_000 * each for each in times], n=100) if len(times) > 1 else [0.0] * 99
    return Load(len(times), taken, cuts[49], cuts[98], failed)


def _wire(requests: Requests, path: str, body: str) -> bytes:
    lines = [f"{requests.method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in requests.headers.items()]
    content = body.encode()
    if content:
        lines.append(f"Content-Length: {len(content)}")
    return "\r\n".join([*lines, "", ""]).encode() + content


async def _read(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = next((int(line[15:]) for line in head.split("\r\n") if line.startswith("content-length:")), 0)
    status = int(head[9:12])
    if "transfer-encoding: chunked" in head:
        while not (await reader.readuntil(b"\r\n")).startswith(b"0\r\n"):
            await reader.readuntil(b"\r\n")
        await reader.readuntil(b"\r\n")
    elif length and status != 304:
        await reader.readexactly(length)
    return status
