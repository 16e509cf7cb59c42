"""The templates of the pages that turnus writes."""

from functools import cache

from jinja2 import Environment, PackageLoader, Template, select_autoescape


@cache
def page_template(name: str) -> Template:
    """Return a template of the folder `templates`; whatever is put into it is escaped."""
    environment = Environment(
        loader=PackageLoader("scheduler", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
