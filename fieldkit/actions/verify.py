"""Say of a file that somebody hands over whether it is what it claims to be: a report or a bundle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from fieldkit.actions import home as homes
from fieldkit.actions.clock import SystemClock
from fieldkit.actions.desk import Desk
from fieldkit.actions.exchange import NotEnrolledYet
from fieldkit.errors import N_, KnownError
from fieldkit.reports.verdict import Identity
from fieldkit.reports.verifying import verify as verify_document
from fieldkit.storage import durable
from fieldkit.storage.failures import disk_errors
from fieldkit.sync.bundle import Head, NotABundle, read
from fieldkit.text.catalogue import _, sentence
from fieldkit.trust.certificates import NotCertified, certificate_id, claims_of, facts_of, from_pem, leaf_key, to_pem

LARGEST: Final = 512 << 20
"""Bytes of the largest report looked at."""
_ROOT_LARGEST: Final = 65_536
_PDF: Final = b"%PDF-"


class RootUnreadable(KnownError):
    """A file that holds no certificate."""

    code = "root-unreadable"
    message = N_("The file {name} holds no root certificate.")
    hint = N_("Nothing was verified. Name headquarters' root certificate, a .pem or .der file.")


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be said of a file. valid: every rule holds and its signers lead to a trusted root."""

    file: str
    kind: Literal["report", "bundle", "unknown"]
    valid: bool
    reasons: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()


class SavedRoot(msgspec.Struct, frozen=True, kw_only=True):
    """A root certificate in a file, PEM. sha256: of its DER, what two people compare."""

    file: Path
    sha256: str


def roots(*, files: Sequence[Path], home: Path | None) -> tuple[bytes, ...]:
    """Return the trusted roots (DER): those in *files* (PEM or DER), else the one the practice or opened home pinned.

    Only a practice home opens by itself, for its passphrase is published. Raises RootUnreadable for a file without one.
    """
    found = [der for file in files for der in _root_in(file)]
    if found or home is None:
        return tuple(found)
    card = homes.describe(path=home)
    if not card.passphrase_hint or not card.officers:
        return ()
    desk = homes.unlock(path=home, person=card.officers[0].person, passphrase=card.passphrase_hint, clock=SystemClock())
    try:
        pinned = desk.store.certificates.root()
    finally:
        homes.lock(desk=desk)
    return (pinned,) if pinned is not None else ()


def save_root(*, desk: Desk, to: Path) -> SavedRoot:
    """Write this home's pinned root certificate into the folder *to*. Raises NotEnrolledYet, DiskFull, DiskFailed."""
    root = desk.store.certificates.root()
    if root is None:
        raise NotEnrolledYet
    file = to / "headquarters-root.pem"
    with disk_errors():
        to.mkdir(parents=True, exist_ok=True)
        durable.write_new(file, to_pem([root]))
    return SavedRoot(file=file, sha256=certificate_id(root))


def verify(*, path: Path, roots: Sequence[bytes]) -> Verdict:
    """Examine one file. Never raises for what the file holds; a file that cannot be read is not valid."""
    try:
        if not path.is_file():  # a pipe or a device would never end
            raise OSError(path.name)  # noqa: TRY301  (one answer for all that cannot be read)
        with path.open("rb") as source:
            is_report = source.read(len(_PDF)) == _PDF
    except OSError:
        return Verdict(file=str(path), kind="unknown", valid=False, reasons=(_("The file cannot be read."),))
    return _report(path, roots) if is_report else _bundle(path, roots)


def _report(path: Path, roots: Sequence[bytes]) -> Verdict:
    if path.stat().st_size > LARGEST:
        return Verdict(file=str(path), kind="report", valid=False, reasons=(_("The file is too large."),))
    return judged(str(path), path.read_bytes(), roots)


def judged(name: str, untrusted_pdf: bytes, roots: Sequence[bytes]) -> Verdict:
    """Examine the bytes of a report that is called *name*. Never raises for what they hold."""
    found = verify_document(untrusted_pdf, roots=roots, identify=_identity)
    return Verdict(
        file=name,
        kind="report",
        valid=found.valid,
        reasons=tuple(_(reason.message, **dict[str, Any](reason.facts)) for reason in found.reasons),
        signers=tuple(f"{signer.field}: {signer.name}" for signer in found.signers),
    )


def _identity(untrusted_certificate: bytes) -> Identity:
    facts = claims_of(untrusted_certificate)
    roles = frozenset[str](facts.roles)
    return Identity(person_id=facts.person or "", roles=roles, name=facts.name, key_kind=facts.kind)


def _bundle(path: Path, roots: Sequence[bytes]) -> Verdict:
    senders: list[str] = []
    reasons: list[str] = []
    kind: Literal["bundle", "unknown"] = "bundle"
    try:
        with path.open("rb", buffering=0) as source:
            reading = read(source, staging=None, admit=_sender(roots, senders, reasons))
        if reading.torn:
            reasons.append(_("The file ends too early."))
        reasons += [_("{path} is damaged.", path=row.path) for row in reading.damaged]
    except KnownError as error:
        kind = "unknown" if isinstance(error, NotABundle) else "bundle"
        reasons.append(sentence(error)[0])
    except OSError:
        reasons.append(_("The file cannot be read."))
    return Verdict(file=str(path), kind=kind, valid=not reasons, reasons=tuple(reasons), signers=tuple(senders))


def _sender(roots: Sequence[bytes], senders: list[str], reasons: list[str]) -> Callable[[Head], bytes]:
    """Return the judge of a bundle's sender; it notes who it is, and that nobody vouches for them."""

    def admit(head: Head) -> bytes:
        for root in roots:
            try:
                senders.append(facts_of(head.chain, root=root).name)
            except NotCertified:
                continue
            return leaf_key(head.chain)
        reasons.append(_("Intact so far as can be seen, but the sender is unknown: no trusted root vouches for them."))
        return leaf_key(head.chain)

    return admit


def _root_in(file: Path) -> tuple[bytes, ...]:
    try:
        with file.open("rb") as source:
            untrusted = source.read(_ROOT_LARGEST)
        chain = from_pem(untrusted) if untrusted.startswith(b"-----") else (untrusted,)
        leaf_key(chain)
    except (OSError, NotCertified):
        raise RootUnreadable(name=file.name) from None
    return chain
