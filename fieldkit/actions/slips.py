"""Hand-over slips: make one for somebody without the app, and know it again on a photo of the signed paper."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

import msgspec

from fieldkit.actions import papers
from fieldkit.actions.clock import moment
from fieldkit.actions.custody import NothingChosen
from fieldkit.actions.desk import Changes, Desk, NoSuchSeizure, exhibit_of
from fieldkit.actions.handover import texts_in_file
from fieldkit.actions.reports import LARGEST
from fieldkit.domain import numbers
from fieldkit.domain.review_bodies import Released
from fieldkit.domain.values import Party
from fieldkit.errors import N_, KnownError
from fieldkit.reports.papers.slip import HandOver, read_slip_code, slip
from fieldkit.reports.pdfa import record_of
from fieldkit.reports.record import Languages
from fieldkit.storage.failures import disk_errors
from fieldkit.trust import canonical


class NoSlipCode(KnownError):
    """A picture without the code of a slip."""

    code = "no-slip-code"
    message = N_("No code of a hand-over slip was found on {name}.")
    hint = N_("Nothing was changed. Photograph the paper again, straight and with the code in full.")


class SeveralSlips(KnownError):
    """A picture with the codes of several slips: which of them was signed cannot be told."""

    code = "several-slips"
    message = N_("There are codes of more than one hand-over slip on {name}.")
    hint = N_("Nothing was changed. Photograph each signed paper by itself.")


class UnknownSlip(KnownError):
    """A slip that this home did not make, or made for a seizure that is not here."""

    code = "unknown-slip"
    message = N_("The slip {slip} was not made in this home.")
    hint = N_("Nothing was changed. Attach the picture to the right seizure by hand.")


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """A slip that is kept and written down. code: ten letters; entry: by which the paper is known."""

    changes: Changes
    pdf: bytes
    code: str
    entry: str


class Matched(msgspec.Struct, frozen=True, kw_only=True):
    """The hand-over that a signed paper belongs to. exhibits: ids; entry: of the slip as it was handed out."""

    seizure: str
    number: str
    exhibits: tuple[str, ...]
    to: Party
    purpose: str
    code: str
    entry: str


class _Inside(msgspec.Struct, frozen=True):
    """What stands in the file of a slip."""

    seizure: str
    exhibits: tuple[str, ...]
    purpose: str = ""


def hand_over_slip(
    *, desk: Desk, seizure: str, exhibits: Sequence[str], to: Party, purpose: str = "", language: Languages = "km"
) -> Slip:
    """Make the paper that giver, taker and witness sign. Custody does not move by it: see `custody.external`.

    It is kept, and written down, before it is returned. Raises NothingChosen, NoSuchSeizure, UnknownExhibit, DiskFull.
    """
    view = desk.seizure(seizure)
    if not exhibits:
        raise NothingChosen
    chosen = tuple(exhibit_of(view, one).id for one in exhibits)
    code = numbers.slip_letters(secrets.token_bytes(7))
    made = moment(desk.clock.now())
    told = HandOver(view=view, exhibits=chosen, giver=desk.party, to=to, purpose=purpose, made=made, code=code)
    with disk_errors():
        paper = slip(told, language)
    body = Released(kind="slip", to=to, sha256="0" * 64, code=code, language=language)
    handed = papers.hand_out(desk, view, paper, body, facts={"exhibits": list(chosen), "purpose": purpose}, made=made)
    return Slip(changes=handed.changes, pdf=handed.pdf, code=code, entry=handed.entry)


def match(*, desk: Desk, picture: Path) -> Matched:
    """Return the hand-over whose slip is on *picture*, a photo or scan of the signed paper.

    The code only finds the slip; what was handed over stands in the file that this home kept.
    Raises PictureNotRead, NoSlipCode, SeveralSlips, UnknownSlip.
    """
    found = [read_slip_code(text) for text in texts_in_file(picture)]
    codes = dict.fromkeys(one for one in found if one is not None)
    if not codes:
        raise NoSlipCode(name=picture.name)
    if len(codes) > 1:
        raise SeveralSlips(name=picture.name)
    return _known(desk, *next(iter(codes)))


def by_letters(*, desk: Desk, letters: str) -> Matched:
    """Return the hand-over whose ten letters a person typed from the paper. Raises UnknownSlip."""
    code = numbers.normalised(letters[:40])
    for one in desk.store.projections.seizures():
        view = desk.seizure(one.id)
        if any(head.value.kind == "slip" and head.value.code == code for head in view.releases):
            return _known(desk, view.id, code)
    raise UnknownSlip(slip=numbers.grouped(code, 5))


def _known(desk: Desk, seizure: str, code: str) -> Matched:
    try:
        view = desk.seizure(seizure)
    except NoSuchSeizure:
        raise UnknownSlip(slip=code[:20]) from None
    for head in view.releases:
        if head.value.kind == "slip" and head.value.code == code:
            pdf = papers.stored(desk=desk, seizure=view.id, paper=head.act.entry)
            inside = msgspec.convert(canonical.decode(record_of(pdf), limit=LARGEST), _Inside)
            return Matched(
                seizure=view.id,
                number=view.number,
                exhibits=inside.exhibits,
                to=head.value.to,
                purpose=inside.purpose,
                code=code,
                entry=head.act.entry,
            )
    raise UnknownSlip(slip=code[:20])
