"""A real Radicale on a free port of 127.0.0.1, with a look at every request and a way to break the connection."""

import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from radicale import config
from radicale.app import Application

USER, PASSWORD = "pult", "geheim"
Start = Callable[..., Any]


class Watched:
    """The application with a list of what was asked of it.

    `dies_before` and `dies_after`: with which of the coming changes (PUT, DELETE, MKCALENDAR) the connection breaks, before the
    server has done it or before it can say so; 0 = with none.
    """

    def __init__(self, folder: Path) -> None:
        users = folder / "users"
        users.write_text(f"{USER}:{PASSWORD}\nandere:auch\n", encoding="utf-8")
        settings = {
            "auth": {"type": "htpasswd", "htpasswd_filename": str(users), "htpasswd_encryption": "plain", "delay": "0"},
            "storage": {"filesystem_folder": str(folder / "collections"), "_filesystem_fsync": "False"},
            "rights": {"type": "owner_only"},
            "logging": {"level": "critical"},
        }
        configuration = config.load()
        configuration.update(settings, "tests", privileged=True)
        self._application = Application(configuration)
        self.seen: list[tuple[str, str]] = []
        self.dies_before = 0
        self.dies_after = 0
        self.locked: set[str] = set()

    def changes(self) -> list[str]:
        """Return the methods that change something, in order, and forget what was seen."""
        found = [method for method, _ in self.seen if method in ("PUT", "DELETE", "MKCALENDAR", "PROPPATCH", "MKCOL")]
        self.seen.clear()
        return found

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        self.seen.append((method, environ["PATH_INFO"]))
        if method not in ("PUT", "DELETE", "MKCALENDAR"):
            return list(self._application(environ, start))
        if method in self.locked:
            start("403 Forbidden", [("Content-Length", "0")])
            return []
        self.dies_before -= 1
        if self.dies_before == 0:
            environ["tests.connection"].shutdown(socket.SHUT_RDWR)
            return []
        answer = list(self._application(environ, start))
        self.dies_after -= 1
        if self.dies_after == 0:
            environ["tests.connection"].shutdown(socket.SHUT_RDWR)
        return answer


class _Handler(WSGIRequestHandler):
    def get_environ(self) -> dict[str, Any]:
        return {**super().get_environ(), "tests.connection": self.connection}

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            super().handle()


class _Server(WSGIServer):
    def handle_error(self, *_: object) -> None:
        """A connection that a test breaks is no error."""


@contextlib.contextmanager
def radicale(folder: Path) -> Iterator[tuple[str, Watched]]:
    """Run a server; yields its address and the watched application."""
    logging.getLogger("radicale").setLevel(logging.CRITICAL)
    application = Watched(folder)
    server = make_server("127.0.0.1", 0, application, _Server, _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", application
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
