"""What a report says, as plain frozen records: already worded and printable, in reading order, without any layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fieldkit.reports.voice import NOTHING, Said

Tone = Literal["plain", "quiet", "strong", "warn"]
"""How a thing is said. warn: something a reader must not overlook."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One statement and what belongs to it: further lines in smaller type, and warnings."""

    said: Said
    small: tuple[Said, ...] = ()
    warn: tuple[Said, ...] = ()
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled statement. Several cells: what different people wrote, side by side."""

    label: Said
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Labelled statements under a title. tellers: who wrote which version; only where people disagree."""

    title: Said
    rows: tuple[Row, ...]
    tellers: tuple[Said, ...] = ()
    warn: tuple[Said, ...] = ()
    small: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A table: head and rows of cells. Empty where there are no rows."""

    title: Said
    columns: tuple[Said, ...]
    rows: tuple[tuple[Cell, ...], ...]
    small: tuple[Said, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to list."""
        return bool(self.rows)


@dataclass(frozen=True, slots=True)
class ExhibitFacts:
    """One exhibit. measure: the number that must be right, measured: what it is. tellers: as in `Group`."""

    number: Said
    what: Said
    description: Said
    measure: Said
    measured: Said
    rows: tuple[Row, ...]
    weighings: Listing
    counts: Listing
    tests: Listing
    custody: Listing
    tellers: tuple[Said, ...] = ()
    warn: tuple[Said, ...] = ()
    small: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """One photo or file. sha256: of the original's bytes. short, blank: what an empty frame shows for a preview."""

    sha256: str
    name: Said
    short: Said
    caption: Said
    lines: tuple[Said, ...]
    blank: Said
    warn: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """One signature field of the file: its name, who must sign it, in what role."""

    field: str
    role: Said
    who: Said


@dataclass(frozen=True, slots=True)
class InkFacts:
    """One box for ink on paper. note: what is known already, such as a refusal."""

    role: Said
    who: Said
    note: Said = NOTHING
    thumbprint: bool = True


@dataclass(frozen=True, slots=True)
class ProofFacts:
    """What the report stands on, where it left the team's hands, and the head of the log as code and letters."""

    rows: tuple[Row, ...]
    code: str
    letters: Said
    letters_label: Said


@dataclass(frozen=True, slots=True)
class Banner:
    """The head of the first page. national: draft text of the national heading, in Khmer only."""

    title: Said
    number: Said
    rows: tuple[Row, ...]
    original: Said
    national: tuple[str, ...] = ()
    national_note: Said = NOTHING
    practice: Said = NOTHING
    draft: Said = NOTHING


@dataclass(frozen=True, slots=True)
class Titles:
    """Headings of the parts, and small words the layout needs."""

    facts: Said
    changed: Said
    narrative: Said
    deviations: Said
    exhibits: Said
    photos: Said
    proof: Said
    signatures: Said
    ink: Said
    last_item: Said
    signature: Said
    thumbprint: Said
    date: Said
    stamp: Said
    signed_here: Said
    disputed: Said
    running: Said
    foot: Said
    page: Said
    """`{page}` and `{pages}` are left for the layout to fill."""
    watermark: str = ""


@dataclass(frozen=True, slots=True)
class SeizureFacts:
    """Everything a seizure report says, in reading order."""

    banner: Banner
    titles: Titles
    legend: tuple[Said, ...]
    changed: tuple[Said, ...]
    groups: tuple[Group, ...]
    narrative: tuple[tuple[Said, Said], ...]
    """(who wrote it, the text); several where versions stand side by side."""
    people: tuple[Group, ...]
    listing: Listing
    exhibits: tuple[ExhibitFacts, ...]
    deviations: tuple[Group, ...]
    attestations: Listing
    problems: Listing
    photos: tuple[PhotoFacts, ...]
    reviews: Listing
    receipts: Listing
    proof: ProofFacts
    signatures: tuple[SignatureFacts, ...]
    ink: tuple[InkFacts, ...]
