"""Anchors: let the head of the log leave the team's hands, by voice, on a pad or as a photo of the screen."""

from __future__ import annotations

from typing import Literal

import msgspec

from fieldkit.actions.clock import moment
from fieldkit.actions.desk import Changes, Desk, changes
from fieldkit.domain.entry import Draft
from fieldkit.domain.ledger_bodies import AnchorAdd
from fieldkit.domain.numbers import grouped, head_letters, log_code
from fieldkit.domain.types import plain
from fieldkit.domain.values import Moment, Party
from fieldkit.domain.view import AnchorView
from fieldkit.errors import BugError

How = Literal["duty_desk", "paper", "photo"]
"""How a head leaves without a printer: read out, copied to a numbered pad, photographed."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The head of this device's log, to be read out or shown.

    number: of the seizure. code: what the QR code holds; modules: its rows, dark ones True. letters: 26, in groups.
    before: how this seizure was anchored already.
    """

    seizure: str
    number: str
    log: str
    log_code: str
    seq: int
    head: str
    letters: str
    code: str
    modules: tuple[tuple[bool, ...], ...]
    before: tuple[AnchorView, ...] = ()


def head(*, desk: Desk, seizure: str) -> Head:
    """Return the head of this device's log as it stands now. Raises NoSuchSeizure."""
    from fieldkit.reports.codes import modules  # noqa: PLC0415  (reportlab takes long to load)
    from fieldkit.reports.proof_facts import head_code  # noqa: PLC0415  (as above)

    view = desk.seizure(seizure)
    desk.log()
    mark = desk.store.ledger.own_head()
    if mark is None:
        raise BugError(what="a log that was begun and has no head")
    code = head_code(mark.log, mark.seq, mark.head)
    return Head(
        seizure=view.id,
        number=view.number,
        log=mark.log,
        log_code=log_code(mark.log),
        seq=mark.seq,
        head=mark.head,
        letters=grouped(head_letters(mark.head)),
        code=code,
        modules=modules(code),
        before=view.anchors,
    )


def anchor_now(*, desk: Desk, told: Head, to: Party, how: How = "duty_desk", at: Moment | None = None) -> Changes:
    """Write down that *told* was read out, copied or photographed, to whom and when (default: now).

    It is what the team says; headquarters' receipt, or the note of the desk, confirms it.
    """
    body = AnchorAdd(kind=how, to=to, log=told.log, seq=told.seq, head=told.head, at=at or moment(desk.clock.now()))
    written = desk.write(Draft(type="anchor.add", subj=desk.new_id(), body=plain(body)))
    return changes(written, [told.seizure])
