"""A typeface inside one document: a subset with just the glyphs drawn, and what a reader needs to get text back.

Written as Type0 / CIDFontType2 / Identity-H with widths and a ToUnicode map. Glyph numbers are kept, so pages can be
written before the subset is known. The subset's name tag is derived from its glyphs: the same document twice gives the
same bytes.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

import uharfbuzz as hb
from reportlab.pdfbase import pdfdoc

from fieldkit.reports.typography.fonts import Typeface

_SYMBOLIC: Final = 4  # PDF font descriptor flag: glyphs are found by number, not by a standard encoding
_PER_BLOCK: Final = 100  # a CMap may hold at most 100 entries per block
_DROPPED: Final = (b"GSUB", b"GPOS", b"GDEF", b"DSIG")

_CMAP_HEAD: Final = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
_CMAP_TAIL: Final = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class EmbeddedFont:
    """One typeface in one document. The canvas makes it at the first word drawn with the typeface.

    reportlab calls `addObjects` when the document is saved (its hook for fonts whose glyphs are known only then).
    """

    def __init__(self, typeface: Typeface, resource: str) -> None:
        """Embed *typeface* under the resource name *resource* (as in ``/F1``)."""
        self.typeface = typeface
        self.resource = resource
        self.used: set[int] = set()

    def addObjects(self, doc: Any) -> None:  # noqa: ANN401, N802  (reportlab's hook: its name, its untyped document)
        """Write the font's objects into *doc*."""
        face = self.typeface
        glyphs = sorted(self.used)
        scale = 1000 / face.upem
        base = pdfdoc.PDFName(f"{_tag(glyphs)}+{face.name}")
        program = _stream(_subset(face, glyphs))
        program.dictionary["Length1"] = len(program.content)
        widths: list[Any] = []
        for glyph in glyphs:
            widths += [glyph, pdfdoc.PDFArray([round(face.advance_of[glyph] * scale, 3)])]
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": base,
                "Flags": _SYMBOLIC,
                "FontBBox": pdfdoc.PDFArray([-1000, round(face.descent), 3000, round(face.ascent)]),
                "ItalicAngle": 0,
                "Ascent": round(face.ascent),
                "Descent": round(face.descent),
                "CapHeight": round(face.ascent),
                "StemV": 80,
                "FontFile2": doc.Reference(program),
            }
        )
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType2"),
                "BaseFont": base,
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": doc.Reference(descriptor),
                "DW": 0,
                "W": pdfdoc.PDFArray(widths),
                "CIDToGIDMap": pdfdoc.PDFName("Identity"),
            }
        )
        font: Any = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": base,
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([doc.Reference(descendant)]),
                "ToUnicode": doc.Reference(_stream(_to_unicode(face, glyphs).encode("ascii"))),
            }
        )
        font.__RefOnly__ = 1
        doc.Reference(font, self.resource)
        doc.idToObject["BasicFonts"].dict[self.resource] = font


def _tag(glyphs: list[int]) -> str:
    """Return the six capitals that mark a subset, derived from *glyphs*."""
    digest = hashlib.sha256(repr(glyphs).encode("ascii")).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _subset(face: Typeface, glyphs: list[int]) -> bytes:
    wanted = hb.SubsetInput()
    wanted.glyph_set.update(glyphs)
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    for tag in _DROPPED:
        wanted.drop_table_tag_set.add(int.from_bytes(tag, "big"))
    return bytes(hb.subset(face.face, wanted).blob.data)


def _stream(content: bytes) -> Any:  # noqa: ANN401  (reportlab's stream object)
    stream = pdfdoc.PDFStream(content=content)
    stream.filters = [pdfdoc.PDFZCompress]
    return stream


def _to_unicode(face: Typeface, glyphs: list[int]) -> str:
    lines = [
        f"<{glyph:04x}> <{face.text_of[glyph].encode('utf-16-be').hex()}>" for glyph in glyphs if glyph in face.text_of
    ]
    blocks = []
    for start in range(0, len(lines), _PER_BLOCK):
        block = lines[start : start + _PER_BLOCK]
        blocks.append(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n")
    return _CMAP_HEAD + "".join(blocks) + _CMAP_TAIL
