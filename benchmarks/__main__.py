"""Print the ratios of every benchmark, or of those named: `python -m benchmarks [NAME...]`."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Sequence

from benchmarks.measuring import NO_BUDGET, Row

MODULES = (
    "verify_entries",
    "saving",
    "attaching",
    "stalling",
    "writing_up",
    "listing",
    "carrying",
    "opening",
    "reporting",
    "starting",
)


def rows(names: Sequence[str]) -> Iterator[Row]:
    """Run the benchmarks one after the other; two at once would measure each other."""
    for name in names:
        yield from importlib.import_module(f"benchmarks.{name}").rows()


def main(names: Sequence[str]) -> int:
    """Print one line per ratio; return 2 when a name is unknown. A missed budget is shown, it fails nothing."""
    unknown = set(names) - set(MODULES)
    if unknown:
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(MODULES)}")
        return 2
    print(f"{'work':<34} {'against':<34} {'ratio':>7}  {'budget':<14} {'':<6} figures")
    for row in rows(names or MODULES):
        budget = "none" if row.bound == NO_BUDGET else f"{row.want} {row.bound:g}"
        verdict = "" if row.bound == NO_BUDGET else "kept" if row.kept else "MISSED"
        print(
            f"{row.work:<34} {row.against:<34} {row.ratio:>7.2f}  {budget:<14} {verdict:<6} {row.detail}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
