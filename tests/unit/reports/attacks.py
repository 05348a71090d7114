"""What a forger does to a document: each function takes a PDF and returns it with one more, unsigned, revision."""

from __future__ import annotations

import asyncio
import hashlib
import io
import zlib
from collections.abc import Callable
from typing import Any

from pyhanko.pdf_utils import generic as pdf_objects
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field

# Not doors: a forger would have a program like ours at hand.
from fieldkit.reports.signing import _OutsideSigner, _PdfSigner, _sign
from tests.unit.reports.authority import Signer
from tests.unit.reports.documents import WHEN

generic: Any = pdf_objects  # largely unannotated in pyHanko
page_object: Any = PageObject
Writer = Any
"""pyHanko's writer, and what is inside it."""
Attack = Callable[[Writer], None]
Hostile = Callable[[Signer], bytes]


class Forger(IncrementalPdfFileWriter):
    """Writes only what the attack does, to be as quiet as a careful forger."""

    output_version = (1, 7)

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        pass

    def _update_meta(self) -> None:
        pass


def forged(pdf: bytes, attack: Attack) -> bytes:
    writer: Writer = Forger(io.BytesIO(pdf))
    attack(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def sign_and_change(pdf: bytes, attack: Attack, field: str, signer: Signer) -> bytes:
    """Sign with a program that makes the change in the same revision as the signature."""
    writer: Writer = Forger(io.BytesIO(pdf))
    attack(writer)
    metadata = signers.PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name="x"
    )
    return asyncio.run(_sign(_PdfSigner(metadata, _OutsideSigner(signer)), writer, WHEN))


def _page(writer: Writer) -> Writer:
    return writer.root["/Pages"]["/Kids"].raw_get(0)


def _field(writer: Writer, index: int) -> Writer:
    return writer.root["/AcroForm"]["/Fields"].raw_get(index)


def append_a_page(writer: Writer) -> None:
    content = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842)))
    writer.insert_page(page_object(contents=content, media_box=box))


def replace_the_page_content(writer: Writer) -> None:
    pointer = _page(writer)
    pointer.get_object()["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"1 0 0 rg 9 9 99 99 re f"))
    writer.mark_update(pointer)


def overwrite_the_content_stream(writer: Writer) -> None:
    pointer = _page(writer).get_object().raw_get("/Contents")
    if isinstance(pointer, generic.ArrayObject):
        pointer = pointer.raw_get(0)
    writer.objects[(pointer.generation, pointer.idnum)] = generic.StreamObject(stream_data=b"9 9 99 99 re f")


def lay_text_over_the_page(writer: Writer) -> None:
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (100, 500, 300, 540))),
            pdf_name("/Contents"): generic.TextStringObject("9999 kg"),
        }
    )
    page = _page(writer)
    annotations = page.get_object().setdefault(pdf_name("/Annots"), generic.ArrayObject())
    annotations.append(writer.add_object(note))
    writer.mark_update(page)
    writer.update_container(annotations)


def _replace_appearance(writer: Writer, index: int) -> None:
    field = _field(writer, index)
    stream = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 200, 60))),
        },
        stream_data=b"1 0 0 rg 0 0 200 60 re f",
    )
    field.get_object()["/AP"] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(stream)})
    writer.mark_update(field)


def replace_the_appearance_of_the_officer(writer: Writer) -> None:
    _replace_appearance(writer, 0)


def replace_the_appearance_of_the_clerk(writer: Writer) -> None:
    _replace_appearance(writer, 1)


def _record_stream(writer: Writer) -> Writer:
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    return names[1]["/EF"].raw_get("/F")


def swap_the_record(writer: Writer) -> None:
    pointer = _record_stream(writer)
    writer.objects[(pointer.generation, pointer.idnum)] = generic.StreamObject(
        {pdf_name("/Type"): pdf_name("/EmbeddedFile")}, stream_data=b'{"signatures":[]}'
    )


def hide_another_file_in_the_names(writer: Writer) -> None:
    writer.root["/Names"] = writer.add_object(
        generic.DictionaryObject({pdf_name("/EmbeddedFiles"): generic.DictionaryObject()})
    )
    writer.update_root()


def add_names_for_scripts(writer: Writer) -> None:
    writer.root["/Names"][pdf_name("/JavaScript")] = generic.DictionaryObject()
    writer.update_container(writer.root["/Names"])
    writer.update_root()


def run_a_script_on_opening(writer: Writer) -> None:
    writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.TextStringObject("app.alert(1)")}
    )
    writer.update_root()


def change_the_title(writer: Writer) -> None:
    info = writer.trailer.raw_get("/Info")
    info.get_object()[pdf_name("/Title")] = generic.TextStringObject("another title")
    writer.mark_update(info)


def change_the_metadata(writer: Writer) -> None:
    pointer = writer.root.raw_get("/Metadata")
    writer.objects[(pointer.generation, pointer.idnum)] = generic.StreamObject(
        {pdf_name("/Type"): pdf_name("/Metadata"), pdf_name("/Subtype"): pdf_name("/XML")}, stream_data=b"<x/>"
    )


def add_a_field(writer: Writer) -> None:
    append_signature_field(writer, SigFieldSpec("judge"))


def add_a_field_with_a_name_that_is_there(writer: Writer) -> None:
    form = writer.root["/AcroForm"]
    copy = generic.DictionaryObject(
        {pdf_name("/FT"): pdf_name("/Sig"), pdf_name("/T"): generic.TextStringObject("clerk")}
    )
    form["/Fields"].append(writer.add_object(copy))
    writer.update_container(form["/Fields"])


def rename_the_empty_field(writer: Writer) -> None:
    field = _field(writer, 1)
    field.get_object()["/T"] = generic.TextStringObject("other")
    writer.mark_update(field)


def move_the_empty_field(writer: Writer) -> None:
    field = _field(writer, 1)
    field.get_object()["/Rect"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842)))
    writer.mark_update(field)


def leave_an_object_that_nothing_refers_to(writer: Writer) -> None:
    writer.add_object(generic.StreamObject(stream_data=b"for later"))


def nothing(writer: Writer) -> None:
    pass


def drop_the_form(writer: Writer) -> None:
    del writer.root["/AcroForm"]
    writer.update_root()


def drop_the_permissions(writer: Writer) -> None:
    if "/Perms" in writer.root:
        del writer.root["/Perms"]
    writer.update_root()


ATTACKS: tuple[Attack, ...] = (
    append_a_page,
    replace_the_page_content,
    overwrite_the_content_stream,
    lay_text_over_the_page,
    replace_the_appearance_of_the_officer,
    replace_the_appearance_of_the_clerk,
    swap_the_record,
    hide_another_file_in_the_names,
    add_names_for_scripts,
    run_a_script_on_opening,
    change_the_title,
    change_the_metadata,
    add_a_field,
    add_a_field_with_a_name_that_is_there,
    move_the_empty_field,
    leave_an_object_that_nothing_refers_to,
    drop_the_permissions,
)
"""Attacks that leave an empty field, so that the next signer can be fooled."""

CRUDE: tuple[Attack, ...] = (rename_the_empty_field, drop_the_form)
"""Attacks after which there is nothing left to sign."""


def sealed(objects: dict[int, bytes], signer: Signer, *, tables: bytes | None = None) -> bytes:
    """Put *objects* under a signature that covers the whole file; 6 is the signature. *tables* replaces the end."""
    room = 4096
    body, places = b"%PDF-1.7\n", {}
    for number, content in sorted(objects.items()):
        places[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    places[6] = len(body)
    opening = b"6 0 obj\n<</Type/Sig/SubFilter/ETSI.CAdES.detached/Reference["
    opening += b"<</TransformMethod/DocMDP/TransformParams<</P 2>>>>]/ByteRange [0 "
    hole = len(body) + len(opening) + len(b"] /Contents ") + 32
    closing = b">>\nendobj\n"
    end = hole + room + 2 + len(closing)
    tail = closing + (_table(places, end) if tables is None else tables)
    numbers = b"%d %d %d" % (hole, hole + room + 2, len(tail))
    covered = body + opening + (numbers + b"] ").ljust(34) + b"/Contents "
    assert len(covered) == hole, (len(covered), hole)
    digest = hashlib.sha256(covered + tail).digest()
    container = asyncio.run(_OutsideSigner(signer).async_sign(digest, "sha256", use_pades=True)).dump()
    return covered + b"<" + bytes(container).hex().upper().encode().ljust(room, b"0") + b">" + tail


def _table(places: dict[int, int], here: int) -> bytes:
    """Return the cross-reference table of a document of ours."""
    lines = [b"0000000000 65535 f \n", *(b"%010d 00000 n \n" % places[number] for number in sorted(places))]
    head = b"xref\n0 %d\n" % len(lines)
    trailer = b"trailer << /Info 1 0 R /Root 1 0 R /Size %d /ID [<%s><%s>] >>\n" % (len(lines), b"0" * 32, b"0" * 32)
    return head + b"".join(lines) + trailer + b"startxref\n%d\n%%%%EOF\n" % here


def _with(**changed: bytes) -> Hostile:
    """Return a small document with some objects replaced (`_2` is object 2)."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 4 0 R>>/AcroForm<</Fields[5 0 R]/SigFlags 3>>"
        b"/Perms<</DocMDP 6 0 R>>/AF[3 0 R]>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R>>",
        4: b"<</Names[(record.json) 3 0 R]>>",
        5: b"<</FT/Sig/T(officer)/V 6 0 R>>",
    }
    objects |= {int(name[1:]): content for name, content in changed.items()}
    return lambda signer: sealed(objects, signer)


def _stream(dictionary: bytes, content: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (dictionary, len(content), content)


def _ending(tables: bytes) -> Hostile:
    return lambda signer: sealed({1: b"<</Type/Catalog>>"}, signer, tables=tables)


def _packed(pdf_stream: bytes) -> Hostile:
    """Return a document whose last section is a cross-reference stream in object 1."""
    return lambda signer: sealed({1: pdf_stream}, signer, tables=b"startxref\n9\n%%EOF\n")


def _bomb() -> bytes:
    return zlib.compress(zlib.compress(bytes(200_000_000), 9), 9)


HOSTILE: dict[str, Hostile] = {
    "nothing wrong but no record": _with(),
    "deep arrays": _with(_2=b"[" * 200_000),
    "deep dictionaries": _with(_2=b"<</Kids" * 50_000),
    "a catalogue that is a number": _with(_1=b"7"),
    "objects that are each other": _with(_1=b"5 0 R", _5=b"1 0 R"),
    "pages that hold themselves": _with(_2=b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"),
    "a field that is its own signature": _with(_5=b"<</FT/Sig/T(officer)/V 5 0 R>>"),
    "fields without end": _with(
        _1=b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 4 0 R>>/AcroForm<</Fields[" + b"5 0 R " * 9 + b"]>>>>"
    ),
    "a record that is a bomb": _with(
        _3=b"<</Type/Filespec/F(record.json)/UF(record.json)/EF<</F 7 0 R>>>>",
        _4=b"<</Names[(record.json) 3 0 R]>>",
        _2=_stream(b"/Filter[/FlateDecode/FlateDecode]", _bomb()),
    ),
    "an encrypted file": _ending(
        b"xref\n0 1\n0000000000 65535 f \ntrailer << /Encrypt 1 0 R >>\nstartxref\n9\n%%EOF\n"
    ),
    "a table of two thousand million entries": _ending(b"xref\n0 2000000000\ntrailer <<>>\nstartxref\n9\n%%EOF\n"),
    "packed entries without width": _packed(_stream(b"/Type/XRef/W[0 0 0]/Index[0 2000000000]/Size 2000000000", b"")),
    "packed entries from a bomb": _packed(
        _stream(b"/Type/XRef/W[1 1 1]/Size 9/Filter[/FlateDecode/FlateDecode]", _bomb())
    ),
}
"""Files that try to crash, stall or swamp a reader, each under a good signature."""

SWAMPS: dict[str, Hostile] = {
    "a million pages": _with(_2=b"<</Type/Pages/Kids[" + b"3 0 R " * 1_000_000 + b"]>>"),
    "a million numbers": _with(_3=b"<</Type/Page/Annots[" + b"1 " * 4_000_000 + b"]>>"),
    "a name of five million letters": _with(_5=b"<</FT/Sig/T(" + b"x" * 5_000_000 + b")/V 6 0 R>>"),
}
"""Files that are well formed and merely enormous; they end at the limits."""
