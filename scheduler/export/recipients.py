"""Who gets invitations by mail: specialists with an address, customers who agreed to mail."""

from collections.abc import Mapping

from scheduler.addresses import Address
from scheduler.cellvalues import mail_address
from scheduler.roster import Roster


def staff_recipients(roster: Roster) -> dict[str, str]:
    """Return specialist → mail address, where specialists.csv holds one that can be used."""
    return {s.specialist_id: s.email for s in roster.specialists if _is_address(s.email)}


def customer_recipients(addresses: Mapping[str, Address]) -> dict[str, str]:
    """Return customer → mail address of those who agreed to mail."""
    return {who: address.email for who, address in addresses.items() if address.mail_ok and address.email}


def _is_address(cell: str) -> bool:
    try:
        return mail_address(cell) == cell
    except ValueError:
        return False
