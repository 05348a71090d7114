"""Papers of the night: made, kept and written down as handed out before anybody gets them; blank forms by the pile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from fieldkit.actions.clock import moment
from fieldkit.actions.desk import Cancelled, Changes, Desk, Progress, changes, exhibit_of, never, no_progress
from fieldkit.actions.originals import ready_to_seal
from fieldkit.actions.printing import send
from fieldkit.actions.reports import LARGEST, MIME, PageImage, StoppedByHand, page_of
from fieldkit.domain import numbers
from fieldkit.domain.digest import sha256
from fieldkit.domain.entry import Draft, Signed
from fieldkit.domain.ledger_bodies import AnchorAdd
from fieldkit.domain.review_bodies import Printed, Released
from fieldkit.domain.types import body_of, plain
from fieldkit.domain.values import Moment, Party
from fieldkit.domain.view import SeizureView
from fieldkit.errors import N_, BugError, KnownError
from fieldkit.reports import pdfa
from fieldkit.reports.papers import blank_forms as blanks
from fieldkit.reports.papers import custody_form as forms
from fieldkit.reports.papers import flash as flashes
from fieldkit.reports.papers import owner_receipt as receipts
from fieldkit.reports.papers.frame import Paper
from fieldkit.reports.record import Languages, LogHead
from fieldkit.storage import durable
from fieldkit.storage.failures import disk_errors
from fieldkit.text.catalogue import _
from fieldkit.trust import canonical

FORMAT: Final = "fieldkit-paper-v1"
"""Format of the facts that stand inside the file of a paper."""
MOST_FORMS: Final = 100
"""Blank forms in one pile."""
_COUNTER: Final = "paper_forms"

Kind = Literal["flash", "owner_receipt", "slip", "form"]


class UnknownPaper(KnownError):
    """No such paper is kept here."""

    code = "unknown-paper"
    message = N_("There is no such paper of {number} in this home.")
    hint = N_("Nothing was changed. Look at the list of documents for it.")


class NotSoManyForms(KnownError):
    """Too many or too few blank forms."""

    code = "not-so-many-forms"
    message = N_("{n} forms cannot be made at once.")
    hint = N_("Nothing was printed. Choose a number from 1 to {most}.")


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that is kept and written down. entry: by which it is known; text: what goes to the clipboard."""

    changes: Changes
    entry: str
    pdf: bytes
    text: str = ""
    letters: str = ""


class Pile(msgspec.Struct, frozen=True, kw_only=True):
    """Blank forms in one file, with the numbers of the first and the last."""

    pdf: bytes
    first: str
    last: str


# --- papers of a seizure ---------------------------------------------------------------------------------------------
def owner_receipt(
    *, desk: Desk, seizure: str, to: Party, language: Languages = "km", exhibits: Sequence[str] = ()
) -> Handed:
    """Make the receipt that the owner keeps; *exhibits* by number or id, none = all.

    The head of the log that stands on it, and the file, are written down before this returns. Raises NoSuchSeizure,
    UnknownExhibit, DiskFull, DiskFailed.
    """
    view = desk.seizure(seizure)
    chosen = tuple(exhibit_of(view, one).id for one in exhibits)
    _log, named = ready_to_seal(desk, view.id)
    mark = desk.store.ledger.own_head()
    if mark is None:
        raise BugError(what="a log that was begun and has no head")
    made = moment(desk.clock.now())
    head = LogHead(log=mark.log, seq=mark.seq, head=mark.head)
    told = receipts.Receipt(view=view, head=head, made=made, to=to, giver=desk.party, exhibits=chosen)
    with disk_errors():
        paper = receipts.owner_receipt(told, language)
    anchor = AnchorAdd(kind="owner_receipt", to=to, log=mark.log, seq=mark.seq, head=mark.head, at=made)
    handed = hand_out(
        desk,
        view,
        paper,
        Released(kind="owner_receipt", to=to, sha256="0" * 64, language=language),
        facts={"exhibits": list(chosen), "head": msgspec.to_builtins(head)},
        made=made,
        first=(Draft(type="anchor.add", subj=desk.new_id(), body=plain(anchor)),),
        named=named,
    )
    return msgspec.structs.replace(handed, letters=numbers.grouped(numbers.head_letters(mark.head)))


def flash_preview(*, desk: Desk, seizure: str, to: Party, language: Languages = "km", names: bool = False) -> str:
    """Return the six lines as they would be handed out; nothing is written and nothing leaves."""
    view = desk.seizure(seizure)
    told = flashes.Flash(view=view, made=moment(desk.clock.now()), by=desk.party, to=to, names=names)
    return flashes.flash_text(told, language)


def flash(*, desk: Desk, seizure: str, to: Party, language: Languages = "km", names: bool = False) -> Handed:
    """Make the flash report: six lines as text, and one page. That it was given to *to* is written down first.

    names: of persons, and the exact place; otherwise both are left out. Raises NoSuchSeizure, DiskFull, DiskFailed.
    """
    view = desk.seizure(seizure)
    made = moment(desk.clock.now())
    told = flashes.Flash(view=view, made=made, by=desk.party, to=to, names=names)
    with disk_errors():
        paper = flashes.flash(told, language)
    text = flashes.flash_text(told, language)
    body = Released(kind="flash", to=to, sha256="0" * 64, redacted=not names, language=language)
    handed = hand_out(desk, view, paper, body, facts={"text": text}, made=made)
    return msgspec.structs.replace(handed, text=text)


def custody_form(*, desk: Desk, seizure: str, exhibit: str, language: Languages = "km") -> Handed:
    """Make the custody form of one exhibit: its chain so far, and rows for hand-overs on paper.

    Raises NoSuchSeizure, UnknownExhibit, DiskFull, DiskFailed.
    """
    view = desk.seizure(seizure)
    one = exhibit_of(view, exhibit)
    made = moment(desk.clock.now())
    with disk_errors():
        paper = forms.custody_form(view, one, made, language)
    body = Released(kind="form", to=desk.party, sha256="0" * 64, note=one.number, language=language)
    return hand_out(desk, view, paper, body, facts={"exhibits": [one.id]}, made=made)


def hand_out(
    desk: Desk,
    view: SeizureView,
    paper: Paper,
    body: Released,
    *,
    facts: dict[str, Any],
    made: Moment,
    first: Sequence[Draft] = (),
    named: Sequence[Signed] = (),
) -> Handed:
    """Finish *paper* as an archive file with its facts inside, keep it, and write down that it is handed out.

    All in one act: *first* and the `released` entry are saved together. Raises DiskFull, DiskFailed.
    """
    known = {"format": FORMAT, "kind": body.kind, "seizure": view.id, "code": body.code, **facts}
    record = canonical.encode(known, limit=LARGEST)
    when = datetime.fromtimestamp(made.wall / 1000, UTC).astimezone(timezone(timedelta(minutes=made.offset)))
    with disk_errors():
        pdf = pdfa.finish(
            paper.pdf,
            record,
            title=f"{paper.title} {view.number}",
            lang="en" if body.language == "en" else "km",
            author=desk.keys.name,
            created=when,
        )
    log, more = ready_to_seal(desk, view.id)
    blob = desk.store.originals.put(pdf, seizure=view.id, log=log, mime=MIME)
    body = msgspec.structs.replace(body, sha256=sha256(pdf).hex())
    released = Draft(type="released", subj=view.id, scope=(view.id,), body=plain(body), blobs=(blob,))
    written = desk.write(*first, released)
    return Handed(changes=changes([*named, *more, *written], [view.id]), entry=written[-1].hash, pdf=pdf)


# --- papers that are kept --------------------------------------------------------------------------------------------
def stored(*, desk: Desk, seizure: str, paper: str) -> bytes:
    """Return the file of a paper that was handed out, byte for byte; *paper*: its entry. Raises UnknownPaper."""
    return desk.store.originals.open(_find(desk, seizure, paper).entry.blobs[0], limit=LARGEST)


def page(*, desk: Desk, seizure: str, paper: str, page: int, width: int) -> PageImage:
    """Return one page (from 0) of a kept paper as a picture about *width* pixels wide. Raises UnknownPaper."""
    drawn = page_of(stored(desk=desk, seizure=seizure, paper=paper), page, width)
    if drawn is None:
        raise UnknownPaper(number=desk.seizure(seizure).number)
    return drawn


def save_copy(*, desk: Desk, seizure: str, paper: str, to: Path) -> Path:
    """Write a kept paper, byte for byte, to *to* (a folder: a name is made). Raises UnknownPaper, DiskFull."""
    view = desk.seizure(seizure)
    signed = _find(desk, seizure, paper)
    body = body_of(signed.entry)
    kind = body.kind if isinstance(body, Released) else "paper"
    name = f"{view.number}-{kind}-{signed.hash[:6]}.pdf".replace("/", "-").replace("_", "-")
    target = to / name if to.is_dir() else to
    with disk_errors():
        durable.write_new(target, stored(desk=desk, seizure=seizure, paper=paper))
    return target


def print_stored(*, desk: Desk, seizure: str, paper: str, printer: str = "") -> Changes:
    """Send a kept paper, unmodified, to a printer and write down that it was printed.

    Raises UnknownPaper, PrinterFailed.
    """
    view = desk.seizure(seizure)
    signed = _find(desk, seizure, paper)
    pdf = stored(desk=desk, seizure=seizure, paper=paper)
    send(pdf, printer=printer, staging=desk.store.home.staging)
    body = Printed(report=signed.hash, sha256=sha256(pdf).hex(), printer=printer)
    draft = Draft(type="report.printed", subj=view.id, scope=(view.id,), base=(signed.hash,), body=plain(body))
    return changes(desk.write(draft))


def _find(desk: Desk, seizure: str, paper: str) -> Signed:
    view = desk.seizure(seizure)
    signed = desk.store.ledger.by_hash(paper)
    if signed is None or view.id not in signed.entry.scope or signed.entry.type != "released" or not signed.entry.blobs:
        raise UnknownPaper(number=view.number)
    return signed


# --- blank forms -----------------------------------------------------------------------------------------------------
def blank_forms(
    *,
    desk: Desk,
    copies: int,
    language: Languages = "km",
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> Pile:
    """Make *copies* blank forms, each with a number that this device never gives again.

    The numbers are used up before the file exists: a pile that was cancelled or lost leaves a gap, never a double.
    Raises NotSoManyForms, StoppedByHand, DiskFull, DiskFailed.
    """
    if not 1 <= copies <= MOST_FORMS:
        raise NotSoManyForms(n=copies, most=MOST_FORMS)
    log = desk.log()
    used = desk.store.settings.get(_COUNTER, dict[str, int]) or {}
    begin = used.get(log, 0) + 1
    desk.store.settings.put(_COUNTER, used | {log: begin + copies - 1})
    named = [numbers.form_number(log, count) for count in range(begin, begin + copies)]

    def begun(place: int) -> None:
        if cancelled():
            raise StoppedByHand
        progress(place, copies, _("Form {number}", number=named[place]))

    with disk_errors():
        paper = blanks.blank_forms(named, language, practice=desk.practice, begun=begun)
    progress(copies, copies, named[-1])
    return Pile(pdf=paper.pdf, first=named[0], last=named[-1])


def save_pile(*, pile: Pile, to: Path) -> Path:
    """Write blank forms to *to* (a folder: a name is made). Raises DiskFull."""
    target = to / f"forms-{pile.first}-{pile.last}.pdf" if to.is_dir() else to
    with disk_errors():
        durable.write_new(target, pile.pdf)
    return target


def print_pile(*, desk: Desk, pile: Pile, printer: str = "") -> None:
    """Send blank forms to a printer. Raises PrinterFailed."""
    send(pile.pdf, printer=printer, staging=desk.store.home.staging)
