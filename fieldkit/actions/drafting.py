"""Drafts: what somebody types, kept on this device keystroke by keystroke until it is saved or given up.

A draft is unsigned, never leaves the device, and counts for nothing. It outlives a crash, a lock of the screen and the
change of officers, and says who typed it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from fieldkit.actions.desk import Desk
from fieldkit.domain.typed import FORMS, clean
from fieldkit.errors import N_, KnownError
from fieldkit.storage.settings import KeptDraft

LARGEST: Final = 256 << 10
"""Bytes of the largest draft."""
_BEGIN: Final = "writeup/"
_LONGEST_NAME: Final = 300


class DraftTooLong(KnownError):
    """More was typed or pasted into one form than is kept."""

    code = "draft-too-long"
    message = N_("There is more in this form than can be kept.")
    hint = N_("What was kept before is safe. Attach long texts as files instead of pasting them.")


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A draft. subject: whom or what the form is about. wall: ms since 1970 UTC; person, name: who typed it."""

    form: str
    subject: str
    typed: dict[str, Any]
    wall: int
    person: str
    name: str


class _Body(msgspec.Struct, frozen=True):
    """A draft as it lies in the database."""

    seizure: str
    form: str
    subject: str
    typed: dict[str, Any]
    person: str
    name: str


def keep(*, desk: Desk, seizure: str, form: str, subject: str, typed: Mapping[str, Any]) -> int:
    """Keep what a form holds now; on the disk when this returns, with the time it claims (ms UTC).

    Raises DraftTooLong, and what the database raises: DiskFull, DiskFailed.
    """
    wall = desk.clock.now().wall
    body = _Body(seizure, form, subject, clean(typed), desk.keys.person, desk.keys.name)
    data = msgspec.json.encode(body)
    name = _name(seizure, form, subject)
    if len(data) > LARGEST or len(name) > _LONGEST_NAME:
        raise DraftTooLong
    desk.store.drafts.put(name, data, wall=wall)
    return wall


def kept(*, desk: Desk, seizure: str) -> tuple[Kept, ...]:
    """Return the drafts of one seizure, the newest last."""
    return tuple(one for _, one in _all(desk, _name(seizure)))


def everywhere(*, desk: Desk) -> tuple[tuple[str, Kept], ...]:
    """Return every draft of this device with the id of its seizure, the newest last."""
    return _all(desk, _BEGIN)


def drop(*, desk: Desk, seizure: str, form: str, subject: str) -> None:
    """Forget a draft: it was saved, or given up."""
    desk.store.drafts.drop(_name(seizure, form, subject))


def brought(untrusted_body: bytes) -> bytes:
    """Return a draft that another laptop typed as it is kept here: by no officer of this one, whatever it claims."""
    try:
        body = msgspec.json.decode(untrusted_body, type=_Body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return untrusted_body
    return msgspec.json.encode(msgspec.structs.replace(body, person=""))


def typed_here(draft: KeptDraft) -> bool:
    """Tell whether an officer of this laptop typed a draft; one that cannot be read counts as theirs."""
    try:
        return msgspec.json.decode(draft.body, type=_Body).person != ""
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return True


def _name(*parts: str) -> str:
    return _BEGIN + "".join(f"{part}/" for part in parts)


def _all(desk: Desk, begin: str) -> tuple[tuple[str, Kept], ...]:
    drafts = sorted(desk.store.drafts.all(begin), key=lambda draft: (draft.wall, draft.name))
    return tuple(found for draft in drafts if (found := _read(draft)) is not None)


def _read(draft: KeptDraft) -> tuple[str, Kept] | None:
    """Return a draft, or None for one that an older or newer version kept in another shape."""
    try:
        body = msgspec.json.decode(draft.body, type=_Body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if body.form not in FORMS:
        return None
    told = Kept(
        form=body.form,
        subject=body.subject,
        typed=body.typed,
        wall=draft.wall,
        person=body.person,
        name=body.name,
    )
    return body.seizure, told
