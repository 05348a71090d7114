"""What a forger does to a document: each function takes a PDF and returns it with one more, unsigned, revision."""

from __future__ import annotations

import asyncio
import io
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
    annotations = page.get_object()["/Annots"]
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
