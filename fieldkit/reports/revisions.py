"""The inside of a signed document: its fields, its revisions, what each revision changed, the facts it carries.

A document of ours is: pages, then one revision with the empty fields, then one revision for each signature, which
touches its own field and nothing else. Everything that differs is a `Doubt`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget, StreamDecodeLimits
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import FormUpdatingRule, StandardDiffPolicy
from pyhanko.sign.diff_analysis.policy_api import ModificationLevel
from pyhanko.sign.diff_analysis.rules.form_field_rules import SigFieldModificationRule
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from fieldkit.reports.cross_references import MAX_OBJECTS, MAX_REVISIONS, check_cross_references
from fieldkit.reports.pdfa import RECORD_NAME
from fieldkit.reports.verdict import Doubt

MAX_BYTES: Final = 256 * 1024 * 1024
_MAX_FIELDS: Final = 8
_MAX_PAGES: Final = 5_000
_MAX_READS: Final = 4_000_000  # sixty pages take about 660,000
_MEBIBYTE: Final = 1024 * 1024
_LIMITS: Final = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=16 * _MEBIBYTE),
    document_budget=DocumentDecodeBudget(base_allowance=64 * _MEBIBYTE, max_ratio=0),
)
_FILL_FORMS: Final = 2  # the DocMDP permission that `sign` sets
_CATALOGUE: Final = frozenset(
    {
        "/AF",
        "/AcroForm",
        "/Lang",
        "/MarkInfo",
        "/Metadata",
        "/Names",
        "/OutputIntents",
        "/PageMode",
        "/Pages",
        "/Perms",
        "/StructTreeRoot",
        "/Type",
        "/ViewerPreferences",
    }
)
_CHANGED_BY_SIGNING: Final = frozenset({"/V", "/AP"})

# pyHanko's rules, reduced to what our signatures do: fill fields that are there. No new fields, metadata, document
# information, security store or extensions, and no objects that nothing refers to.
_POLICY: Final = StandardDiffPolicy(
    global_rules=[],
    form_rule=FormUpdatingRule(field_rules=[SigFieldModificationRule()]),
    ignore_orphaned_objects=False,
    ignore_identical_objects=False,
)


@dataclass(frozen=True, slots=True)
class Field:
    """One signature field; `signature` is None while it is empty."""

    name: str
    reference: generic.Reference
    signature: EmbeddedPdfSignature | None


@dataclass(frozen=True, slots=True)
class Document:
    """A document whose structure is ours, read from the bytes of its last revision."""

    reader: PdfFileReader
    fields: tuple[Field, ...]

    @property
    def signed(self) -> list[tuple[Field, EmbeddedPdfSignature]]:
        """The filled fields, in the order they were signed."""
        filled = [(field, field.signature) for field in self.fields if field.signature is not None]
        return sorted(filled, key=lambda pair: pair[1].signed_revision)


class _Metered(io.BytesIO):
    """The bytes of the file, with an end to the parser's patience: it reads once or more per token."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Read *size* bytes.

        Raises:
            Doubt: too-large, after more reads than any document of ours needs.
        """
        self.reads += 1
        if self.reads > _MAX_READS:
            raise Doubt("too-large")
        return super().read(size)


def check_size(untrusted_pdf: bytes) -> None:
    """Refuse, before any parsing, what is too large to be ours.

    Raises:
        Doubt: too-large or unreadable.
    """
    if len(untrusted_pdf) > MAX_BYTES or untrusted_pdf.count(b" obj") > MAX_OBJECTS:
        raise Doubt("too-large")
    if untrusted_pdf.count(b"startxref") > MAX_REVISIONS:
        raise Doubt("too-large")
    if not untrusted_pdf.startswith(b"%PDF-1.7"):
        raise Doubt("unreadable")


def read(untrusted_pdf: bytes) -> Document:
    """Parse the file and check that catalogue, fields and pages hold only what we write.

    Raises:
        Doubt: structure.
    """
    check_cross_references(untrusted_pdf)
    reader = PdfFileReader(_Metered(untrusted_pdf), strict=True, decode_limits=_LIMITS)
    if reader.encrypted:
        raise Doubt("structure", what="file")
    root = reader.root
    if not set(root) <= _CATALOGUE:
        raise Doubt("structure", what="catalogue")
    if set(root["/Names"]) != {"/EmbeddedFiles"}:
        raise Doubt("structure", what="names")
    fields = tuple(_fields(reader))
    _check_pages(root["/Pages"], {field.reference for field in fields})
    return Document(reader, fields)


def _fields(reader: PdfFileReader) -> Iterable[Field]:
    form = reader.root["/AcroForm"]
    if not set(form) <= {"/Fields", "/SigFlags"} or not 1 <= len(form["/Fields"]) <= _MAX_FIELDS:
        raise Doubt("structure", what="form")
    names: set[str] = set()
    for position in range(len(form["/Fields"])):
        pointer = form["/Fields"].raw_get(position)
        untrusted = pointer.get_object()
        name = untrusted["/T"]
        if untrusted["/FT"] != "/Sig" or not isinstance(name, str) or name in names:
            raise Doubt("structure", what="form")
        if {"/Kids", "/Parent", "/AA", "/A"} & set(untrusted):
            raise Doubt("structure", what="form")
        names.add(name)
        signature = EmbeddedPdfSignature(reader, untrusted, name) if "/V" in untrusted else None
        yield Field(name, pointer.reference, signature)


def _check_pages(untrusted_root: Any, widgets: set[generic.Reference]) -> None:  # noqa: ANN401  (a parsed PDF object)
    """Walk the page tree: nothing may lie on a page but its content and our signature fields."""
    left = [untrusted_root]
    for _ in range(_MAX_PAGES):
        if not left:
            return
        node = left.pop()
        if "/Kids" in node:
            left += [node["/Kids"][index] for index in range(len(node["/Kids"]))]
            if len(left) > _MAX_PAGES:
                raise Doubt("too-large")
            continue
        annotations = node.get("/Annots", [])
        for index in range(len(annotations)):
            pointer = annotations.raw_get(index)
            if not isinstance(pointer, generic.IndirectObject) or pointer.reference not in widgets:
                raise Doubt("structure", what="annotations")
        if "/AA" in node:
            raise Doubt("structure", what="actions")
    raise Doubt("too-large")


def check_revisions(document: Document) -> None:
    """Check that the first signature certifies, and that after it each revision is one signature and no more.

    Raises:
        Doubt: not-certified or changed-after-signing.
    """
    signed = document.signed
    first_field, first = signed[0]
    perms = document.reader.root.get("/Perms", {})
    certifies = perms.raw_get("/DocMDP").reference if set(perms) == {"/DocMDP"} else None
    if certifies != first.sig_field.raw_get("/V").reference or first.docmdp_level is None:
        raise Doubt("not-certified")
    if first.docmdp_level.value != _FILL_FORMS or any(other.docmdp_level for _, other in signed[1:]):
        raise Doubt("not-certified")
    before = first_field.name
    for number, (field, signature) in enumerate(signed):
        if signature.signed_revision != first.signed_revision + number:
            raise Doubt("changed-after-signing", field=before)
        if number:
            _check_one_revision(document.reader, signature.signed_revision, field, before)
        before = field.name
    if document.reader.xrefs.total_revisions != first.signed_revision + len(signed):
        raise Doubt("changed-after-signing", field=before)
    for field, signature in signed[:-1]:
        level = _POLICY.review_file(document.reader, signature.signed_revision, doc_mdp=first.docmdp_level)
        if getattr(level, "modification_level", ModificationLevel.OTHER) > ModificationLevel.FORM_FILLING:
            raise Doubt("changed-after-signing", field=field.name)


def _check_one_revision(reader: PdfFileReader, revision: int, field: Field, before: str) -> None:
    """Of what was there before, *revision* may change only *field*, and of it only the value and the appearance."""
    new: HistoricalResolver = reader.get_historical_resolver(revision)
    old: HistoricalResolver = reader.get_historical_resolver(revision - 1)
    written, freed = reader.xrefs.explicit_refs_in_revision(revision), reader.xrefs.refs_freed_in_revision(revision)
    changed = {reference for reference in written if not old.is_ref_unassignable(reference)}
    if changed != {field.reference} or freed:
        raise Doubt("changed-after-signing", field=before)
    was, now = old(field.reference), new(field.reference)
    same = set(was) - _CHANGED_BY_SIGNING
    if "/V" in was or set(now) - _CHANGED_BY_SIGNING != same or any(was.raw_get(k) != now.raw_get(k) for k in same):
        raise Doubt("changed-after-signing", field=before)
    if new.trailer_view.raw_get("/Root") != old.trailer_view.raw_get("/Root"):
        raise Doubt("changed-after-signing", field=before)


def record_of(document: Document) -> bytes:
    """Return record.json as the first signature covers it, which must be what a reader sees in the last revision.

    Raises:
        Doubt: record-missing.
    """
    first = document.signed[0][1].signed_revision
    then = _attached(document.reader.get_historical_resolver(first).root)
    if then != _attached(document.reader.root):
        raise Doubt("record-missing")
    return then


def attached_record(document: Document) -> bytes:
    """Return record.json as the last revision has it, signed or not. Raises Doubt: record-missing."""
    return _attached(document.reader.root)


def _attached(root: Any) -> bytes:  # noqa: ANN401  (a parsed PDF object)
    tree = root["/Names"]["/EmbeddedFiles"]
    entries = tree["/Names"]
    if set(tree) - {"/Names"} or len(entries) != 2:  # noqa: PLR2004  (one name and its file)
        raise Doubt("record-missing")
    specification = entries[1]
    names = {str(entries[0]), str(specification["/F"]), str(specification["/UF"])}
    embedded = specification["/EF"]
    linked = root["/AF"]
    if names != {RECORD_NAME} or len(linked) != 1 or linked.raw_get(0) != entries.raw_get(1):
        raise Doubt("record-missing")
    streams = {embedded.raw_get(key).reference for key in embedded}
    if len(streams) != 1 or not set(embedded) <= {"/F", "/UF"}:
        raise Doubt("record-missing")
    return bytes(embedded["/F"].data)
