"""Go on at another laptop: the battery is low, the disk is full, the car leaves.

The other laptop writes its card; this one writes a bundle addressed to it and, sealed to it too, the drafts of the
chosen seizures; the other one takes both in. What was signed here stays signed here; what is written on goes into the
other laptop's own log.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from fieldkit.actions import drafting, exchange
from fieldkit.actions.desk import Cancelled, Changes, Desk, Progress, never, no_progress
from fieldkit.errors import N_, KnownError
from fieldkit.storage import durable
from fieldkit.storage.failures import disk_errors
from fieldkit.storage.settings import KeptDraft
from fieldkit.sync import moving, outbox
from fieldkit.trust.device_card import DeviceCard

CARD: Final = ".laptop"
DRAFTS: Final = ".fkd"
_LIMIT: Final = 20 << 20


class MoveFileUnreadable(KnownError):
    """The file cannot be read."""

    code = "move-file-unreadable"
    message = N_("The file {name} cannot be read.")
    hint = N_("Nothing was changed. Check the stick and choose the file again.")


class MovePlan(msgspec.Struct, frozen=True, kw_only=True):
    """What would go, and to which laptop."""

    to: str
    device: str
    seizures: int
    entries: int
    originals: int
    drafts: int
    bytes: int


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """Written and read again: the stick can be pulled. files: the bundle's parts, then the drafts where there are."""

    changes: Changes
    to: str
    files: tuple[Path, ...]
    entries: int
    originals: int
    drafts: int
    bytes: int


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What came. kept_apart: drafts not taken because this laptop holds its own of the same form, which stays."""

    changes: Changes
    imported: tuple[exchange.Imported, ...]
    sender: str = ""
    drafts: int = 0
    kept_apart: int = 0
    seizures: tuple[str, ...] = ()


def write_card(*, desk: Desk, to: Path) -> Path:
    """Write this laptop's card into the folder *to*; return the file. Raises NotEnrolled, NotThisRole, DiskFailed."""
    desk.needs("field")
    file = to / f"{_short(desk.store.home.name)}-{desk.store.home.device[:8]}{CARD}"
    with disk_errors():
        durable.write_new(file, moving.card(desk.store))
    return file


def plan(*, desk: Desk, card: Path, seizures: Sequence[str]) -> MovePlan:
    """Return what `make` would write. Raises NotADeviceCard, NotThisLaptop, NotEnrolled, NotThisRole."""
    to = _addressee(desk, card)
    going = moving.plan(desk.store, seizures)
    return MovePlan(
        to=to.facts.name,
        device=to.facts.device or "",
        seizures=len(going.seizures),
        entries=going.entries,
        originals=len(going.originals),
        drafts=len(_drafts(desk, seizures)),
        bytes=going.bytes,
    )


def make(
    *,
    desk: Desk,
    card: Path,
    seizures: Sequence[str],
    to: Path,
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> Moved:
    """Write bundle and drafts for the laptop of *card* into the folder *to*.

    Everything stays here as well. Raises as `plan` and as `exchange.export`.
    """
    other = _addressee(desk, card)
    drafts = _drafts(desk, seizures)
    sealed = moving.seal_drafts(desk.store, drafts, other) if drafts else b""
    going = moving.plan(desk.store, seizures)
    made = outbox.export(
        desk.store,
        going,
        to,
        to=[other.recipient],
        claimed=desk.clock.now(),
        progress=lambda done, total: progress(done, total, ""),
        cancelled=cancelled,
    )
    files = [part.path for part in made.parts]
    if sealed:
        files.append(to / f"{files[0].stem}{DRAFTS}")
        with disk_errors():
            durable.write_new(files[-1], sealed)
    return Moved(
        changes=Changes(seizures=going.seizures, entries=made.entries, everything=True),
        to=other.facts.name,
        files=tuple(files),
        entries=made.entries,
        originals=made.originals,
        drafts=len(drafts),
        bytes=made.bytes + len(sealed),
    )


def take(*, desk: Desk, files: Sequence[Path], progress: Progress = no_progress, cancelled: Cancelled = never) -> Taken:
    """Take in what another laptop wrote for this one: folders, bundles, drafts files.

    Entries come in as another's, unproven until headquarters confirms them; drafts become drafts here, which nobody
    here typed. A draft that was typed here stays, whatever time the other claims; one that was brought before gives
    way to a newer one. Raises NotThisRole, and for a drafts file as `moving.open_drafts`.
    """
    desk.needs("field")
    letters = [(name, moving.open_drafts(desk.store, _read(file))) for name, file in _drafts_in(files)]
    bundles = [one.path for one in exchange.bundles_in(paths=list(files))]
    summary = exchange.import_bundles(desk=desk, files=bundles, progress=progress, cancelled=cancelled)
    new = apart = 0
    with desk.store.writing():
        for _name, (_sender, drafts) in letters:
            for draft in drafts:
                fresh = _keep(desk, draft)
                new, apart = new + fresh, apart + (not fresh)
    sender = next((who for _name, (who, _d) in letters), "")
    sender = sender or next((one.sender for one in summary.imported if one.sender), "")
    seizures = tuple(sorted({seizure for one in summary.imported for seizure in one.seizures}))
    return Taken(
        changes=summary.changes | Changes(everything=bool(new)),
        imported=summary.imported,
        sender=sender,
        drafts=new,
        kept_apart=apart,
        seizures=seizures,
    )


def _keep(desk: Desk, draft: KeptDraft) -> bool:
    here, body = desk.store.drafts.get(draft.name), drafting.brought(draft.body)
    if here is not None and here.body in (body, draft.body):
        return True
    if here is not None and (here.wall > draft.wall or drafting.typed_here(here)):
        return False
    desk.store.drafts.put(draft.name, body, wall=draft.wall)
    return True


def _drafts(desk: Desk, seizures: Sequence[str]) -> list[KeptDraft]:
    """Return the drafts of *seizures*: each is named after its seizure (`actions.drafting`)."""
    return [one for one in desk.store.drafts.all() if any(seizure in one.name for seizure in seizures)]


def _addressee(desk: Desk, card: Path) -> DeviceCard:
    desk.needs("field")
    return moving.addressee(desk.store, _read(card))


def _drafts_in(paths: Iterable[Path]) -> list[tuple[str, Path]]:
    found = [inner for path in paths for inner in (sorted(path.iterdir()) if path.is_dir() else (path,))]
    return [(path.name, path) for path in found if path.suffix == DRAFTS and path.is_file()]


def _short(name: str) -> str:
    return "".join(c for c in name if c.isascii() and c.isalnum())[:16] or "laptop"


def _read(path: Path) -> bytes:
    try:
        if path.is_symlink() or not path.is_file():  # a pipe or a device would never end
            raise MoveFileUnreadable(name=path.name)
        with path.open("rb") as file:
            return file.read(_LIMIT)
    except OSError:
        raise MoveFileUnreadable(name=path.name) from None
