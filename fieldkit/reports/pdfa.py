"""From laid-out pages to an archive file: PDF/A-3b (ISO 19005-3) with record.json inside, tagged, without a clock.

Nothing may rewrite the file after this step: fields and signatures are appended to it, byte for byte.
"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import Final

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, String
from pikepdf import pdfa as pikepdf_pdfa

from fieldkit.errors import BugError

RECORD_NAME: Final = "record.json"
"""Name of the attachment that holds the facts of the document in canonical JSON."""

_CREATOR: Final = "Fieldkit"
_FLAVOUR: Final = "3b"
# Plain objects and tables: `verify` reads them strictly, and in a tenth of the time that packed ones take.
_LOOSE: Final = pikepdf.ObjectStreamMode.disable
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)  # what stands where a date is demanded and none is known
_MARKED: Final = re.compile(rb"/([A-Za-z0-9]+) <</MCID ([0-9]+)>> BDC")
_STALE_INFO: Final = ("/Keywords", "/Subject", "/Trapped", "/ModDate", "/CreationDate", "/Producer")


class NotArchivable(BugError):
    """The finished pages break a rule of PDF/A; nothing was written."""

    code = "not-archivable"


def finish(pdf: bytes, record: bytes, *, title: str, lang: str, author: str, created: datetime | None = None) -> bytes:
    """Turn *pdf* as `typeset` returns it into PDF/A-3b with *record* attached as the source of the document.

    *lang* is a language tag (``km``, ``en``); *created* is the time the document claims, with its offset. The same
    input gives the same bytes.

    Raises:
        NotArchivable: the result does not pass the PDF/A check; says which rule.
    """
    created = created or _EPOCH
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            if "/Trans" in page:
                del page["/Trans"]
        _attach(document, record, created)
        document.Root.Lang = String(lang)
        document.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        _tag(document)
        _describe(document, title=title, author=author, created=created)
        target = io.BytesIO()
        try:
            pikepdf_pdfa.prepare(document, _FLAVOUR)
        except pikepdf_pdfa.PdfaError as error:
            raise _not_archivable(error.report) from error
        _date_metadata(document, created)
        # `pdfa.save` would do both steps, but by way of a temporary file: an unsealed report on the disk.
        settings = pikepdf_pdfa.resolve_save_kwargs(_FLAVOUR, object_stream_mode=_LOOSE, deterministic_id=True)
        document.save(target, **settings)
    written = pikepdf_pdfa.validate_written(io.BytesIO(target.getvalue()), _FLAVOUR, save_kwargs=settings)
    if written.verdict != "pass":
        raise _not_archivable(written)
    return target.getvalue()


def record_of(pdf: bytes) -> bytes:
    """Return the record inside a file that `finish` made and that was kept unchanged since."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return document.attachments[RECORD_NAME].get_file().read_bytes()


def _not_archivable(report: pikepdf_pdfa.Report) -> NotArchivable:
    return NotArchivable(what=f"the document is not PDF/A-3b ({report.summary(5)})")


def _attach(document: pikepdf.Pdf, record: bytes, created: datetime) -> None:
    stamp = pikepdf.models.metadata.encode_pdf_date(created)
    attached = AttachedFileSpec(
        document,
        record,
        description="The facts of this document in canonical JSON",
        filename=RECORD_NAME,
        mime_type="application/json",
        creation_date=stamp,
        mod_date=stamp,
    )
    attached.relationship = Name.Source
    document.attachments[RECORD_NAME] = attached


def _describe(document: pikepdf.Pdf, *, title: str, author: str, created: datetime) -> None:
    for key in _STALE_INFO:
        if key in document.docinfo:
            del document.docinfo[key]
    document.docinfo["/Title"] = title
    document.docinfo["/Author"] = author
    document.docinfo["/Creator"] = _CREATOR
    document.docinfo["/CreationDate"] = pikepdf.models.metadata.encode_pdf_date(created)
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:creator"] = [author]
        metadata["xmp:CreatorTool"] = _CREATOR
        metadata["xmp:CreateDate"] = created.isoformat(timespec="seconds")
        metadata["xmp:ModifyDate"] = created.isoformat(timespec="seconds")


def _date_metadata(document: pikepdf.Pdf, created: datetime) -> None:
    """Take back the time of day that preparing for PDF/A wrote into the metadata."""
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["xmp:MetadataDate"] = created.isoformat(timespec="seconds")


def _tag(document: pikepdf.Pdf) -> None:
    """Build the structure tree from the marked content that our paragraphs wrote, in reading order."""
    root = document.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    body = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array()))
    numbers = Array()
    for index, page in enumerate(document.pages):
        page.obj.StructParents = index
        page.obj.Tabs = Name.S
        parents = Array()
        for role, _mcid in _MARKED.findall(page.obj.Contents.read_bytes()):
            element = document.make_indirect(
                Dictionary(Type=Name.StructElem, S=Name("/" + role.decode()), P=body, Pg=page.obj, K=len(parents))
            )
            body.K.append(element)
            parents.append(element)
        numbers.append(index)
        numbers.append(document.make_indirect(parents))
    root.K = body
    root.ParentTree = document.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(document.pages)
    document.Root.StructTreeRoot = root
    document.Root.MarkInfo = Dictionary(Marked=True)
