"""Rules of a concept by the name that people read."""

from scheduler.texts import has_text, text


def rule_name(rule_id: str) -> str:
    """Return the name of a rule in the language of the output; an office's own rules are called as in its file."""
    return text(f"rule_name.{rule_id}") if has_text(f"rule_name.{rule_id}") else rule_id
