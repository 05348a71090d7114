"""The whole job in practice mode, from the raid to two verified reports, on three homes and a stick."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import msgspec

from fieldkit.actions import custody, enrol, exchange, home, reports, review, upkeep, verify, writeup
from fieldkit.actions.clock import PracticeClock
from fieldkit.actions.desk import Desk, Progress, no_progress
from fieldkit.actions.practice import raid
from fieldkit.domain.custody_bodies import AcceptLine
from fieldkit.domain.keys import Role
from fieldkit.domain.quantity import parse_mass
from fieldkit.domain.view import ExhibitView
from fieldkit.errors import N_, KnownError
from fieldkit.storage.home import HomeRole
from fieldkit.text.catalogue import _
from fieldkit.trust.certificates import to_pem

MARK: Final = "practice-demo.json"
FIRST: Final = "Officer Practice A"
_STEPS: Final = 12
UNIT: Final = "ក្រុមហាត់រៀន បន្ទាយមានជ័យ"


class Homes(msgspec.Struct, frozen=True, kw_only=True):
    """The three homes."""

    field: Path
    station: Path
    hq: Path


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The two signed reports."""

    km: Path
    en: Path


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the demo made. valid: every report and bundle verifies and every home passes its check."""

    homes: Homes
    seizure: str
    bundles: tuple[Path, ...]
    report: Report
    receipt: str
    root: Path
    valid: bool
    problems: tuple[str, ...] = ()


class NotADemo(KnownError):
    """The folder holds something else."""

    code = "not-a-demo"
    message = N_("The folder {folder} is not empty, and no earlier demo made it.")
    hint = N_("Nothing was changed. Choose another folder.")


def run(*, folder: Path, photos: Path | None = None, progress: Progress = no_progress) -> Told:
    """Do the whole job in *folder*; an earlier demo there is replaced. Raises NotADemo, DiskFull, DiskFailed."""
    folder = folder.absolute()
    _clear(folder)
    return _Night(folder, progress).run(photos)


def lines(told: Told, program: str = "fieldkit") -> list[str]:
    """Return what a person wants to read at the end. program: how the command line was called."""
    good = _("Everything verifies: reports, bundles and all three homes.")
    return [
        good if told.valid else _("Something does not verify:"),
        *told.problems,
        _("Report in Khmer: {file}", file=told.report.km),
        _("Report in English: {file}", file=told.report.en),
        _("Root certificate of the practice headquarters: {file}", file=told.root),
        *(_("Bundle: {file}", file=bundle) for bundle in told.bundles),
        _("Receipt of headquarters: {number}", number=told.receipt),
        _("Homes: {field}, {station}, {hq}", field=told.homes.field, station=told.homes.station, hq=told.homes.hq),
        _("Look around: {line}", line=f'{program} --home {told.homes.field} --as "{FIRST}" show {told.seizure}'),
    ]


class _Night:
    """Carries the demo through its steps. Every home has its own clock, as real devices do."""

    def __init__(self, folder: Path, progress: Progress) -> None:
        self.folder = folder
        self.stick = folder / "stick"
        self.stick.mkdir(parents=True)
        (folder / MARK).write_text('{"practice": true}\n', encoding="utf-8")
        self._progress = progress
        self._step = 0
        self._bundles: list[Path] = []
        self._opened = ExitStack()
        self.clocks = {
            "hq": PracticeClock(raid.night("22:30")),
            "field": PracticeClock(raid.night("22:31")),
            "station": PracticeClock(raid.night("22:32")),
        }

    def run(self, photos: Path | None) -> Told:
        with ExitStack() as opened:  # whoever watches may stop it at any step: no home stays open
            self._opened = opened
            self._say(_("Founding a practice headquarters"))
            hq = self._home("hq", "hq", home.NewOfficer(name="Reviewer Practice", rank="Col. (practice)", unit="HQ"))
            self._say(_("Enrolling a field laptop and an evidence station"))
            first = home.NewOfficer(name=FIRST, rank="Lt (practice)", unit=UNIT)
            field = self._home("field", "field", first)
            partner = home.NewOfficer(name="Officer Practice B", rank="Sgt (practice)", unit=UNIT)
            second, _phrase = home.add_officer(desk=field, officer=partner)
            clerk = home.NewOfficer(name="Clerk Practice C", rank="Clerk (practice)", unit="Evidence room (practice)")
            station = self._home("station", "station", clerk)
            self._enrol(hq, station, {station.keys.person: frozenset({"clerk"})})
            self._enrol(hq, field, dict.fromkeys((field.keys.person, second), frozenset[Role]({"officer"})))
            return self._night(hq, field, station, second, photos)

    def _night(self, hq: Desk, field: Desk, station: Desk, second: str, photos: Path | None) -> Told:
        seizure = self._raid(field, second, photos)
        self._hand_over(field, station, seizure)
        self._say(_("Importing at headquarters"))
        self._clock("hq", "08:40")
        summary = exchange.import_bundles(desk=hq, files=self._bundles)
        self._say(_("Reviewing, and carrying the receipt home"))
        self._clock("hq", "09:20")
        review.accept(desk=hq, seizure=seizure, official_no="PRACTICE-OFFICIAL-1")
        self._clock("field", "09:40")
        self._answer(hq, field, station)
        self._say(_("Making and signing the reports"))
        signed = self._reports(hq, field, station, seizure)
        self._say(_("Verifying everything"))
        root = self.folder / "practice-root.pem"
        pinned = hq.store.certificates.root() or b""
        root.write_bytes(to_pem([pinned]))
        problems = self._problems(hq, field, station, [*self._bundles, signed.km, signed.en], pinned)
        self._progress(_STEPS, _STEPS, "")
        return Told(
            homes=Homes(field=field.home, station=station.home, hq=hq.home),
            seizure=field.seizure(seizure).number,
            bundles=tuple(self._bundles),
            report=signed,
            receipt=summary.receipt,
            root=root,
            valid=not problems,
            problems=tuple(problems),
        )

    def _raid(self, field: Desk, second: str, photos: Path | None) -> str:
        """Write the night up on the laptop: record, photos, second signature, offer, lock."""
        self._say(_("Writing up the raid"))
        partner = home.switch(desk=field, person=second, passphrase=home.PRACTICE_PASSPHRASE)
        told = raid.document(first=field.party, second=partner.party)
        card = self.folder / "camera-card"
        if photos is None:
            raid.photos(told, card)
        else:
            raid.real_photos(told, photos, card)
        self._say(_("Attaching the photos"))
        self._clock("field", "02:45")
        made = writeup.record(desk=field, document=told, photos=card)
        self._say(_("Signing the list as the second officer"))
        self._clock("field", "03:05")
        review.attest(desk=partner, seizure=made.seizure, statement=_("I was there and read the list."))
        return made.seizure

    def _hand_over(self, field: Desk, station: Desk, seizure: str) -> None:
        """Offer on the laptop, lock, carry; at the station every line is retyped blind and signed."""
        self._say(_("Handing over to the evidence station"))
        self._clock("field", "04:10")
        view = field.seizure(seizure)
        exhibits = [exhibit.id for exhibit in view.exhibits]
        offered = custody.offer(
            desk=field, seizure=seizure, exhibits=exhibits, to=station.party, purpose=_("Into the evidence room")
        )
        review.lock(desk=field, seizure=seizure)
        self._export(field)
        self._clock("station", "04:31")
        exchange.import_bundles(desk=station, files=self._bundles)
        read = [_read_blind(exhibit) for exhibit in station.seizure(seizure).exhibits]
        custody.accept(desk=station, seizure=seizure, offer=offered.offer, lines=read, location="Safe 1 (practice)")
        self._clock("station", "05:05")
        self._export(station)

    def _answer(self, hq: Desk, *desks: Desk) -> None:
        """Carry headquarters' answers to the other devices."""
        for desk in desks:
            made = exchange.export(desk=hq, to=self.stick, device=desk.store.home.device)
            self._bundles += made.files
            exchange.import_bundles(desk=desk, files=made.files)

    def _reports(self, hq: Desk, field: Desk, station: Desk, seizure: str) -> Report:
        """Make both reports, sign them as the officer, carry them, countersign them as the clerk."""
        self._clock("field", "10:02")
        for language in ("km", "en"):
            made = reports.make(desk=field, seizure=seizure, language=language)
            reports.sign(desk=field, seizure=seizure, report=made.entry)
        carried = self._export(field)
        self._clock("station", "10:40")
        exchange.import_bundles(desk=station, files=carried)
        out = self.folder / "reports"
        out.mkdir()
        files = {}
        for language in ("km", "en"):
            entry = reports.newest(desk=station, seizure=seizure, language=language)
            signed = reports.sign(desk=station, seizure=seizure, report=entry)
            files[language] = reports.save_copy(desk=station, seizure=seizure, report=signed.entry, to=out)
        self._clock("hq", "11:20")
        exchange.import_bundles(desk=hq, files=[*carried, *self._export(station)])
        self._answer(hq, field, station)
        return Report(km=files["km"], en=files["en"])

    def _problems(self, hq: Desk, field: Desk, station: Desk, files: list[Path], root: bytes) -> list[str]:
        found = []
        for file in files:
            verdict = verify.verify(path=file, roots=[root])
            if not verdict.valid:
                found.append(f"{file.name}: {' '.join(verdict.reasons)}")
        for desk in (hq, field, station):
            checked = upkeep.check(desk=desk, deep=True)
            found += [f"{desk.home.name}: {problem}" for problem in checked.problems]
        return found

    def _home(self, name: str, role: HomeRole, officer: home.NewOfficer) -> Desk:
        path = self.folder / name
        label = f"Practice {name}"
        made = home.create(path=path, role=role, practice=True, name=label, officer=officer, clock=self.clocks[name])
        desk = home.unlock(path=path, person=made.person, passphrase=home.PRACTICE_PASSPHRASE, clock=self.clocks[name])
        self._opened.callback(home.lock, desk=desk)
        return desk

    def _enrol(self, hq: Desk, desk: Desk, roles: dict[str, frozenset[Role]]) -> None:
        asked = enrol.request(desk=desk, to=self.stick)
        granted = enrol.grant(desk=hq, request=asked.file, code=asked.code, roles=roles, to=self.stick)
        enrol.accept(desk=desk, grant=granted.file, code=granted.code)

    def _export(self, desk: Desk) -> tuple[Path, ...]:
        made = exchange.export(desk=desk, to=self.stick)
        self._bundles += made.files
        return made.files

    def _clock(self, name: str, clock: str) -> None:
        self.clocks[name].set(raid.night(clock))

    def _say(self, doing: str) -> None:
        self._progress(self._step, _STEPS, doing)
        self._step += 1


def _read_blind(exhibit: ExhibitView) -> AcceptLine:
    """Return what the clerk read: the seal as it is, the sealed bag on another scale, a tenth of a gram lighter."""
    package = exhibit.axes.package.now
    sealed = [point for point in exhibit.series if point.kind == "gross_sealed"]
    gross = parse_mass(f"{(sealed[-1].ug - 100_000) / 1_000_000:.1f} g") if sealed else None
    return AcceptLine(exhibit=exhibit.id, seals=package.seals if package else (), gross=gross)


def _clear(folder: Path) -> None:
    """Make *folder* empty if it holds an earlier demo. Raises NotADemo."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / MARK).is_file():
        raise NotADemo(folder=os.fspath(folder))
    shutil.rmtree(folder)
