"""How fast photos are attached and previews made, against the bare work on the same files."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from benchmarks import bench_home
from benchmarks.measuring import Row
from fieldkit.actions import photos, writeup
from fieldkit.domain.writeup import WriteUp
from fieldkit.trust.sealing import Identity, seal_file

COUNT = 40


def rows() -> Iterator[Row]:
    """Attach `COUNT` photos of 12 megapixels; then make their previews."""
    with bench_home.folder() as base:
        desk = bench_home.desk(base / "field")
        files = bench_home.photos(base / "card", COUNT)
        megabytes = sum(file.stat().st_size for file in files) / 1e6
        seizure = writeup.record(desk=desk, document=WriteUp(), photos=base).seizure
        peer = min(_bare(files, base / f"bare{at}") for at in range(2))
        start = time.perf_counter()
        photos.attach(desk=desk, seizure=seizure, photos=[photos.Photo(path=file) for file in files])
        ours = time.perf_counter() - start
        detail = f"{megabytes / ours:,.0f} MB/s against {megabytes / peer:,.0f} MB/s"
        yield Row("attach photos", "sha256 + age + fsync", peer / ours, "at least", 0.8, detail)

        cores = os.cpu_count() or 1
        start = time.perf_counter()
        with ProcessPoolExecutor(cores) as pool:
            list(pool.map(_thumbnail, files))
        bare = time.perf_counter() - start
        start = time.perf_counter()
        photos.make_previews(desk=desk, seizure=seizure)
        made = time.perf_counter() - start
        detail = f"{COUNT / made:.1f}/s against {COUNT / bare:.1f}/s on {cores} cores"
        yield Row("make previews", "Pillow draft decode, all cores", bare / made, "at least", 0.9, detail)
        desk.store.close()


def _bare(files: list[Path], target: Path) -> float:
    """Hash, seal and sync each file, two at a time as `attach` does, and nothing else."""
    target.mkdir()
    recipient = Identity.generate().recipient

    def one(file: Path) -> str:
        with file.open("rb", buffering=0) as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
        with file.open("rb", buffering=0) as source, (target / file.name).open("wb", buffering=0) as sink:
            seal_file(source, sink, [recipient])
            os.fsync(sink.fileno())
        return digest

    start = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, files))
    return time.perf_counter() - start


def _thumbnail(file: Path) -> None:
    with Image.open(file) as picture:
        picture.thumbnail((512, 512), Image.Resampling.BICUBIC, reducing_gap=1.0)
        picture.convert("RGB")
