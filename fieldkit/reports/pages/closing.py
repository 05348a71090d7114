"""The last pages: second signatures, reviews, what does not count, receipts, the head of the log, who signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reportlab.platypus import Flowable, KeepTogether, PageBreak

from fieldkit.reports.codes import Code
from fieldkit.reports.fact_types import InkFacts, SeizureFacts, SignatureFacts
from fieldkit.reports.pages import look
from fieldkit.reports.pages.front import section, table
from fieldkit.reports.pages.grid import Grid, Line, Setting, Slot, in_rows, total_height
from fieldkit.reports.pages.look import COLUMN, MM, PAGE, say, say_all, say_cell
from fieldkit.reports.pages.marks import InkSpace, SignatureSpace, Space
from fieldkit.reports.signing import FieldBox
from fieldkit.reports.typography.paragraph import Paragraph, TextStyle

_ACTS: Final = Setting((39 * MM, 88 * MM, 43 * MM), space_after=8)
_RECEIPTS: Final = Setting((39 * MM, COLUMN - 39 * MM), space_after=8)
_CODE: Final = 32 * MM
_PROOF: Final = Setting((_CODE + 4 * MM, COLUMN - _CODE - 4 * MM), baseline=False, gutter=4, space_after=6)
_BESIDE: Final = 36 * MM
_PROVEN: Final = Setting((_BESIDE, _PROOF.widths[1] - _BESIDE), above=0.4, below=0.6, space_after=0)
_LETTERS: Final = TextStyle(size=12.5, bold=True, colour=look.INK)
_BOXES: Final = 3
_INK: Final = Setting(
    (COLUMN / _BOXES,) * _BOXES, gutter=7, above=7, below=6, boxed=True, baseline=False, sunk=True, space_after=4
)
_INK_HEIGHT: Final = 21 * MM
_FIELD: Final = Setting(
    (COLUMN / 2, COLUMN / 2), gutter=7, above=7, below=8, boxed=True, baseline=False, sunk=True, space_after=0
)
_FIELD_HEIGHT: Final = 23 * MM
_ROLE: Final = replace(look.LABEL, colour=look.BLUE, bold=True)


def standing(facts: SeizureFacts) -> list[Flowable]:
    """Return who else signed, reviews, what does not count, receipts, and how to read the report."""
    tables = [table(one, _ACTS) for one in (facts.attestations, facts.reviews, facts.problems) if one]
    if facts.receipts:
        tables.append(table(facts.receipts, _RECEIPTS))
    return [*tables, *explained(facts)]


def ending(facts: SeizureFacts, placed: list[FieldBox]) -> list[Flowable]:
    """Return the story of the last page; where the signature fields stand is added to *placed* when it is drawn."""
    end = [*proven(facts), *ink(facts), *fields(facts, placed)]
    if total_height(end, COLUMN) <= PAGE:
        return [PageBreak(), KeepTogether(end)]
    return [PageBreak(), *end]


def explained(facts: SeizureFacts) -> list[Flowable]:
    """Return how to read the report, in small type."""
    return [*say_all(facts.legend, look.SMALL), Space(4)]


def proven(facts: SeizureFacts) -> list[Flowable]:
    """Return what the report stands on, beside the head of the log as a code and as letters."""
    proof = facts.proof
    right: list[Flowable] = [
        *say(proof.letters, _LETTERS),
        *say(proof.letters_label, look.SMALL),
        Space(3),
    ]
    rows = (
        Line([Slot(say(row.label, look.LABEL, look.LABEL_BESIDE)), Slot(say_cell(row.cells[0]))], rule=None)
        for row in proof.rows
    )
    right.append(Grid(rows, _PROVEN))
    line = Line([Slot([Code(proof.code, _CODE)]), Slot(right)], rule=None)
    return [Grid([line], _PROOF, title=[section(facts.titles.proof)])]


# --- signatures ------------------------------------------------------------------------------------------------------
def ink(facts: SeizureFacts) -> list[Flowable]:
    """Return the boxes for signatures and thumbprints in ink, and one for the stamp."""
    titles = facts.titles
    slots = [Slot(_ink_box(facts, box)) for box in facts.ink]
    slots.append(Slot([*say(titles.stamp, _ROLE, look.LABEL_BESIDE), Space(_INK_HEIGHT)]))
    return [Grid(_rows(slots, _BOXES), _INK, title=[section(titles.ink)])]


def _ink_box(facts: SeizureFacts, box: InkFacts) -> list[Flowable]:
    titles = facts.titles
    return [
        *say(box.role, _ROLE, look.LABEL_BESIDE),
        *(say(box.who, look.BODY) or [Space(look.BODY.size * 1.4)]),
        *say(box.note, look.SMALL_WARN),
        InkSpace(_small(titles.signature.main, titles.date.main), _small(titles.thumbprint.main), _INK_HEIGHT),
    ]


def _small(*words: str) -> Paragraph:
    return Paragraph(" · ".join(words), replace(look.SMALL, size=6.4))


def fields(facts: SeizureFacts, placed: list[FieldBox]) -> list[Flowable]:
    """Return the frames of the electronic signatures, each under role and name; nothing for an unsigned draft."""
    if not facts.signatures:
        return say(facts.banner.draft, look.WARN)
    slots = [Slot(_field(facts, need, placed)) for need in facts.signatures]
    return [Grid(_rows(slots, 2), _FIELD, title=[section(facts.titles.signatures)])]


def _field(facts: SeizureFacts, need: SignatureFacts, placed: list[FieldBox]) -> list[Flowable]:
    return [
        *say(need.role, _ROLE, look.LABEL_BESIDE),
        *say(need.who, look.BODY),
        *say(facts.titles.signed_here, replace(look.SMALL, size=6.4), look.SMALL_BESIDE),
        Space(2),
        SignatureSpace(need.field, _FIELD_HEIGHT, placed),
    ]


def _rows(slots: Sequence[Slot], across: int) -> list[Line]:
    return [
        Line([*row, *(Slot([]) for _ in range(across - len(row)))], rule=look.RULE) for row in in_rows(slots, across)
    ]
