"""Nothing readable touches the disk: not in a home, not on a stick, not in the system's folder for temporary files."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from fieldkit.actions import photos, review
from fieldkit.actions.practice.pictures import Shot, draw
from fieldkit.actions.writeup import save_group
from fieldkit.domain.writeup_bodies import NarrativeSet
from tests.crash.crew import LAPTOP, Crew
from tests.journeys.nation import HQ, prepare

WORDS = "ពាក្យដែលគ្មានអ្នកណាគួរអាន words for nobody to read"


def test_nothing_readable_is_left_on_any_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = prepare(tmp_path)
    (tmp_path / "stick").mkdir()
    crew = Crew(tmp_path, made.seizures[0], seed=1)
    card = tmp_path.with_name(f"{tmp_path.name}-card")
    card.mkdir()
    shot = Shot(name="1.jpg", subject="room", label="Practice", at=1_795_286_220_000, offset=420, seed=1)
    photo = draw(shot, point=None)
    (card / "1.jpg").write_bytes(photo)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))  # whoever wants a temporary file gets none
    with crew.desk(LAPTOP) as desk:
        value = NarrativeSet(text=WORDS, language="km")
        save_group(desk=desk, seizure=crew.seizure, subject=crew.seizure, group="narrative.set", value=value)
        photos.attach(desk=desk, seizure=crew.seizure, photos=[photos.Photo(path=card / "1.jpg")])
        photos.make_previews(desk=desk, seizure=crew.seizure)
        assert list(crew.report(desk))
        review.lock(desk=desk, seizure=crew.seizure)
        assert list(crew.export(desk))
    with crew.desk(HQ) as desk:
        assert list(crew.take_in(desk))
        assert desk.seizure(crew.seizure).narrative
    readable = (WORDS.encode(), photo[:64], photo[-64:], b"%PDF-", crew.seizure.encode())
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".fkb"]
    assert len(files) > 20
    for path in files:
        content = path.read_bytes()
        assert not [one for one in readable if one in content], path
    for bundle in (tmp_path / "stick").glob("*.fkb"):
        content = bundle.read_bytes()
        assert not [one for one in readable[:-1] if one in content], bundle
