"""What a benchmark is: one ratio against a named peer or limit, both measured in the same run.

A benchmark module stands in `benchmarks/`, is named in `benchmarks.__main__.MODULES` and has `rows() -> Iterator[Row]`.
Ratios travel between machines; seconds do not, so none is ever a promise.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final, Literal, NamedTuple

NO_BUDGET: Final = math.inf


class Row(NamedTuple):
    """One line of the table.

    ratio: ours to the peer's, in the unit that `work` names (times or rates); bound: the budget it is held against;
    want: whether the ratio has to be at least or at most the bound; NO_BUDGET: shown to compare, nothing was promised;
    detail: the figures behind it.
    """

    work: str
    against: str
    ratio: float
    want: Literal["at least", "at most"]
    bound: float
    detail: str = ""

    @property
    def kept(self) -> bool:
        """Whether the budget is kept."""
        return self.ratio >= self.bound if self.want == "at least" else self.ratio <= self.bound


def fastest(work: Callable[[], object], *, runs: int = 5) -> float:
    """Return the seconds of the fastest of *runs*: the least disturbed one."""
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best
