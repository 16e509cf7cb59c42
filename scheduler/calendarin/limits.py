"""How much of a calendar file is looked at: work is counted before it is done, and what is too much is refused."""

from scheduler.errors import RefusedError
from scheduler.texts import text

MOST_BYTES = 32 * 1024**2
"""So large may a file be; ten years of a full calendar with its descriptions are less."""
MOST_LINES = 200_000
"""So many lines that matter (begin, end, times, rules) may a file have."""
MOST_LINES_OF_ALL = 1_000_000
"""So many lines of any kind; more is no text of appointments."""
MOST_EVENTS = 12_000
MOST_LINE_BYTES = 64 * 1024
MOST_DEPTH = 8
"""So deep may components lie in one another; RFC 5545 knows three levels."""
MOST_STEPS = 100_000
"""So many steps of series, lists of dates and time zones are taken, about half a second's work."""
DAYS_A_STEP = 4
"""So many days of one period of a series are one step."""
STEPS_A_DATE = 2
MOST_SPANS = 10_000
"""So many busy times may lie in the range."""
MOST_ROWS = 10_000
"""So many rows may come of them."""
MOST_DAYS = 731
"""So long may the range be: two years."""


class Meter:
    """Counts work that the content of a file asks for.

    Attributes:
        steps: periods of series, dates of lists and samples of time zones that were looked at.
        spans: busy times that were found.
    """

    def __init__(self) -> None:
        self.steps = 0
        self.spans = 0

    def step(self, number: int = 1) -> None:
        """Count work before it is done.

        Raises:
            RefusedError: it is too much.
        """
        self.steps += number
        if self.steps > MOST_STEPS:
            raise too_much("steps", MOST_STEPS)

    def span(self) -> None:
        """Count a busy time before it is kept.

        Raises:
            RefusedError: there are too many.
        """
        self.spans += 1
        if self.spans > MOST_SPANS:
            raise too_much("spans", MOST_SPANS)


def too_much(what: str, most: int) -> RefusedError:
    """Return the error for a file that asks for too much work."""
    return RefusedError(text(f"import.too_much.{what}", most=most))
