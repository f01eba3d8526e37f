"""A portal on this machine's loopback that answers what a test wrote down, and remembers what it was asked."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from beffroi.portals.addresses import Rules
from beffroi.portals.client import Client
from beffroi.portals.exchange import Limits


@dataclass
class Reply:
    """One answer. `cut` sends so many bytes of the body only; `announce` lies about the length."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    announce: int | None = None

    @classmethod
    def of(cls, content: Any, **more: Any) -> "Reply":
        """JSON, as portals send it."""
        headers = {"Content-Type": "application/json; charset=utf-8", **more.pop("headers", {})}
        return cls(json.dumps(content).encode(), headers=headers, **more)


@dataclass
class Request:
    """What was asked: path, parameters, headers."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


Handler = Callable[[Request], Reply]


class Portal:
    """Answers by path; a list of answers is given one after the other, the last again and again."""

    def __init__(self) -> None:
        self.answers: dict[str, Handler | Reply | list[Reply]] = {}
        self.asked: list[Request] = []
        self.waited: list[float] = []
        self.server: Any = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def reply(self, request: Request) -> Reply:
        self.asked.append(request)
        found = self.answers.get(request.path, Reply(b"not here", status=404))
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        return found(request) if callable(found) else found

    def client(self, **limits: Any) -> Client:
        """A client that may reach this portal, and nothing else of this machine; it never really waits."""
        bounds = Limits(**{"timeout": 3.0, "attempts": 4, "pause": 0.0, **limits})
        rules = Rules(loopback=f"127.0.0.1:{self.server.server_port}", resolve=no_names)
        return Client(rules=rules, limits=bounds, sleep=self.waited.append)

    def paths(self) -> list[str]:
        return [request.path for request in self.asked]


def no_names(host: str, port: int) -> list[str]:
    """A resolver for tests: no name exists, so nothing can leave the machine."""
    raise OSError(f"no name is resolved in tests: {host}:{port}")


@contextmanager
def running() -> Iterator[Portal]:
    """Run a portal while a test lasts."""
    portal = Portal()

    class Handling(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
            reply = portal.reply(Request(parts.path, query, dict(self.headers)))
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if "Transfer-Encoding" not in reply.headers:
                self.send_header("Content-Length", str(len(reply.body) if reply.announce is None else reply.announce))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(reply.body[: reply.cut])
            self.close_connection = True

        def log_message(self, *_: Any) -> None:
            return

    portal.server = ThreadingHTTPServer(("127.0.0.1", 0), Handling)
    portal.server.daemon_threads = True
    thread = threading.Thread(target=portal.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        portal.server.shutdown()
        portal.server.server_close()
        thread.join(timeout=5)


def ranged(content: bytes, *, etag: str = '"v1"', first_cut: int | None = None) -> Handler:
    """Answer as a store of files does: parts on demand if the file is the same, the first whole answer cut short."""
    cuts = [first_cut] if first_cut is not None else []

    def handle(request: Request) -> Reply:
        headers = {"ETag": etag, "Content-Type": "application/octet-stream", "Accept-Ranges": "bytes"}
        if request.headers.get("If-None-Match") == etag:
            return Reply(status=304, headers=headers)
        wanted = request.headers.get("Range")
        if wanted and request.headers.get("If-Range", etag) == etag:
            first, _, last = wanted.removeprefix("bytes=").partition("-")
            start, end = int(first), min(int(last or len(content) - 1), len(content) - 1)
            if start >= len(content):
                return Reply(status=416, headers=headers)
            headers["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
            return Reply(content[start : end + 1], status=206, headers=headers)
        return Reply(content, headers=headers, cut=cuts.pop() if cuts else None)

    return handle
