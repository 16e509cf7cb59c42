"""What the operating system says when a file cannot be read or written, in the language of the output."""

import errno

from scheduler.texts import has_text, text


def why(error: OSError) -> str:
    """Return the reason of an error of the operating system; its bare name where we have no words for it."""
    name = errno.errorcode.get(error.errno or 0, "")
    return text(f"system.{name}") if has_text(f"system.{name}") else text("system.other", name=name or type(error).__name__)
