"""A small web server for the commands that fetch, and the commands run as an operator runs them."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.cli.main import main

ARTICLE = """<!doctype html><html lang="en"><head><title>Palefox found on the phones of 34 journalists</title>
<meta property="article:published_time" content="2026-11-17T06:40:00Z"></head><body><article>
<h1>Palefox found on the phones of 34 journalists</h1>
<p>The interior ministry of Veldora used the Palefox spyware against 34 journalists, procurement records seen by this
newspaper show. Forensic tests by a laboratory found traces of the spyware on their phones.</p>
<p>“There was no warrant, no judge and no notice. We learned about it from a laboratory,” said Lena Marowitz,
editor-in-chief of the Marsk Courier.</p>
<p>The ministry answered in writing. “All operations were authorised under the Security Act,” it said in a statement.
The parliament will hold a hearing on the use of spyware against the press in December.</p>
</article></body></html>"""


def rss(*titles: str, link: str = "https://harbourpost.example/") -> str:
    entries = "".join(
        f"<item><title>{title}</title><link>{link}{number}</link><guid>{link}{number}</guid>"
        f"<pubDate>Tue, 17 Nov 2026 06:4{number % 10}:00 GMT</pubDate></item>"
        for number, title in enumerate(titles)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Harbour Post</title>{entries}</channel></rss>'


@dataclass
class Web:
    """Paths and what they answer: status, content type, body, further headers."""

    port: int = 0
    answers: dict[str, tuple[int, str, str, dict[str, str]]] = field(default_factory=dict)

    def put(
        self, path: str, body: str, *, status: int = 200, type_: str = "application/rss+xml", **headers: str
    ) -> str:
        self.answers[path] = (status, type_, body, headers)
        return f"http://127.0.0.1:{self.port}{path}"


@pytest.fixture
def web() -> Iterator[Web]:
    served = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, type_, body, headers = served.answers.get(self.path, (404, "text/plain", "", {}))
            data = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", type_)
            self.send_header("Content-Length", str(len(data)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WATCHWORD_TOKEN", raising=False)

    def run_command(*arguments: str) -> Ran:
        try:
            status = main(arguments)
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        said = capsys.readouterr()
        return Ran(status, said.out, said.err)

    return run_command


def config(folder: Path, web: Web, *urls: str, more: str = "") -> Path:
    path = folder / "config.toml"
    feeds = "".join(f'[[feeds]]\nurl = "{url}"\n' for url in urls)
    path.write_text(f'[fetch]\nallow_private = ["127.0.0.1:{web.port}"]\n{more}{feeds}', encoding="utf-8")
    return path
