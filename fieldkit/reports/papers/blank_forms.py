"""Blank numbered forms with the sections of the screens, for the night on which the laptop dies.

One form is four pages with one number: the scene, the people, the exhibits with their weights, money and hand-overs.
What is written on it is typed in later; the paper stays the original.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from reportlab.platypus import Flowable, PageBreak

from fieldkit.errors import N_, BugError
from fieldkit.reports import words
from fieldkit.reports.codes import Code
from fieldkit.reports.pages import look
from fieldkit.reports.pages.grid import Grid, Line, Setting, Slot
from fieldkit.reports.pages.look import MM, say
from fieldkit.reports.pages.marks import Heading, Space
from fieldkit.reports.papers.frame import A4, Options, Paper, boxes, ink, last_item, rows
from fieldkit.reports.record import Languages
from fieldkit.reports.typography.canvas import Furniture, typeset
from fieldkit.reports.typography.paragraph import Align, Paragraph, TextStyle
from fieldkit.reports.voice import NOTHING, Voice

PAGES: Final = 4
"""Pages of one form."""
_MARK: Final = "fieldkit-form:"
_COLUMN: Final = A4.column
_SIDE: Final = 22 * MM
_NUMBER: Final = TextStyle(size=15, bold=True, colour=look.INK, align=Align.RIGHT)
_TITLE: Final = TextStyle(size=14, bold=True, colour=look.BLUE)
_LOW: Final = 6.2 * MM
_NATIONAL: Final = replace(look.SMALL, bold=True)

Labels = Sequence[tuple[str, float]]


def form_code(number: str) -> str:
    """Return what the QR code of a form holds: `fieldkit-form:` and its number."""
    return _MARK + number


def read_form_code(untrusted: str) -> str:
    """Return the number in a form's QR code, or nothing when it is another code."""
    return untrusted.removeprefix(_MARK) if untrusted.startswith(_MARK) else ""


def blank_forms(
    numbers: Sequence[str], languages: Languages, *, practice: bool, begun: Callable[[int], None] = lambda _n: None
) -> Paper:
    """Lay out one form for each of *numbers*, each on `PAGES` pages; *begun* is told of each before it is set."""
    voice = Voice(languages)
    story: list[Flowable] = []
    for place, number in enumerate(numbers):
        begun(place)
        for section in (_scene, _people, _exhibits, _money_and_hands):
            story += [*([PageBreak()] if story else []), *section(voice, number)]
    counted = [0]

    def around(page: int, pages: int) -> Furniture:
        counted[0] = pages
        number = numbers[min((page - 1) // PAGES, len(numbers) - 1)]
        foot = voice.say(
            N_("Form {number}, page {n} of {pages}. Signed in ink this paper is the original; it is typed in later."),
            number=number, n=(page - 1) % PAGES + 1, pages=PAGES,
        )  # fmt: skip
        mark = Paragraph(words.PRACTICE, _WATERMARK) if practice else None
        return Furniture(foot=tuple(say(foot, look.FURNITURE, look.FURNITURE)), watermark=mark)

    title = voice.say(N_("Seizure form")).main
    pdf = typeset(story, shape=A4, furniture=around, title=title)
    if counted[0] != PAGES * len(numbers):
        raise BugError(what="a section of a blank form does not fit its page")
    return Paper(pdf, title)


_WATERMARK: Final = TextStyle(
    size=40, bold=True, align=Align.CENTRE, colour=(0.93, 0.93, 0.94), role=look.FURNITURE.role
)


# --- pieces ----------------------------------------------------------------------------------------------------------
def _head(voice: Voice, number: str, title: str) -> list[Flowable]:
    kingdom = [Paragraph(" · ".join(words.NATIONAL), _NATIONAL)] if voice.languages[0] == "km" else []
    left = [
        *kingdom,
        *say(voice.say(N_("Seizure form")), look.LABEL, look.LABEL_BESIDE),
        *say(voice.say(title), _TITLE, look.BESIDE),
    ]
    middle = [*say(voice.say(N_("Form number")), replace(look.LABEL, align=Align.RIGHT)), Paragraph(number, _NUMBER)]
    setting = Setting(
        (_COLUMN * 0.56, _COLUMN * 0.44 - _SIDE, _SIDE), gutter=5, above=0, below=0, baseline=False, space_after=4
    )
    return [Grid([Line([Slot(left), Slot(middle), Slot([Code(form_code(number), _SIDE)])], rule=None)], setting)]


def _part(voice: Voice, title: str) -> Flowable:
    return Heading(voice.say(title), look.SUBHEADING, look.SUBHEADING_BESIDE, rule=look.RULE)


def _row(voice: Voice, labels: Labels, height: float = _LOW) -> Grid:
    return boxes([(voice.say(label), share) for label, share in labels], _COLUMN, height)


def _table(voice: Voice, labels: Labels, count: int, height: float) -> Grid:
    return rows([(voice.say(label), share) for label, share in labels], count, _COLUMN, height)


def _ticks(voice: Voice, label: str, options: Sequence[str]) -> Flowable:
    """Return a label and squares to tick, each with its word."""
    squares = Options([voice.say(option) for option in options])
    setting = Setting((_COLUMN * 0.17, _COLUMN * 0.83), above=1.5, below=2.5, baseline=False, space_after=0)
    slots = [Slot(say(voice.say(label), look.LABEL, look.LABEL_BESIDE)), Slot([squares])]
    return Grid([Line(slots, rule=None)], setting)


# --- the four pages --------------------------------------------------------------------------------------------------
def _scene(voice: Voice, number: str) -> list[Flowable]:
    return [
        *_head(voice, number, N_("When, where, on what ground, who")),
        _row(voice, ((N_("Unit"), 0.5), (N_("Title"), 0.5))),
        _part(voice, N_("Times")),
        _row(voice, ((N_("Started"), 0.25), (N_("Found"), 0.25), (N_("Sealed"), 0.25), (N_("Left"), 0.25))),
        _row(voice, ((N_("What shows that the clock was right"), 1.0),)),
        _part(voice, N_("Place")),
        _row(voice, ((N_("Province"), 0.25), (N_("District"), 0.25), (N_("Commune"), 0.25), (N_("Village"), 0.25))),
        _row(voice, ((N_("Address"), 0.6), (N_("Position"), 0.4))),
        _row(voice, ((N_("Premises"), 0.5), (N_("Occupier"), 0.5))),
        _part(voice, N_("Legal ground")),
        _ticks(voice, N_("Ground"), tuple(words.GROUNDS.values())),
        _row(voice, ((N_("Authority"), 0.4), (N_("Date and time"), 0.25), (N_("Reference"), 0.35))),
        _ticks(voice, N_("Search at night"), tuple(words.NIGHT.values())),
        _part(voice, N_("Team")),
        _row(voice, ((N_("Lead officer"), 0.5), (N_("Second officer"), 0.5))),
        _row(voice, ((N_("Members"), 0.6), (N_("Other agencies"), 0.4))),
        _part(voice, N_("Narrative")),
        _row(voice, ((N_("What happened"), 1.0),), 28 * MM),
    ]


def _people(voice: Voice, number: str) -> list[Flowable]:
    present: Labels = (
        (N_("Name"), 0.28),
        (N_("Owner, witness, other"), 0.17),
        (N_("ID number, phone"), 0.2),
        (N_("Not police"), 0.1),
        (N_("Signature or thumbprint; refused, absent: why"), 0.25),
    )
    person: Labels = ((N_("Name in Khmer"), 0.35), (N_("Name in Latin letters"), 0.35), (N_("Sex, age"), 0.3))
    papers: Labels = ((N_("Nationality"), 0.2), (N_("ID number"), 0.25), (N_("Address"), 0.55))
    state: Labels = ((N_("Role in the offence"), 0.3), (N_("Arrested at, by"), 0.4), (N_("Interpreter, language"), 0.3))
    story = [
        *_head(voice, number, N_("Presence and people")),
        _part(voice, N_("In front of whom the search was made")),
        _table(voice, present, 5, 10 * MM),
    ]
    for n in range(3 if len(voice.languages) == 1 else 2):  # two languages need more room for the labels
        title = Heading(voice.say(N_("Person {n}"), n=n + 1), look.SUBHEADING, look.SUBHEADING_BESIDE, rule=look.RULE)
        story += [title, _ticks(voice, N_("Role"), tuple(words.PERSON_ROLES.values()))]
        story += [_row(voice, person), _row(voice, papers), _row(voice, state)]
    return story


def _exhibits(voice: Voice, number: str) -> list[Flowable]:
    exhibits: Labels = (
        (N_("No."), 0.06),
        (N_("Description: features only"), 0.3),
        (N_("Suspected substance, form"), 0.16),
        (N_("Quantity"), 0.1),
        (N_("Where found, by whom, from whom"), 0.2),
        (N_("Package, seals"), 0.18),
    )
    weighings: Labels = (
        (N_("Exhibit"), 0.08),
        (N_("Gross, tare, net"), 0.13),
        (N_("Weight and unit as shown"), 0.19),
        (N_("What is on the pan"), 0.22),
        (N_("Scale, zero checked"), 0.16),
        (N_("Weighed by, second person"), 0.22),
    )
    return [
        *_head(voice, number, N_("Exhibits and weights")),
        _table(voice, exhibits, 9, 9 * MM),
        last_item(_COLUMN),
        *say(voice.say(N_("Cross out the rows that stay empty.")), look.SMALL, look.SMALL_BESIDE),
        _part(voice, N_("Weighings")),
        _table(voice, weighings, 11, 7 * MM),
    ]


def _money_and_hands(voice: Voice, number: str) -> list[Flowable]:
    notes: Labels = (
        (N_("Currency"), 0.12),
        (N_("Face value"), 0.18),
        (N_("Pieces"), 0.15),
        (N_("Sum"), 0.2),
        (N_("Counted by, witness"), 0.35),
    )
    given: Labels = (
        (N_("Exhibits"), 0.17),
        (N_("Date and time"), 0.13),
        (N_("Giver: name, signature, thumbprint"), 0.22),
        (N_("Taker: name, signature, thumbprint"), 0.22),
        (N_("Seal, gross read"), 0.13),
        (N_("Purpose, condition"), 0.13),
    )
    roles = (
        voice.say(N_("Officer")),
        voice.say(N_("Owner or occupier")),
        voice.say(N_("Witness {n}, not police"), n=1),
        voice.say(N_("Witness {n}, not police"), n=2),
    )
    return [
        *_head(voice, number, N_("Money, hand-overs, signatures")),
        _part(voice, N_("Money counted")),
        _ticks(voice, N_("Count"), tuple(words.CASH.values())),
        _table(voice, notes, 6, 5.5 * MM),
        _part(voice, N_("Hand-overs")),
        _table(voice, given, 3, 22 * MM),
        _part(voice, N_("Deviations")),
        _row(voice, ((N_("What was not done, why, who decided"), 1.0),), 14 * MM),
        Space(2),
        ink(voice, [(role, NOTHING) for role in roles], _COLUMN, across=4, height=17 * MM),
    ]
