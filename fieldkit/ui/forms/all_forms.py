"""Every form by its name."""

from __future__ import annotations

from typing import Final

from fieldkit.ui.forms import sections, things
from fieldkit.ui.forms.spec import Form, Typed, look_up

FORMS: Final[dict[str, Form]] = {
    form.name: form
    for form in (
        sections.CALLED,
        sections.TIMES,
        sections.PLACE,
        sections.GROUND,
        sections.TEAM,
        sections.PRESENCE,
        sections.ROUTE,
        sections.NARRATIVE,
        things.PERSON,
        things.DEVIATION,
        things.WEIGHING,
        things.COUNT,
        things.TEST,
        things.PACKAGE,
        things.PHOTO,
    )
}


def form_for(name: str, typed: Typed) -> Form:
    """Return the form called *name*; for a find that of its kind, "other" for a kind that is not known."""
    if name != "find":
        return FORMS[name]
    return things.FINDS.get(str(look_up(typed, "detail.type")), things.FINDS["other"])
