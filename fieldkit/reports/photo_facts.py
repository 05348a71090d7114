"""Photos and files as facts: what the officer said, what the camera says, the size, and the hash in full."""

from __future__ import annotations

from typing import Final

from fieldkit.domain import terms
from fieldkit.domain.clocks import corrected
from fieldkit.domain.view import OriginalView
from fieldkit.errors import N_
from fieldkit.reports import words
from fieldkit.reports.act_facts import marks, others, reference, who
from fieldkit.reports.exhibit_facts import changes
from fieldkit.reports.fact_types import PhotoFacts
from fieldkit.reports.voice import NOTHING, Said, Voice, clock, line
from fieldkit.text.numerals import number
from fieldkit.text.plain import plain

_FRAMED: Final = 60  # characters of a name inside an empty frame; all of it stands beneath
_UNITS: Final = ("B", "kB", "MB", "GB", "TB")


def photo_facts(
    voice: Voice, original: OriginalView, numbers: dict[str, Said], clock_off: int | None = None
) -> PhotoFacts:
    """Return what there is to say of one original; *numbers* names the exhibits by id.

    clock_off: seconds that must be added to its camera's clock, where somebody said so.
    """
    fact, seen, blob = original.fact, original.examined, original.blob
    told = fact.register.shown
    exhibits = voice.joined(", ", (numbers.get(exhibit, line(exhibit)) for exhibit in told.exhibits))
    by = who(voice, fact.act)
    saved = voice.say(
        N_("Saved {time} by {who}, entry {entry}"), time=clock(fact.act), who=by, entry=reference(fact.act)
    )
    taken_by = voice.say(N_("Taken by {who}"), who=line(told.taken_by)) if told.taken_by else NOTHING
    camera = voice.say(N_("The camera’s own clock says nothing"))
    if seen is not None and seen.taken:
        camera = voice.say(N_("Camera’s own clock {time} {camera}"), time=line(seen.taken), camera=line(seen.camera))
    right = corrected(seen.taken, clock_off) if seen is not None and clock_off is not None else ""
    true = voice.say(N_("Corrected time {time}"), time=line(right)) if right else NOTHING
    size = voice.say(
        N_("{size}, {kind}, {source}"),
        size=file_size(blob.size),
        kind=line(blob.mime),
        source=voice.of(words.SOURCES, told.source),
    )
    small, struck = others(voice, fact.attested)
    warn = [*marks(voice, fact.act), *changes(voice, fact), *struck]
    if seen is not None and seen.likely_copy:
        warn.insert(0, voice.say(N_("Probably a copy sent by a messenger: it holds no camera data")))
    view = voice.of(words.VIEWS, told.view)
    origin = voice.joined(" · ", (taken_by, size))
    lines = (voice.joined(" · ", (exhibits, view)), camera, true, saved, *small, origin)
    return PhotoFacts(
        sha256=blob.sha256,
        name=line(told.name),
        short=line(plain(told.name, _FRAMED)),
        caption=line(told.caption),
        lines=tuple(part for part in lines if part),
        blank=_blank(voice, original),
        warn=tuple(warn),
    )


def _blank(voice: Voice, original: OriginalView) -> Said:
    seen = original.examined
    if seen is None or seen.decoded:
        return voice.say(N_("No preview was made on this device. The original is known by its hash."))
    return voice.of(terms.UNSHOWN, seen.problem) or voice.say(terms.UNSHOWN["broken"])


def file_size(octets: int) -> Said:
    """Return a size in bytes exactly, and from a kilobyte on also in decimal units."""
    unit = 0
    while unit < len(_UNITS) - 1 and octets >= 1000 ** (unit + 1):
        unit += 1
    exact = f"{number(octets)}\u00a0B"
    if not unit:
        return Said(exact)
    return Said(f"{number(octets * 10 // 1000**unit, scale=1)}\u00a0{_UNITS[unit]} ({exact})")
