"""Reports: make, sign, look at, save and print. The stored file is never changed; each signature is a new revision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Final

import msgspec

from fieldkit import __version__
from fieldkit.actions.clock import moment
from fieldkit.actions.desk import Cancelled, Changes, Desk, Progress, changes, never, no_progress
from fieldkit.actions.originals import ready_to_seal
from fieldkit.actions.photos import GRID
from fieldkit.actions.printing import send
from fieldkit.actions.verify import Verdict, judged
from fieldkit.domain import covers
from fieldkit.domain.digest import sha256
from fieldkit.domain.entry import Blob, Draft
from fieldkit.domain.review_bodies import Printed, ReportMade
from fieldkit.domain.types import plain
from fieldkit.domain.values import Moment
from fieldkit.domain.view import ReportView, SeizureView
from fieldkit.errors import N_, BugError, KnownError
from fieldkit.reports import pdfa, preview, signing
from fieldkit.reports.changes import changed
from fieldkit.reports.record import Languages, LogHead, Record, RequiredSignature, decode, encode, fields_to_sign
from fieldkit.reports.revisions import attached_record, read
from fieldkit.reports.seizure_report import build
from fieldkit.reports.signature_block import signature_block
from fieldkit.storage import durable
from fieldkit.storage.failures import disk_errors
from fieldkit.text.catalogue import _
from fieldkit.text.dates import moment as written_moment
from fieldkit.trust.signing import Signer

LARGEST: Final = 256 << 20
"""Bytes of the largest stored report that is opened."""
MIME: Final = "application/pdf"


class UnknownReport(KnownError):
    """No such report is stored here."""

    code = "unknown-report"
    message = N_("There is no such report of {number} in this home.")
    hint = N_("Nothing was changed. Make one first: `fieldkit report`.")


class NotCertifiedYet(KnownError):
    """A signature nobody could check."""

    code = "not-certified-yet"
    message = N_("Headquarters has not certified the key of {name} yet, so the report stays an unsigned draft.")
    hint = N_("The draft is saved. Sign it when the grant has come.")


class NothingToSign(KnownError):
    """No open field is this person's."""

    code = "nothing-to-sign"
    message = N_("{name} has no open signature on this report.")
    hint = N_("Nothing was changed. The missing signatures are: {fields}.")


class StoppedByHand(KnownError):
    """Somebody pressed Cancel between two stages."""

    code = "stopped-by-hand"
    message = N_("Stopped. No document was made.")
    hint = N_("Nothing was kept and nothing was handed out.")


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A stored revision of a report; entry = the hash it is known by."""

    changes: Changes
    entry: str


class PageImage(msgspec.Struct, frozen=True, kw_only=True):
    """A page as PNG; pages = how many there are."""

    pages: int
    width: int
    height: int
    png: bytes


def make(
    *,
    desk: Desk,
    seizure: str,
    language: Languages,
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> Made:
    """Make the evidence report and store it unsigned, as an original of the seizure.

    A character that no font has is printed as its code. *cancelled* is asked between the stages; nothing is stored
    then. Raises StoppedByHand, DiskFull, DiskFailed.
    """
    view = desk.seizure(seizure)
    progress(0, 3, _("Collecting the facts"))
    record = _record(desk, view, language)
    previews = {one.blob.sha256: _preview(desk, one.blob) for one in view.originals}
    _unless(cancelled)
    progress(1, 3, _("Setting the pages"))
    raw = encode(record)
    with disk_errors():  # fonts and colours are read from the installation
        built = build(record, previews={name: data for name, data in previews.items() if data}, lang=language)
        _unless(cancelled)
        progress(2, 3, _("Finishing the archive file"))
        pdf = pdfa.finish(
            built.pdf,
            raw,
            title=f"{_('Seizure evidence report')} {view.number}",
            lang="en" if language == "en" else "km",
            author=desk.keys.name,
            created=_when(record.made),
        )
        document = signing.prepare(pdf, built.fields)
    _unless(cancelled)
    body = ReportMade(
        kind="seizure",
        language=language,
        version=record.version,
        covers=record.covers,
        record_sha256=sha256(raw).hex(),
        fields=tuple(need.field for need in record.signatures),
    )
    return _keep(desk, view, document, body, base=())


def sign(*, desk: Desk, seizure: str, report: str) -> Made:
    """Sign the next open field that is this person's, and store the longer document as a new revision.

    Raises UnknownReport, NotCertifiedYet, NothingToSign, DiskFull, DiskFailed.
    """
    view = desk.seizure(seizure)
    stored = _find(view, report)
    chain = desk.store.certificates.chain_of(desk.keys.signer.key_id)
    if not chain:
        raise NotCertifiedYet(name=desk.keys.name)
    pdf = desk.store.originals.open(stored.blob, limit=LARGEST)
    sizes = signing.empty_fields(pdf)
    need = _own_field(desk, decode(attached_record(read(pdf))), list(sizes))
    now = moment(desk.clock.now())
    width, height = sizes[need.field]
    lines = [desk.keys.name, desk.keys.rank, desk.keys.unit, written_moment(now.wall, now.offset)]
    with disk_errors():
        block = signature_block([line for line in lines if line], stored.record_sha256, width=width, height=height)
    signed = signing.sign(
        pdf,
        field=need.field,
        signer=_Key(desk.keys.signer, chain),
        certify=not stored.signed_field,
        when=_when(now),
        appearance=block,
    )
    body = ReportMade(
        kind="seizure",
        language=stored.language,
        version=stored.version,
        covers=stored.covers,
        record_sha256=stored.record_sha256,
        fields=tuple(name for name in sizes if name != need.field),
        signed_field=need.field,
    )
    return _keep(desk, view, signed, body, base=(stored.entry,))


def newest(*, desk: Desk, seizure: str, language: str = "") -> str:
    """Return the newest stored report, of one language if given: the furthest signed of the newest version.

    Raises UnknownReport.
    """
    view = desk.seizure(seizure)
    fitting = [one for one in view.reports if language in ("", one.language)]
    if not fitting:
        raise UnknownReport(number=view.number)
    return max(fitting, key=lambda one: (one.version, one.act.wall, one.entry)).entry


def page(*, desk: Desk, seizure: str, report: str, page: int, width: int) -> PageImage:
    """Return one page (from 0) of a stored report as a picture about *width* pixels wide. Raises UnknownReport."""
    drawn = page_of(_stored(desk, seizure, report), page, width)
    if drawn is None:
        raise UnknownReport(number=desk.seizure(seizure).number)
    return drawn


def page_of(pdf: bytes, page: int, width: int) -> PageImage | None:
    """Return one page (from 0) of a document as a picture about *width* pixels wide; None beyond the last."""
    dpi = max(24.0, min(300.0, width / 8.27))
    for image in preview.pages(pdf, dpi):
        if image.number == page + 1:
            return PageImage(pages=image.of, width=image.width, height=image.height, png=image.png)
    return None


def save_copy(*, desk: Desk, seizure: str, report: str, to: Path) -> Path:
    """Write the stored file, byte for byte, to *to* (a folder: a name is made). Raises UnknownReport, DiskFull."""
    view = desk.seizure(seizure)
    stored = _find(view, report)
    pdf = desk.store.originals.open(stored.blob, limit=LARGEST)
    signed = stored.signed_field.casefold() or "unsigned"
    name = f"{view.number}-v{stored.version}-{stored.language}-{signed}.pdf".replace("/", "-")
    target = to / name if to.is_dir() else to
    with disk_errors():
        durable.write_new(target, pdf)
    return target


def verdict(*, desk: Desk, seizure: str, report: str) -> Verdict:
    """Say whether a stored report is valid under this home's root. Raises UnknownReport."""
    root = desk.store.certificates.root()
    return judged("", _stored(desk, seizure, report), (root,) if root is not None else ())


def print_stored(*, desk: Desk, seizure: str, report: str, printer: str = "") -> Changes:
    """Send the stored file, unmodified, to a printer and write down that it was printed.

    Raises UnknownReport, PrinterFailed.
    """
    view = desk.seizure(seizure)
    stored = _find(view, report)
    send(desk.store.originals.open(stored.blob, limit=LARGEST), printer=printer, staging=desk.store.home.staging)
    body = Printed(report=stored.entry, sha256=stored.blob.sha256, printer=printer)
    draft = Draft(type="report.printed", subj=view.id, scope=(view.id,), base=(stored.entry,), body=plain(body))
    return changes(desk.write(draft))


def _unless(cancelled: Cancelled) -> None:
    if cancelled():
        raise StoppedByHand


class _Key:
    """The officer's key as the document signer wants it."""

    def __init__(self, signer: Signer, chain: Sequence[bytes]) -> None:
        self._signer = signer
        self.chain = chain

    def sign(self, data: bytes) -> bytes:
        return self._signer.sign(data)


def _record(desk: Desk, view: SeizureView, language: Languages) -> Record:
    desk.log()
    head = desk.store.ledger.own_head()
    if head is None:
        raise BugError(what="a log that was begun and has no head")
    entries = desk.store.ledger.in_scope(view.id)
    return Record(
        language=language,
        version=view.version,
        made=moment(desk.clock.now()),
        app=__version__,
        signatures=fields_to_sign(desk.keys.person),
        covers=covers.make(view.id, entries),
        head=LogHead(log=head.log, seq=head.seq, head=head.head),
        changed=changed(language, view, entries),
        view=msgspec.structs.replace(view, reports=()),
    )


def _own_field(desk: Desk, record: Record, open_fields: Sequence[str]) -> RequiredSignature:
    """Return the first open field that this person may sign: an officer by id, a clerk by role."""
    facts = desk.store.certificates.facts(desk.keys.signer.key_id)
    roles: frozenset[str] = frozenset(facts.roles) if facts else frozenset()
    for need in record.signatures:
        mine = need.person_id == desk.keys.person if need.person_id else need.role in roles
        if need.field in open_fields and mine:
            return need
    raise NothingToSign(name=desk.keys.name, fields=", ".join(open_fields))


def _keep(desk: Desk, view: SeizureView, document: bytes, body: ReportMade, *, base: tuple[str, ...]) -> Made:
    log, named = ready_to_seal(desk, view.id)
    blob = desk.store.originals.put(document, seizure=view.id, log=log, mime=MIME)
    draft = Draft(type="report.add", subj=view.id, scope=(view.id,), base=base, body=plain(body), blobs=(blob,))
    (written,) = desk.write(draft)
    return Made(changes=changes([*named, written]), entry=written.hash)


def _preview(desk: Desk, blob: Blob) -> bytes | None:
    found = desk.store.previews.get(blob.sha256, GRID)
    return found.data if found is not None else None


def _find(view: SeizureView, report: str) -> ReportView:
    for one in view.reports:
        if one.entry == report:
            return one
    raise UnknownReport(number=view.number)


def _stored(desk: Desk, seizure: str, report: str) -> bytes:
    return desk.store.originals.open(_find(desk.seizure(seizure), report).blob, limit=LARGEST)


def _when(claimed: Moment) -> datetime:
    zone = timezone(timedelta(minutes=claimed.offset))
    return datetime.fromtimestamp(claimed.wall / 1000, UTC).astimezone(zone)
