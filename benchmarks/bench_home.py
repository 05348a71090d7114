"""Practice homes and photos for the benchmarks, on the disk where they are run."""

from __future__ import annotations

import io
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from fieldkit.actions import enrol, home
from fieldkit.actions.clock import SystemClock
from fieldkit.actions.desk import Desk
from fieldkit.domain.keys import Role
from fieldkit.storage.home import HomeRole


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder beside the checkout's build products, where a real disk's fsync is paid, and remove it."""
    base = Path("build")
    base.mkdir(exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=base)).absolute()
    before = os.environ.get("FIELDKIT_GUARD")
    os.environ["FIELDKIT_GUARD"] = str(made / "guard")
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        if before is None:
            del os.environ["FIELDKIT_GUARD"]
        else:
            os.environ["FIELDKIT_GUARD"] = before


def desk(path: Path, role: HomeRole = "field") -> Desk:
    """Make a practice home in *path* and unlock it."""
    officer = home.NewOfficer(name="Officer Practice A", unit="Practice unit")
    clock = SystemClock()
    made = home.create(path=path, role=role, practice=True, name=path.name, officer=officer, clock=clock)
    return home.unlock(path=path, person=made.person, passphrase=made.passphrase, clock=clock)


def enrolled(base: Path) -> tuple[Desk, Desk]:
    """Return a laptop and the headquarters it belongs to."""
    hq, field = desk(base / "hq", "hq"), desk(base / "field")
    asked = enrol.request(desk=field, to=base)
    roles = {field.keys.person: frozenset[Role]({"officer"})}
    granted = enrol.grant(desk=hq, request=asked.file, code=asked.code, roles=roles, to=base)
    enrol.accept(desk=field, grant=granted.file, code=granted.code)
    return field, hq


def photos(base: Path, count: int, size: tuple[int, int] = (4000, 3000)) -> list[Path]:
    """Write *count* different photos of about 4 MB each: one noisy picture with another tail each."""
    base.mkdir()
    noise = random.Random(1)
    tile = Image.frombytes("RGB", (500, 375), noise.randbytes(500 * 375 * 3)).resize(size)
    out = io.BytesIO()
    tile.save(out, "JPEG", quality=92)
    paths = []
    for at in range(count):
        path = base / f"{at:04d}.jpg"
        path.write_bytes(out.getvalue() + at.to_bytes(4, "big"))
        paths.append(path)
    return paths
