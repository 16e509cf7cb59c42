"""Handing mails to the house's mail server: the only place of turnus that opens a mail connection (smtplib, STARTTLS)."""

import contextlib
import smtplib
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scheduler.errors import TurnusError
from scheduler.export.invitations import Message
from scheduler.systemwords import why
from scheduler.texts import text

ACCEPTED = 0
UNSPEAKABLE = 553
"""Code of RFC 5321 4.2.3 for a mailbox name that is not allowed, when this was found before a server was asked."""
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server: where it is, who logs in (empty = nobody), whether the connection is encrypted."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    is_encrypted: bool = True


def hand_over(server: Server, sender: str, messages: Iterable[Message]) -> Iterator[tuple[Message, int]]:
    """Yield each message with `ACCEPTED`, or with the code of the server that refused it.

    Raises:
        TurnusError: no connection, no encryption, a refused login, or a connection that breaks; what was yielded before stands.
    """
    try:
        connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
        try:  # no `with`: it says goodbye after a failure too, and waits for an answer
            _prepare(connection, server)
            for message in messages:
                yield message, _send(connection, sender, message)
            with contextlib.suppress(smtplib.SMTPException, OSError):  # all is said and done by then
                connection.quit()
        finally:
            connection.close()
    except smtplib.SMTPAuthenticationError as error:
        raise TurnusError(text("smtp.login", host=server.host, code=error.smtp_code)) from error
    except smtplib.SMTPNotSupportedError as error:
        raise TurnusError(text("smtp.no_tls", host=server.host)) from error
    except smtplib.SMTPException as error:
        raise TurnusError(text("smtp.broken", host=server.host, why=type(error).__name__)) from error
    except ssl.SSLError as error:
        raise TurnusError(text("smtp.certificate", host=server.host, why=error.reason or "?")) from error
    except OSError as error:
        raise TurnusError(text("smtp.broken", host=server.host, why=why(error))) from error


def _prepare(connection: smtplib.SMTP, server: Server) -> None:
    if server.is_encrypted:
        connection.starttls(context=ssl.create_default_context())
    if server.user:
        connection.login(server.user, server.password)


def _send(connection: smtplib.SMTP, sender: str, message: Message) -> int:
    """Return `ACCEPTED`, or why this one message was refused; the words of the server may name people and are left out."""
    try:
        connection.sendmail(sender, [message.recipient], message.data)
    except smtplib.SMTPRecipientsRefused as error:
        return next(iter(error.recipients.values()))[0]
    except ValueError:  # what cannot be said to a server at all, UnicodeEncodeError too
        connection.rset()  # the server may have heard half of it
        return UNSPEAKABLE
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        return int(error.smtp_code)
    return ACCEPTED
