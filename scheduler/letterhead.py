"""What a letter needs to know about the house: `[letterhead]` of office.toml."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Sender of letters.

    Attributes:
        address: postal lines of the house, without its name.
        phone: whom to call when something comes between.
        email: mail address; empty = none.
        contact: who answers; empty = not named.
        hours: when somebody can be reached, one line each.
        visit: where talks take place; empty = at the address.
        return_line: line above the address in the window; without the name of the house by default, since an envelope shall not
            tell that somebody is a customer.
    """

    address: tuple[str, ...]
    phone: str
    email: str = ""
    contact: str = ""
    hours: tuple[str, ...] = ()
    visit: tuple[str, ...] = ()
    return_line: str = ""
