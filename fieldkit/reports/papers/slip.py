"""The hand-over slip: exhibits that somebody without the app takes over, signed in ink, found again by its code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reportlab.platypus import Flowable

from fieldkit.domain.numbers import grouped
from fieldkit.domain.values import Moment, Party
from fieldkit.domain.view import SeizureView
from fieldkit.errors import N_
from fieldkit.reports.act_facts import row
from fieldkit.reports.codes import Code
from fieldkit.reports.fact_types import Cell, Listing
from fieldkit.reports.pages import look
from fieldkit.reports.pages.front import table
from fieldkit.reports.pages.grid import Grid, Line, Setting, Slot
from fieldkit.reports.pages.look import MM, say
from fieldkit.reports.papers import things
from fieldkit.reports.papers.frame import A4, Paper, Sheet, banner, bound, boxes, ink, last_item, pairs, tinted
from fieldkit.reports.record import Languages
from fieldkit.reports.voice import NOTHING, Said, Voice, line, party, stated

_MARK: Final = "fieldkit-slip:"
_SIDE: Final = 34 * MM
_SHARES: Final = (0.11, 0.25, 0.12, 0.16, 0.12, 0.12, 0.12)
_PARTS: Final = 2


@dataclass(frozen=True, slots=True)
class HandOver:
    """What the slip says. code: ten letters that name this hand-over."""

    view: SeizureView
    exhibits: tuple[str, ...]
    giver: Party
    to: Party
    purpose: str
    made: Moment
    code: str


def slip_code(seizure: str, code: str) -> str:
    """Return what the QR code of a slip holds: `fieldkit-slip:` seizure id and code, parted by a colon."""
    return f"{_MARK}{seizure}:{code}"


def read_slip_code(untrusted: str) -> tuple[str, str] | None:
    """Return seizure id and code of a slip's QR code, or None when it is another one."""
    parts = untrusted.removeprefix(_MARK).split(":")
    return (parts[0], parts[1]) if untrusted.startswith(_MARK) and len(parts) == _PARTS else None


def slip(told: HandOver, languages: Languages) -> Paper:
    """Lay the slip out: one page of A4, more only where the list is longer than a page."""
    voice = Voice(languages)
    title = voice.say(N_("Hand-over slip"))
    running = voice.joined(" · ", (title, line(told.view.number), Said(grouped(told.code, 5))))
    note = voice.say(N_("Made {time}. Signed in ink this paper is the original."), time=stated(told.made))
    sheet = Sheet(title, running, note, told.view.practice)
    paper, pages = bound(_story(voice, told, roomy=True), sheet, voice)
    return paper if pages == 1 else bound(_story(voice, told, roomy=False), sheet, voice)[0]


def _story(voice: Voice, told: HandOver, *, roomy: bool) -> list[Flowable]:
    column = A4.column
    listed = things.listed(told.view, told.exhibits)
    rows = (
        *row(voice, N_("Giver"), party(told.giver)),
        *row(voice, N_("Taker"), voice.joined(", ", (party(told.to), line(told.to.id_ref), line(told.to.phone)))),
        *row(voice, N_("Purpose"), line(told.purpose)),
        *row(voice, N_("Code of this hand-over"), Said(grouped(told.code, 5))),
    )
    across = Setting((column - _SIDE, _SIDE), baseline=False, gutter=4, above=0, below=0, space_after=2)
    top = Line([Slot([pairs(rows, column - _SIDE - 4)]), Slot([Code(slip_code(told.view.id, told.code), _SIDE)])], None)
    listing = Listing(
        NOTHING,
        _columns(voice),
        tuple((*things.cells(voice, told.view, one), Cell(NOTHING), Cell(NOTHING)) for one in listed),
    )
    setting = Setting(tuple(column * share for share in _SHARES), above=2, below=3, space_after=0)
    return [
        *banner(
            voice, voice.say(N_("Hand-over of exhibits on paper")), line(told.view.number), practice=told.view.practice
        ),
        Grid([top], across),
        table(listing, setting, title=()),
        last_item(column),
        tinted(voice.say(N_("The taker reads seal and weight from the package and writes both by hand.")), column),
        boxes([(voice.say(N_("Place")), 0.5), (voice.say(N_("Date and time")), 0.5)], column, 6 * MM),
        boxes(
            [(voice.say(N_("Condition of the packages; what was found different")), 1.0)],
            column,
            (14 if roomy else 8) * MM,
        ),
        ink(
            voice,
            [
                (voice.say(N_("Giver")), party(told.giver)),
                (voice.say(N_("Taker")), party(told.to)),
                (voice.say(N_("Witness")), NOTHING),
            ],
            column,
            across=3,
            height=(24 if roomy else 17) * MM,
        ),
        *say(
            voice.say(N_("Photograph or scan the signed paper: the code above finds this hand-over again.")),
            look.SMALL,
            look.SMALL_BESIDE,
        ),
    ]


def _columns(voice: Voice) -> tuple[Said, ...]:
    return (
        *things.columns(voice),
        voice.say(N_("Gross read by the taker")),
        voice.say(N_("Seal intact: yes, no")),
    )
