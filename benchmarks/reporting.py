"""How long a three-page report takes, against reportlab's own paragraphs of the same text in Latin letters."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Iterator

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph as LatinParagraph
from reportlab.platypus import SimpleDocTemplate

from benchmarks import bench_home
from benchmarks.measuring import Row
from fieldkit.actions import reports, writeup
from fieldkit.domain.writeup import WriteUp
from fieldkit.domain.writeup_bodies import NarrativeSet
from fieldkit.reports.typography.canvas import PageShape, typeset
from fieldkit.reports.typography.paragraph import Paragraph, TextStyle

SENTENCE = "សមត្ថកិច្ចបានឃាត់ខ្លួនជនសង្ស័យ និងដកហូតវត្ថុតាងជាគ្រឿងញៀន។ "
LATIN = "The officers arrested the suspect and took exhibits that look like narcotic drugs. "
PARAGRAPHS = 36
ROUNDS = 7


def rows() -> Iterator[Row]:
    """Set the same amount of text with both; then make a whole short report."""
    shape = PageShape(width=A4[0], height=A4[1], left=60, right=60, top=60, bottom=60)

    def ours() -> object:
        return typeset([Paragraph(f"{at} {SENTENCE * 4}", TextStyle()) for at in range(PARAGRAPHS)], shape=shape)

    def peer() -> None:
        style = getSampleStyleSheet()["BodyText"]
        story = [LatinParagraph(f"{at} {LATIN * 4}", style) for at in range(PARAGRAPHS)]
        SimpleDocTemplate(io.BytesIO(), pagesize=A4).build(list(story))

    mine, theirs = _median(ours), _median(peer)
    detail = f"{mine * 1000:.0f} ms against {theirs * 1000:.0f} ms"
    yield Row("lay out 3 pages of Khmer (time)", "reportlab Paragraph, Latin", mine / theirs, "at most", 2, detail)
    with bench_home.folder() as base:
        field, hq = bench_home.enrolled(base)
        told = WriteUp(narrative=NarrativeSet(text=SENTENCE * 60))
        seizure = writeup.record(desk=field, document=told, photos=base).seizure

        def whole() -> object:
            made = reports.make(desk=field, seizure=seizure, language="km")
            return reports.sign(desk=field, seizure=seizure, report=made.entry)

        seconds = _median(whole)
        for desk in (field, hq):
            desk.store.close()
    yield Row("make and sign a report (time)", "0.3 s", seconds / 0.3, "at most", 1, f"{seconds * 1000:.0f} ms")


def _median(work: object) -> float:
    assert callable(work)
    work()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)
