"""The owner's receipt: what was taken from whom, and the state of the record, on a paper that leaves the team's hands.

It goes on half a sheet (A5) where it fits and on A4 where it does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reportlab.platypus import Flowable

from fieldkit.domain.values import Moment, Party
from fieldkit.domain.view import SeizureView
from fieldkit.errors import N_
from fieldkit.reports.act_facts import row
from fieldkit.reports.fact_types import Listing
from fieldkit.reports.pages.front import table
from fieldkit.reports.pages.grid import Setting
from fieldkit.reports.pages.look import MM
from fieldkit.reports.papers import things
from fieldkit.reports.papers.frame import A4, A5, Paper, Sheet, anchored, banner, bound, ink, last_item, pairs, tinted
from fieldkit.reports.proof_facts import head_code
from fieldkit.reports.record import Languages, LogHead
from fieldkit.reports.typography.canvas import PageShape
from fieldkit.reports.voice import NOTHING, Said, Voice, line, party, stated

_SHARES: Final = (0.11, 0.44, 0.15, 0.17, 0.13)
_SETTINGS: Final = ((A5, 2, 12 * MM), (A4, 4, 26 * MM), (A4, 4, 14 * MM))
"""What is tried: the sheet, boxes for ink beside one another, and the height of each."""
_TIGHT: Final = (0.12, 0.34, 0.18, 0.21, 0.15)  # on half a sheet


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the receipt says. to: who gets it; giver: who hands it over; exhibits: ids, none = all."""

    view: SeizureView
    head: LogHead
    made: Moment
    to: Party
    giver: Party
    exhibits: tuple[str, ...] = ()


def owner_receipt(receipt: Receipt, languages: Languages) -> Paper:
    """Lay the receipt out: on half a sheet where it fits, else on A4 with as much room for ink as one page leaves."""
    voice = Voice(languages)
    for setting in _SETTINGS[:-1]:
        paper, pages = _set(voice, receipt, *setting)
        if pages == 1:
            return paper
    return _set(voice, receipt, *_SETTINGS[-1])[0]


def _set(voice: Voice, receipt: Receipt, shape: PageShape, across: int, height: float) -> tuple[Paper, int]:
    story = _story(voice, receipt, shape, ink_boxes=(across, height))
    return bound(story, _sheet(voice, receipt, shape), voice)


def _sheet(voice: Voice, receipt: Receipt, shape: PageShape) -> Sheet:
    title = voice.say(N_("Owner’s receipt"))
    number = line(receipt.view.number)
    note = voice.say(N_("Made {time}; it holds no more than was recorded then"), time=stated(receipt.made))
    return Sheet(title, voice.joined(" · ", (title, number)), note, receipt.view.practice, shape=shape)


def _story(voice: Voice, receipt: Receipt, shape: PageShape, *, ink_boxes: tuple[int, float]) -> list[Flowable]:
    view, column = receipt.view, shape.column
    exhibits = things.listed(view, receipt.exhibits)
    owner = voice.joined(", ", (party(receipt.to), line(receipt.to.id_ref), line(receipt.to.phone)))
    listing = Listing(
        NOTHING, things.columns(voice), tuple(things.cells(voice, view, one, source=True) for one in exhibits)
    )
    setting = Setting(
        tuple(column * share for share in (_TIGHT if shape is A5 else _SHARES)), above=1.0, below=1.4, space_after=0
    )
    rows = (
        *row(voice, N_("Given to"), owner),
        *things.scene(voice, view),
        *row(voice, N_("Handed over by"), party(receipt.giver)),
    )
    head = receipt.head
    code = head_code(head.log, head.seq, head.head)
    return [
        *banner(voice, voice.say(N_("Owner’s receipt")), line(view.number), practice=view.practice),
        tinted(
            voice.say(N_("The police took these things. Keep this paper: it belongs to you and proves the list.")),
            column,
        ),
        pairs(rows, column),
        table(listing, setting, title=()),
        last_item(column),
        anchored(voice, head, code, _how(voice, receipt), (column, (24 if shape is A5 else 25) * MM)),
        ink(
            voice,
            _boxes(voice, receipt),
            column,
            across=ink_boxes[0],
            height=ink_boxes[1],
        ),
    ]


def _how(voice: Voice, receipt: Receipt) -> tuple[Said, ...]:
    return (
        voice.say(
            N_("To check later: ask the court or headquarters for entry {n} of log {log} and compare the characters."),
            n=receipt.head.seq,
            log=receipt.head.log[:8],
        ),
        voice.say(N_("If anything written before {time} was changed, they differ."), time=stated(receipt.made)),
    )


def _boxes(voice: Voice, receipt: Receipt) -> list[tuple[Said, Said]]:
    present = receipt.view.presence.shown.people if receipt.view.presence else ()
    witnesses = [party(one.party) for one in present if one.role == "civilian_witness"][:2]
    witnesses += [NOTHING] * (2 - len(witnesses))
    return [
        (voice.say(N_("Owner or occupier")), party(receipt.to)),
        (voice.say(N_("Officer")), party(receipt.giver)),
        *((voice.say(N_("Witness {n}, not police"), n=n), who) for n, who in enumerate(witnesses, start=1)),
    ]
