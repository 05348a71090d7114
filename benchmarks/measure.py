"""Measure a piece of work beside its named peer, in one run, in turns, so that a busy machine slows both alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

Work = Callable[[], object]


class Ratio(NamedTuple):
    """One line of the table. value: measured; sense: the budget's direction; budget: DESIGN 11."""

    work: str
    against: str
    ours: str
    peer: str
    value: float
    sense: str
    budget: float
    unit: str = "x"

    @property
    def met(self) -> bool:
        """Tell whether the budget is kept."""
        return self.value <= self.budget if self.sense == "<=" else self.value >= self.budget


def seconds(work: Work) -> float:
    """Return how long one run takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def pair(ours: Work, peer: Work, *, rounds: int) -> tuple[float, float]:
    """Return the median seconds of both, run in turns; the first round of each is thrown away."""
    ours(), peer()
    pairs = [(seconds(ours), seconds(peer)) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def slower(work: str, against: str, ours: float, peer: float, budget: float) -> Ratio:
    """Return the line for "we may take *budget* times as long as the peer"."""
    return Ratio(work, against, _show(ours), _show(peer), ours / peer, "<=", budget)


def faster(work: str, against: str, ours: float, peer: float, budget: float) -> Ratio:
    """Return the line for "we reach *budget* of the peer's rate"; both are given as seconds for the same work."""
    return Ratio(work, against, _show(ours), _show(peer), peer / ours, ">=", budget)


def _show(value: float) -> str:
    return f"{value * 1000:.2f} ms" if value < 1 else f"{value:.2f} s"
