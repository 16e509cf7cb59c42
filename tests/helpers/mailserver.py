"""A real mail server for tests (aiosmtpd): takes mails, refuses whom it is told to, breaks off when it is told to."""

import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


@dataclass
class Post:
    """What a server has taken, and how it behaves.

    Attributes:
        taken: (recipient, mail) of each that it accepted, in order.
        refused: recipients whom it refuses.
        breaks_after: breaks the connection off once so many were taken; None = never.
        logins: names that logged in.
    """

    taken: list[tuple[str, bytes]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    breaks_after: int | None = None
    logins: list[str] = field(default_factory=list)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        """Take or refuse a recipient."""
        if address in self.refused:
            return f"550 no mailbox {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail, or break off before anything is said."""
        if self.breaks_after is not None and len(self.taken) >= self.breaks_after:
            server.transport.abort()
            return "421 gone"
        self.taken += [(recipient, envelope.content) for recipient in envelope.rcpt_tos]
        return "250 OK"

    def login(self, server: Any, session: Any, envelope: Any, mechanism: str, auth_data: Any) -> AuthResult:
        """Let in whoever knows the word."""
        is_known = isinstance(auth_data, LoginPassword) and auth_data.password == b"Geheim"
        if is_known:
            self.logins.append(auth_data.login.decode())
        return AuthResult(success=is_known, handled=is_known)


def certificate(folder: Path) -> Path:
    """Return a certificate with its key for localhost, made by openssl."""
    folder.mkdir(exist_ok=True)
    file = folder / "server.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("openssl is not there")
    file.write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return file


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def mail_server(certificate: Path | None = None) -> Iterator[tuple[Post, int]]:
    """Run a server on a free port of this machine while the block lasts."""
    post = Post()
    options: dict[str, Any] = {}
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        options = {"tls_context": context, "require_starttls": True, "authenticator": post.login, "auth_require_tls": True}
    controller = Controller(post, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield post, controller.port
    finally:
        controller.stop()
