"""QR codes drawn as vectors, sharp at any size of print."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import zxingcpp
from reportlab.platypus import Flowable

from fieldkit.errors import BugError
from fieldkit.reports.typography.canvas import ReportCanvas

_QUIET: Final = 4  # modules of white that ISO/IEC 18004 asks for around a QR code
_DARK_BELOW: Final = 128


@lru_cache(maxsize=256)
def modules(content: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of the QR code for *content*, dark modules True, without the quiet zone."""
    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = code.to_image(scale=1, add_quiet_zones=False)  # its type hides that it is a buffer
    rows: Any = memoryview(image).tolist()  # two-dimensional
    return tuple(tuple(value < _DARK_BELOW for value in row) for row in rows)


class Code(Flowable):
    """A QR code in a square of *side* points, its quiet zone included."""

    def __init__(self, content: str, side: float) -> None:
        """Encode *content*, up to about 2,300 bytes."""
        super().__init__()
        self._rows = modules(content)
        self._side = side

    def wrap(self, _available_width: float, _available_height: float) -> tuple[float, float]:
        """Return the size of the square."""
        return self._side, self._side

    def draw(self) -> None:
        """Fill one rectangle for each run of dark modules in a row."""
        canvas = self.canv
        if not isinstance(canvas, ReportCanvas):
            raise BugError(what="a code was drawn on a foreign canvas")
        height, width = len(self._rows), len(self._rows[0])
        module = self._side / (max(height, width) + 2 * _QUIET)
        left = (self._side - width * module) / 2
        top = (self._side + height * module) / 2
        out = ["/Artifact BMC q 0 0 0 rg"]
        for number, row in enumerate(self._rows, start=1):
            for start, length in _dark_runs(row):
                x, y = left + start * module, top - number * module
                out.append(f"{x:.3f} {y:.3f} {length * module:.3f} {module:.3f} re")
        out.append("f Q EMC")
        canvas.write(" ".join(out))


def _dark_runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Return (start, length) of each run of dark modules in *row*."""
    runs: list[tuple[int, int]] = []
    for index, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == index:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((index, 1))
    return runs
