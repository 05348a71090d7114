"""Documents as rows: stored reports, papers that were handed out, and paper forms that are typed in."""

from __future__ import annotations

from dataclasses import dataclass

from fieldkit.domain import terms
from fieldkit.domain.numbers import grouped
from fieldkit.domain.review_bodies import Released, Transcribed
from fieldkit.domain.view import Act, Head, ReportView, SeizureView
from fieldkit.errors import N_
from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines, words

FIELDS: dict[str, str] = {
    "Officer": N_("Signed by the officer"),
    "Clerk": N_("Countersigned by the clerk"),
}


@dataclass(frozen=True, slots=True)
class Document:
    """One row: a stored revision of a report, a paper that was handed out, or a paper form that is typed in.

    facts: icon and sentence. sha256: of the file; "" = there is none. open_form: its number while nothing is named yet.
    """

    entry: str
    kind: str
    title: str
    act: Act
    facts: tuple[tuple[str, str], ...]
    language: str = ""
    sha256: str = ""
    unsigned: bool = False
    open_form: str = ""


def documents(view: SeizureView) -> list[Document]:
    """Return every document of *view*, by kind and then newest first."""
    rows = [_report(one) for one in view.reports]
    rows += [_paper(head) for head in view.releases]
    rows += _typed(view)
    kinds = [*terms.PAPERS, "typed"]
    rows.sort(key=lambda one: one.act.wall, reverse=True)
    return sorted(rows, key=lambda one: kinds.index(one.kind) if one.kind in kinds else len(kinds))


def _common(act: Act, language: str) -> tuple[tuple[str, str], ...]:
    spoken = {**lines.LANGUAGES, "both": _("Khmer and English")}
    said = spoken.get(language, lines.line(language, 20))
    made = (("user", _("Made by {name}", name=words.signer(act))), ("clock", words.when(act.wall, act.offset)))
    return (*((("languages", said),) if said else ()), *made)


def _report(report: ReportView) -> Document:
    language = lines.LANGUAGES.get(report.language, lines.line(report.language, 20))
    state = lines.of(FIELDS, report.signed_field) if report.signed_field else _("Not signed")
    return Document(
        entry=report.entry,
        kind="seizure",
        title=_("{language}, version {n}", language=language, n=report.version),
        act=report.act,
        facts=(("pen-line", state), *_common(report.act, report.language)),
        language=report.language,
        sha256=report.blob.sha256,
        unsigned=not report.signed_field,
    )


def _paper(head: Head[Released]) -> Document:
    said, act = head.value, head.act
    to = lines.line(said.to.name, 80)
    title = lines.line(said.note, 80) if said.kind == "form" and said.note else _("To {name}", name=to)
    facts = [("user-check", _("Given to {name}", name=to)), *_common(act, said.language)]
    if said.kind == "flash":
        facts.append(("eye-off", _("Without names") if said.redacted else _("With names")))
    if said.code:
        facts.append(("qr-code", grouped(lines.line(said.code, 20), 5)))
    return Document(
        entry=act.entry,
        kind=said.kind,
        title=title,
        act=act,
        facts=tuple(facts),
        language=said.language,
        sha256=said.sha256,
    )


def _typed(view: SeizureView) -> list[Document]:
    """Return one row for each paper form: what was last said of it stands for it."""
    forms: dict[str, list[Head[Transcribed]]] = {}
    for head in view.transcribed:
        forms.setdefault(head.value.form_no, []).append(head)
    rows = []
    for number, heads in forms.items():
        last = max(heads, key=lambda head: (head.act.wall, head.act.seq))
        said, entries = last.value, {entry for head in heads for entry in head.value.entries}
        written = said.written_at
        facts = [("user", _("Paper written by {name}", name=lines.line(said.author.name, 80)))]
        if written is not None:
            facts.append(("clock", words.when(written.wall, written.offset)))
        facts += [
            ("pen-line", _("Typed by {name}", name=words.signer(last.act))),
            ("hash", _n("{n} entry typed from it", "{n} entries typed from it", len(entries))),
            ("image", _n("{n} scan", "{n} scans", len(said.scans))),
        ]
        rows.append(
            Document(
                entry=last.act.entry,
                kind="typed",
                title=_("Form {number}", number=lines.line(number, 40)),
                act=last.act,
                facts=tuple(facts),
                open_form="" if entries else number,
            )
        )
    return rows
