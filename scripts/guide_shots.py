"""Put the pictures that the guide and README show into docs/guide/shots, small, from what `make shots` has drawn.

    python scripts/guide_shots.py [SHOTS]

Only pictures that a page of the guide or README names are taken, so that none lies there unused. A page names one as
`../shots/today-light-en.png`; the name is that of the drawing.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "guide"
WIDTH = 960
COLOURS = 128
"""A screen of flat colours keeps its looks with so many, at a fifth of the size."""
NAMED = re.compile(r"(?:\.\./|guide/)shots/([a-z0-9_-]+\.png)")


def wanted() -> set[str]:
    """Return the names of the pictures that the guide and README show."""
    pages = [*GUIDE.glob("*/*.md"), ROOT / "README.md"]
    return {name for page in pages for name in NAMED.findall(page.read_text(encoding="utf-8"))}


def main() -> int:
    """Copy; return 1 and say which ones nobody has drawn."""
    drawn = Path(sys.argv[1] if len(sys.argv) > 1 else "shots")
    out = GUIDE / "shots"
    out.mkdir(parents=True, exist_ok=True)
    missing = []
    for name in sorted(wanted()):
        source = drawn / name
        if not source.is_file():
            missing.append(name)
            continue
        with Image.open(source) as picture:
            small = picture.convert("RGB")
            small.thumbnail((WIDTH, WIDTH), Image.Resampling.LANCZOS)
            small.quantize(COLOURS).save(out / name, optimize=True)
    for old in out.glob("*.png"):
        if old.name not in wanted():
            old.unlink()
    if missing:
        print("not drawn:", ", ".join(missing))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
