"""The custody form of one exhibit: its chain so far, and rows with boxes for hand-overs that happen on paper."""

from __future__ import annotations

from typing import Final

from reportlab.platypus import Flowable

from fieldkit.domain.values import Moment
from fieldkit.domain.view import ExhibitView, SeizureView
from fieldkit.errors import N_
from fieldkit.reports.act_facts import row, shared_proof
from fieldkit.reports.custody_facts import custody
from fieldkit.reports.exhibit_facts import acts_of, packed, quantity, sealed_gross
from fieldkit.reports.kind_facts import what
from fieldkit.reports.pages.front import table
from fieldkit.reports.pages.grid import Setting
from fieldkit.reports.pages.look import MM
from fieldkit.reports.papers.frame import A4, Paper, Sheet, banner, bound, pairs, rows
from fieldkit.reports.record import Languages
from fieldkit.reports.voice import Voice, line, stated, text

_ROWS: Final = (5, 4, 3)
"""Rows to write on: as many as leave the form on one page, else the most."""


def custody_form(view: SeizureView, exhibit: ExhibitView, made: Moment, languages: Languages) -> Paper:
    """Lay the form of *exhibit* out."""
    voice, column = Voice(languages), A4.column
    find = exhibit.find.register.shown
    package, seals = packed(exhibit)
    title = voice.say(N_("Custody form"))
    facts = (
        *row(voice, N_("Exhibit"), line(exhibit.number)),
        *row(voice, N_("Description"), voice.joined("; ", (text(find.description), what(voice, find.detail)))),
        *row(voice, N_("Quantity"), quantity(voice, exhibit)),
        *row(voice, N_("Seals, package"), voice.joined("; ", (seals, package))),
        *row(voice, N_("Gross, sealed"), sealed_gross(exhibit)),
    )
    chain = custody(voice, exhibit, shared_proof(voice, acts_of(exhibit)))
    blank = (
        (voice.say(N_("Date and time")), 0.15),
        (voice.say(N_("Giver: name, signature, thumbprint")), 0.25),
        (voice.say(N_("Taker: name, signature, thumbprint")), 0.25),
        (voice.say(N_("Seal, gross read")), 0.17),
        (voice.say(N_("Purpose, condition")), 0.18),
    )
    running = voice.joined(" · ", (title, line(exhibit.number)))
    note = voice.say(N_("Made {time}; it holds no more than was recorded then"), time=stated(made))
    sheet = Sheet(title, running, note, view.practice)

    def story(count: int) -> list[Flowable]:
        return [
            *banner(voice, title, line(exhibit.number), practice=view.practice),
            pairs(facts, column),
            table(chain, Setting((column * 0.22, column * 0.54, column * 0.24), space_after=8)),
            rows(blank, count, column, 19 * MM),
        ]

    for count in _ROWS:
        paper, pages = bound(story(count), sheet, voice)
        if pages == 1:
            return paper
    return bound(story(_ROWS[0]), sheet, voice)[0]
