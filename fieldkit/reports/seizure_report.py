"""The seizure evidence report: from the record to A4 pages, and where on them the signature fields stand.

The next steps are `pdfa.finish` (the record goes into the file), `signing.prepare` with `Report.fields`, and the
officer's certifying signature. The same input gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reportlab.platypus import Flowable

from fieldkit.domain.context import WeightRule
from fieldkit.reports.fact_types import SeizureFacts
from fieldkit.reports.facts import seizure_facts
from fieldkit.reports.pages import look
from fieldkit.reports.pages.closing import ending, standing
from fieldkit.reports.pages.front import front
from fieldkit.reports.pages.grid import Grid, Line, Setting, Slot
from fieldkit.reports.pages.look import COLUMN, MM, SHAPE
from fieldkit.reports.pages.things import Previews, sheets, things
from fieldkit.reports.record import Languages, Record
from fieldkit.reports.signing import FieldBox
from fieldkit.reports.typography.canvas import Furniture, FurnitureOf, typeset
from fieldkit.reports.typography.paragraph import Align, Paragraph, Role, TextStyle
from fieldkit.reports.voice import Said

_WATERMARK = TextStyle(size=50, bold=True, align=Align.CENTRE, colour=(0.93, 0.93, 0.94), role=Role.ARTIFACT)
_FOOT = Setting((COLUMN - 46 * MM, 46 * MM), above=2, below=0, space_after=0)
_HEAD = Setting((COLUMN - 60 * MM, 60 * MM), above=0, below=2, space_after=0)
_AT_RIGHT = replace(look.FURNITURE, align=Align.RIGHT)


@dataclass(frozen=True, slots=True)
class Report:
    """Pages without a record or signature. fields: where the signature fields stand, in signing order."""

    pdf: bytes
    title: str
    fields: tuple[FieldBox, ...]


def build(
    record: Record, *, previews: Previews, lang: Languages | None = None, rule: WeightRule | None = None
) -> Report:
    """Lay out the report on *record* in *lang* (default: the record's language).

    *previews* are JPEG pictures by the SHA-256 of the original; an original without one is a named blank frame.
    *rule* is the weight tolerance that was in force when the view was folded.
    """
    facts = seizure_facts(record, lang or record.language, rule=rule or WeightRule())
    placed: list[FieldBox] = []
    pdf = typeset(_story(facts, previews, placed), shape=SHAPE, furniture=_furniture(facts), title=_title(facts))
    order = {need.field: place for place, need in enumerate(record.signatures)}
    return Report(pdf, _title(facts), tuple(sorted(placed, key=lambda box: order[box.name])))


def _story(facts: SeizureFacts, previews: Previews, placed: list[FieldBox]) -> list[Flowable]:
    return [*front(facts), *things(facts), *standing(facts), *sheets(facts, previews), *ending(facts, placed)]


def _title(facts: SeizureFacts) -> str:
    return facts.titles.running.main


def _furniture(facts: SeizureFacts) -> FurnitureOf:
    titles = facts.titles
    practice = facts.banner.practice

    def page(number: int, pages: int) -> Furniture:
        head = _running(_HEAD, titles.running, Said(titles.watermark) if practice else Said(""), ruled=True)
        foot = _running(_FOOT, titles.foot, _paged(titles.page, number, pages), ruled=False)
        mark = Paragraph(titles.watermark, _WATERMARK) if titles.watermark else None
        return Furniture(head=(head,), foot=(foot,), watermark=mark)

    return page


def _running(setting: Setting, left: Said, right: Said, *, ruled: bool) -> Grid:
    both = [Slot([Paragraph(left.main, look.FURNITURE)]), Slot([Paragraph(right.main, _AT_RIGHT)])]
    return Grid([Line(both, rule=look.RULE if ruled else None)], setting)


def _paged(template: Said, number: int, pages: int) -> Said:
    both = (template.main, template.also) if template.also else (template.main,)
    return Said(" · ".join(one.replace("{page}", str(number)).replace("{pages}", str(pages)) for one in both))
