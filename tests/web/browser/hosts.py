"""Pages of other people that show the map: on another host and port, with their own policy."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

NOTES = """
window.heard = [];
for (const name of ["ocop:ready", "ocop:height", "ocop:select"]) {
  document.addEventListener(name, ({ target, detail }) =>
    window.heard.push({ name, at: target.id, detail }));
}
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
"""A script of the host's: it notes what the map tells it, and what its own policy refuses."""

FILLER = "<p>Cổng thông tin của tỉnh. " + "Một đoạn văn dài của trang chủ nhà. " * 40 + "</p>"


class Served(NamedTuple):
    """One answer."""

    body: str
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = {}


@dataclass
class Host:
    """A site of somebody else's."""

    address: str = ""
    pages: dict[str, Served] = field(
        default_factory=lambda: {"/host.js": Served(NOTES, "text/javascript")}
    )

    def put(self, path: str, body: str, **headers: str) -> str:
        """Serve a body as a page between much text; its address."""
        page = (
            '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<title>Cổng thông tin</title><script src="/host.js"></script>'
            '<link rel="icon" href="data:,"></head>'
            f"<body>{FILLER}{body}{FILLER * 6}</body></html>"
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = Served(page, headers=named)
        return self.address + path


@contextmanager
def hosting() -> Iterator[Host]:
    """A site on `localhost`, to the browser another site than 127.0.0.1."""
    host = Host()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = host.pages.get(self.path)
            self.send_response(404 if found is None else 200)
            body = b"" if found is None else found.body.encode()
            if found is not None:
                self.send_header("Content-Type", found.kind)
                for name, value in found.headers.items():
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host.address = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
