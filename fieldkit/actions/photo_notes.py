"""Say what photos show: view, caption, exhibits, who took them, which copy they replace; and set a camera's clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from fieldkit.actions.desk import Changes, Desk, changes, exhibit_of
from fieldkit.domain import clocks, guards, sequences
from fieldkit.domain.bases import correction_base
from fieldkit.domain.entry import Draft
from fieldkit.domain.review_bodies import Correct
from fieldkit.domain.types import plain
from fieldkit.domain.values import Moment
from fieldkit.domain.view import OriginalView, SeizureView
from fieldkit.domain.writeup_bodies import CameraClock, Deviation, Original
from fieldkit.errors import N_, KnownError

DESCRIBED: Final = "described"
"""The reason of a correction that only says more of a photo than was said when it was attached."""


class NoSuchPhoto(KnownError):
    """The seizure has no such original."""

    code = "no-such-photo"
    message = N_("This photo does not belong to {number}.")
    hint = N_("Nothing was changed. Open the seizure again and choose the photo there.")


class NoCameraTime(KnownError):
    """A photo without camera name or time cannot set a clock."""

    code = "no-camera-time"
    message = N_("{name} holds no camera name and time, so no clock can be set from it.")
    hint = N_("Nothing was changed. Choose a photo of a clock as the camera wrote it, not a copy sent by a messenger.")


class NothingToExplain(KnownError):
    """The gap is closed or explained."""

    code = "no-gap"
    message = N_("There is no gap to explain.")
    hint = N_("Nothing was changed. The missing photos are here, or somebody has explained them.")


def describe(
    *,
    desk: Desk,
    seizure: str,
    originals: Sequence[str],
    said: dict[str, Any],
    reason: str = DESCRIBED,
    amend: str | None = None,
) -> Changes:
    """Say *said* of every one of *originals*: fields of `Original` but its name and source. All or none, one commit.

    What a photo says already is not written again. Raises NoSuchPhoto, UnknownExhibit, WriteUpLocked, NeedsAmendment.
    """
    view = desk.seizure(seizure)
    guards.open_for_writing(view, amend)
    fields = dict(said)
    if "exhibits" in fields:
        fields["exhibits"] = tuple(exhibit_of(view, one).id for one in fields["exhibits"])
    drafts = []
    for one in _originals(view, originals):
        before = one.fact.register.shown
        after = msgspec.convert(msgspec.to_builtins(before) | msgspec.to_builtins(fields), Original)
        after = msgspec.structs.replace(after, name=before.name, source=before.source)
        if after == before and not one.fact.register.disputed:
            continue
        body = Correct(target=one.fact.id, reason=reason, body=plain(after), amend=amend)
        base = correction_base(view, one.fact.id)
        drafts.append(Draft(type="correct", subj=one.id, scope=(view.id,), base=base, body=plain(body)))
    return changes(desk.write(*drafts), [view.id]) if drafts else Changes()


def set_camera_clock(*, desk: Desk, seizure: str, original: str, reads: Moment, amend: str | None = None) -> Changes:
    """Say what a clock reads that the photo *original* shows: it sets the clock of that camera for the seizure.

    The photo becomes a photo of a clock. Raises NoSuchPhoto, NoCameraTime, WriteUpLocked, NeedsAmendment.
    """
    view = desk.seizure(seizure)
    guards.open_for_writing(view, amend)
    (one,) = _originals(view, [original])
    seen = one.examined
    seconds = clocks.offset_s(reads, seen.taken) if seen is not None and seen.camera else None
    if seen is None or seconds is None:
        raise NoCameraTime(name=one.fact.register.shown.name)
    body = CameraClock(camera=seen.camera, offset_s=seconds, shown=one.id, reads=reads)
    before = clocks.clock_of(view, seen.camera)
    if before is None:
        draft = Draft(type="camera.clock", subj=desk.new_id(), scope=(view.id,), body=plain(body))
    else:
        told = Correct(target=before.id, reason="clock", body=plain(body), amend=amend)
        fact = desk.store.ledger.by_hash(before.id)
        subject = fact.entry.subj if fact is not None else view.id
        base = correction_base(view, before.id)
        draft = Draft(type="correct", subj=subject, scope=(view.id,), base=base, body=plain(told))
    written = changes(desk.write(draft), [view.id])
    if one.fact.register.shown.view != "clock":
        written |= describe(desk=desk, seizure=view.id, originals=[one.id], said={"view": "clock"}, amend=amend)
    return written


def explain_gap(*, desk: Desk, seizure: str, named: str, why: str, amend: str | None = None) -> Changes:
    """Write down why the photos *named* (`Gap.named`) are missing: a deviation that this officer decided.

    Raises NothingToExplain, WriteUpLocked, NeedsAmendment.
    """
    view = desk.seizure(seizure)
    guards.open_for_writing(view, amend)
    if all(gap.named != named for gap in sequences.in_view(view)):
        raise NothingToExplain
    body = Deviation(rule=sequences.RULE, what=named, why=why, decided_by=desk.party)
    return changes(desk.write(Draft(type="deviation.add", subj=desk.new_id(), scope=(view.id,), body=plain(body))))


def moment(local: datetime) -> Moment:
    """Return a time with its zone as records keep it."""
    offset = local.utcoffset() or timedelta()
    return Moment(wall=int(local.timestamp() * 1000), offset=int(offset.total_seconds() // 60))


def _originals(view: SeizureView, wanted: Sequence[str]) -> list[OriginalView]:
    by_id = {one.id: one for one in view.originals}
    if not set(wanted) <= by_id.keys():
        raise NoSuchPhoto(number=view.number)
    return [by_id[one] for one in dict.fromkeys(wanted)]
