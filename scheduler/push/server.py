"""The CalDAV server: the only place of turnus that speaks WebDAV (through the library caldav). Everything else is pure.

Source: RFC 4918 (PROPFIND, PUT, DELETE), RFC 4791 (MKCALENDAR, calendar-query), RFC 9110 13.1 (If-Match, If-None-Match).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.sax.saxutils import escape

from scheduler.errors import TurnusError
from scheduler.extras import need
from scheduler.push.resource import Stored
from scheduler.texts import text

SECONDS = 30
DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
XML = {"Content-Type": "application/xml; charset=utf-8"}
NAMESPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
OK, MULTI, MISSING, CHANGED = range(200, 300), 207, 404, 412


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection of the server: whether it is a calendar, and its description."""

    is_calendar: bool
    description: str


def need_caldav() -> None:
    """Say what to do where the library is missing.

    Raises:
        TurnusError: it is missing.
    """
    need("caldav", "caldav.no_library")


class Server:
    """A connection to a CalDAV server.

    Args:
        url: address of the server, of the principal or of the folder of calendars.
        user: who logs in; empty = nobody.
        password: their password.
        authorities: file with the certificates of the house's own authority; empty = those of the system.
    """

    def __init__(self, url: str, user: str = "", password: str = "", authorities: str = "") -> None:
        need_caldav()
        import caldav
        from caldav.lib import error

        error.debug_dump_communication = False  # an environment variable would have it write passwords to /tmp
        self._home = ""
        self.url = url if url.endswith("/") else f"{url}/"
        connect: Any = caldav.DAVClient
        self._client = connect(
            url=self.url,
            username=user or None,
            password=password or None,
            ssl_verify_cert=authorities or True,
            timeout=SECONDS,
            enable_rfc6764=False,
            headers={"User-Agent": "turnus"},
        )
        self._client.session.max_redirects = 0  # a redirect could lead the password elsewhere
        self._client.session.auth = _nobody  # else a login would be taken from ~/.netrc; the proxies of the house still count

    def close(self) -> None:
        """End the connection."""
        self._client.close()

    def home(self) -> str:
        """Return the path of the folder in which the user's calendars lie; asked once.

        Raises:
            TurnusError: there is no such server, no such user, or no calendars.
        """
        if not self._home:
            path = unquote(urlsplit(self._own(self._home_set())).path)
            self._home = path if path.endswith("/") else f"{path}/"
        return self._home

    def _home_set(self) -> str:
        found = self._found(self.url, "<D:current-user-principal/><C:calendar-home-set/>")
        home = _href(found.get(f"{CALDAV}calendar-home-set"))
        principal = _href(found.get(f"{DAV}current-user-principal"))
        if not home and principal:
            found = self._found(self._own(principal), "<C:calendar-home-set/>")
            home = _href(found.get(f"{CALDAV}calendar-home-set"))
        if not home:
            raise TurnusError(text("caldav.no_home", url=self.url))
        return home

    def collection(self, path: str) -> Collection | None:
        """Return what is known of a collection, None where nothing is."""
        found = self._properties(self._own(path), "<D:resourcetype/><C:calendar-description/>")
        if found is None:
            return None
        kind = found.get(f"{DAV}resourcetype")
        description = found.get(f"{CALDAV}calendar-description")
        return Collection(
            is_calendar=kind is not None and kind.find(f"{CALDAV}calendar") is not None,
            description=(description.text or "") if description is not None else "",
        )

    def make(self, path: str, name: str, description: str) -> None:
        """Make a calendar.

        Raises:
            TurnusError: the server does not let us.
        """
        body = (
            f"<C:mkcalendar {NAMESPACES}><D:set><D:prop><D:displayname>{escape(name)}</D:displayname>"
            f"<C:calendar-description>{escape(description)}</C:calendar-description>"
            '<C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set>'
            "</D:prop></D:set></C:mkcalendar>"
        )
        self._expect(self._send("MKCALENDAR", self._own(path), body, XML))

    def resources(self, path: str) -> list[Stored]:
        """Return all appointments of a calendar, in order of path."""
        body = (
            f"<C:calendar-query {NAMESPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop>"
            '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter>'
            "</C:calendar-query>"
        )
        response = self._send("REPORT", self._own(path), body, {**XML, "Depth": "1"})
        self._expect(response, {MULTI})
        found = []
        for href, properties in _multistatus(response):
            etag, data = properties.get(f"{DAV}getetag"), properties.get(f"{CALDAV}calendar-data")
            if data is not None:
                place = unquote(urlsplit(self._own(href)).path)
                version = (etag.text or "").strip() if etag is not None else ""
                found.append(Stored(place, version, (data.text or "").encode()))
        return sorted(found, key=lambda stored: stored.path)

    def put(self, path: str, data: bytes, etag: str = "") -> bool:
        """Store an appointment: a new one, or in place of the version with this ETag; tell whether that was so.

        Raises:
            TurnusError: the server refuses it, or the connection breaks.
        """
        condition = {"If-Match": etag} if etag else {"If-None-Match": "*"}
        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
        response = self._send("PUT", self._own(path), data.decode(), headers)
        return response.status != CHANGED and self._expect(response)

    def delete(self, path: str, etag: str) -> bool:
        """Delete an appointment if it still is the version with this ETag; tell whether it is gone. Without one it stays."""
        if not etag:
            return False
        response = self._send("DELETE", self._own(path), "", {"If-Match": etag})
        return response.status == MISSING or (response.status != CHANGED and self._expect(response))

    def _own(self, href: str) -> str:
        """Return the address of a path; one on another server is refused, it would be given the password."""
        found = urljoin(self.url, href)
        if urlsplit(found)[:2] != urlsplit(self.url)[:2]:
            raise TurnusError(text("caldav.elsewhere", url=self.url))
        return found

    def _found(self, url: str, properties: str) -> "dict[str, Any]":
        found = self._properties(url, properties)
        if found is None:
            raise TurnusError(text("caldav.no_home", url=self.url))
        return found

    def _properties(self, url: str, properties: str) -> "dict[str, Any] | None":
        body = f"<D:propfind {NAMESPACES}><D:prop>{properties}</D:prop></D:propfind>"
        response = self._send("PROPFIND", url, body, {**XML, "Depth": "0"})
        if response.status == MISSING:
            return None
        self._expect(response, {MULTI})
        return next((found for _, found in _multistatus(response)), {})

    def _expect(self, response: Any, wanted: "range | set[int]" = OK) -> bool:
        if response.status not in wanted:
            raise TurnusError(text("caldav.refused", url=self.url, code=response.status))
        return True

    def _send(self, method: str, url: str, body: str, headers: Mapping[str, str]) -> Any:
        with _in_words(self.url):
            return self._client.request(url, method, body, headers)


@contextmanager
def _in_words(url: str) -> Iterator[None]:
    """Turn what goes wrong on the way into our words; those of the server may name people and are left out."""
    from caldav.lib import error
    from caldav.lib.http_sync import requests

    def told(key: str, **values: object) -> Callable[[], TurnusError]:
        return lambda: TurnusError(text(f"caldav.{key}", url=url, **values))

    failed = requests.exceptions
    try:
        yield
    except error.AuthorizationError as problem:
        raise told("read_only" if problem.status == 403 else "login")() from None
    except error.DAVError as problem:
        raise told("refused", code=getattr(problem, "status", None) or type(problem).__name__)() from None
    except failed.SSLError:
        raise told("tls")() from None
    except failed.TooManyRedirects:
        raise told("redirect")() from None
    except (failed.ConnectionError, failed.Timeout):
        raise told("unreachable")() from None
    except (failed.RequestException, OSError, ValueError) as problem:
        raise told("broken", why=type(problem).__name__)() from None


def _nobody(request: Any) -> Any:
    """Log nobody in."""
    return request


def _href(found: Any) -> str:
    href = found.find(f"{DAV}href") if found is not None else None
    return (href.text or "").strip() if href is not None else ""


def _multistatus(response: Any) -> "Iterator[tuple[str, dict[str, Any]]]":
    """Yield path and properties of every answer of a multistatus, as far as the server has them."""
    if response.tree is None:
        return
    for answer in response.tree.iter(f"{DAV}response"):
        href = answer.find(f"{DAV}href")
        found: dict[str, Any] = {}
        for part in answer.findall(f"{DAV}propstat"):
            properties = part.find(f"{DAV}prop")
            if " 200 " in f"{part.findtext(f'{DAV}status') or ''} " and properties is not None:
                found |= {str(child.tag): child for child in properties}
        yield (href.text or "").strip() if href is not None else "", found
