"""The fields of each act of custody, and of correcting one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from fieldkit.domain.types import TYPES, fit
from fieldkit.domain.view import ExhibitView, Step
from fieldkit.errors import BugError
from fieldkit.text.catalogue import _
from fieldkit.ui import lines, words
from fieldkit.ui.dialogs.actform import Answers, Blank


@dataclass(frozen=True, slots=True)
class Form:
    """One act as a dialog."""

    name: str
    title: str
    note: str
    blanks: tuple[Blank, ...]
    act: str
    icon: str


def form_of(act: str, exhibit: ExhibitView) -> Form:
    """Return the form of *act* ("store", "break", "reseal", "label", "lab") for an exhibit."""
    number = words.short_number(exhibit)
    made: dict[str, Callable[[str, ExhibitView], Form]] = {
        "store": _store,
        "break": _break,
        "reseal": _reseal,
        "label": _label,
        "lab": _lab,
    }
    if act not in made:
        raise BugError(what=f"no form for the act {act}")
    return made[act](number, exhibit)


def _second() -> Blank:
    return Blank("second", _("Second person"), "party", hint=_("who saw it done"))


def _store(number: str, _exhibit: ExhibitView) -> Form:
    return Form(
        "store_exhibit",
        _("Store or move {number}", number=number),
        _("The holder stays the same; only the place changes."),
        (Blank("location", _("Place"), "scan", hint=_("scan the shelf, or type it"), needed=True), _second()),
        _("Sign"),
        "warehouse",
    )


def _break(number: str, exhibit: ExhibitView) -> Form:
    return Form(
        "break_seal",
        _("Open the seal of {number}", number=number),
        _(
            "Seal now: {seal}. The order and the reason are printed in every report.",
            seal=words.seal_now(exhibit) or "–",
        ),
        (
            Blank("order", _("By which order"), hint=_("number of the order"), needed=True),
            Blank("reason", _("Reason"), hint=_("like laboratory examination"), needed=True),
            _second(),
        ),
        _("Sign"),
        "scissors",
    )


def _reseal(number: str, exhibit: ExhibitView) -> Form:
    now = exhibit.axes.package.now
    package = lines.line(now.package_no, 40) if now else ""
    return Form(
        "reseal",
        _("Seal {number} again", number=number),
        _("The old wrapper stays inside the new one."),
        (
            Blank("seals", _("New seal number"), "scan", hint=_("several: commas between"), needed=True),
            Blank("package_no", _("Package number"), "scan", value=package, needed=True),
            _second(),
            Blank("note", _("Note")),
        ),
        _("Sign"),
        "tag",
    )


def _label(number: str, exhibit: ExhibitView) -> Form:
    now = exhibit.axes.package.now
    return Form(
        "over_label",
        _("Cover a wrong number on {number}", number=number),
        _("The seal stays unbroken and both numbers stay legible."),
        (
            Blank(
                "old",
                _("Number that is wrong"),
                "scan",
                value=lines.line(now.seals[0] if len(now.seals) == 1 else now.package_no, 40) if now else "",
                needed=True,
            ),
            Blank("new", _("Number that is right"), "scan", needed=True),
            Blank("reason", _("Reason"), needed=True),
            _second(),
        ),
        _("Sign"),
        "stamp",
    )


def _lab(number: str, _exhibit: ExhibitView) -> Form:
    return Form(
        "lab_result",
        _("Laboratory result of {number}", number=number),
        _("As it stands in the report. It moves nothing but what the laboratory says."),
        (
            Blank("lab", _("Laboratory"), needed=True),
            Blank("report_no", _("Report number"), "scan", needed=True),
            Blank("substances", _("Substances found"), hint=_("several: commas between"), needed=True),
            Blank("net", _("Net weight, with unit"), hint=_("like 850 g")),
            Blank("analyst", _("Analyst")),
        ),
        _("Sign"),
        "flask-conical",
    )


# --- corrections -----------------------------------------------------------------------------------------------------
def _body(step: Step) -> Mapping[str, object]:
    return step.corrected or step.body


def _now(step: Step, name: str) -> str:
    value = _body(step).get(name, "")
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _blanks(*asked: tuple[str, Callable[[], str]]) -> Callable[[Step], tuple[Blank, ...]]:
    def made(step: Step) -> tuple[Blank, ...]:
        return tuple(Blank(name, label(), "scan", value=_now(step, name)) for name, label in asked)

    return made


CORRECTABLE: dict[str, Callable[[Step], tuple[Blank, ...]]] = {
    "custody.package": _blanks(
        ("package_no", lambda: _("Package number")),
        ("package_type", lambda: _("Kind of package")),
        ("seals", lambda: _("Seal numbers")),
    ),
    "custody.store": _blanks(("location", lambda: _("Place"))),
    "custody.break": _blanks(("order", lambda: _("By which order")), ("reason", lambda: _("Reason"))),
    "custody.reseal": _blanks(
        ("package_no", lambda: _("Package number")), ("seals", lambda: _("Seal numbers")), ("note", lambda: _("Note"))
    ),
    "lab.result": _blanks(
        ("lab", lambda: _("Laboratory")),
        ("report_no", lambda: _("Report number")),
        ("substances", lambda: _("Substances found")),
    ),
}
"""Facts of custody that a slip of the pen can spoil, and their fields. Signatures are no such thing."""


def corrected(step: Step, answers: Answers) -> msgspec.Struct:
    """Return the whole new body of *step* with what *answers* change in it."""
    body = dict(_body(step))
    for blank in CORRECTABLE[step.act.type](step):
        value = answers[blank.name]
        several = blank.name in {"seals", "substances"}
        body[blank.name] = [part.strip() for part in value.split(",") if part.strip()] if several else value
    return fit(body, TYPES[step.act.type].body)


def step_words(step: Step) -> str:
    """Return in a few words which fact this is."""
    names = {
        "custody.package": _("Sealing"),
        "custody.store": _("Storing"),
        "custody.break": _("Opening of the seal"),
        "custody.reseal": _("Sealing again"),
        "lab.result": _("Laboratory result"),
    }
    return f"{names[step.act.type]}, {words.clock(step.act)}"
