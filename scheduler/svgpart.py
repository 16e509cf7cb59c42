"""A drawing as a part of a page: one SVG element with a title, a description and ids of its own."""

import re
from html import escape

FONT, LIKE_IT = "DejaVu Sans", "Verdana, sans-serif"
"""The font that comes with matplotlib, and fonts of the same widths that are elsewhere."""


def as_part(drawn: str, title: str, description: str, name: str) -> str:
    """Return a drawing as one element with a title, a description and ids and styles of its own."""
    drawn = drawn[drawn.index("<svg") :]
    drawn = re.sub(r'\bid="', f'id="{name}-', drawn)
    drawn = re.sub(r"url\(#", f"url(#{name}-", drawn)
    drawn = re.sub(r'href="#', f'href="#{name}-', drawn)
    drawn = drawn.replace(f"font-family: '{FONT}'", f"font-family: '{FONT}', {LIKE_IT}")
    drawn = drawn.replace("*{stroke-linejoin", f"#{name} *{{stroke-linejoin")
    drawn = re.sub(r"\s*<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    labels = f'id="{name}" role="img" aria-labelledby="{name}-title {name}-description"'
    words = f'<title id="{name}-title">{escape(title)}</title>\n '
    words += f'<desc id="{name}-description">{escape(description)}</desc>'
    return re.sub(r"<svg ([^>]*)>", lambda found: f"<svg {labels} {found[1]}>\n {words}", drawn, count=1)
