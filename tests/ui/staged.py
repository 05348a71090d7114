"""Every page in a shell, showing the practice seizure: what page tests and screenshots look at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from fieldkit.actions.drafting import Kept
from fieldkit.domain import completeness
from fieldkit.domain.rules import DEFAULTS
from fieldkit.domain.values import Party
from fieldkit.domain.view import Ticks
from fieldkit.text.catalogue import _
from fieldkit.ui.drives import Drive
from fieldkit.ui.ops import Job, JobKind
from fieldkit.ui.page import Mark, Page
from fieldkit.ui.pages.crash import CrashPage
from fieldkit.ui.pages.documents import DocumentsPage
from fieldkit.ui.pages.evidence import EvidencePage
from fieldkit.ui.pages.exchange import ExchangePage
from fieldkit.ui.pages.laptop import LaptopPage
from fieldkit.ui.pages.photos import PhotosPage
from fieldkit.ui.pages.seizure import SeizurePage
from fieldkit.ui.pages.settings import SettingsPage
from fieldkit.ui.pages.setup import SetupPage
from fieldkit.ui.pages.today import TodayPage
from fieldkit.ui.pages.unlock import UnlockPage
from fieldkit.ui.pages.writeup import WriteUpPage
from fieldkit.ui.pages.writeup_plan import SECTIONS as WRITEUP_SECTIONS
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.shell import Shell
from tests.ui import sample
from tests.ui.sample_parts import MIDNIGHT, uuid

NIGHT = MIDNIGHT + 8 * 3_600_000


def listed(number: int, title: str, state: str, ticks: Ticks, **more: object) -> Any:  # noqa: ANN401  (stands in for a record of storage)
    """Return a line of the list; the real record lives in storage, which pages never see."""
    base = {
        "id": str(number),
        "number": f"T-2026-K7Q-{number:03d}",
        "title": title,
        "state": state,
        "province": "01",
        "district": "",
        "commune": "",
        "village": "",
        "address": "Poipet crossing",
        "last_wall": MIDNIGHT - number * 86_400_000,
        "originals": 31,
        "original_bytes": 212_000_000,
        "conflicts": 0,
        "discrepancies": 0,
        "problems": 0,
        "offers": (),
        "unsigned": {},
        "anchored": True,
        "ticks": ticks,
        "return_reason": "",
        "returned_by": "",
    }
    return SimpleNamespace(**(base | more))


LIST = (
    listed(
        7,
        "Heroin, Sihanoukville port",
        "returned",
        Ticks(left=True, received=True, receipt_no="R-8120"),
        return_reason="The second witness has no identity number.",
        returned_by="Heng Sophea",
    ),
    listed(12, "3 bags of ice, Poipet crossing", "draft", Ticks(), conflicts=2),
    listed(11, "Ketamine precursor, Kandal", "locked", Ticks()),
    listed(9, "Cash and two pickups, Takeo", "locked", Ticks(left=True)),
    listed(
        3,
        "Methamphetamine tablets, Siem Reap",
        "accepted",
        Ticks(left=True, received=True, reviewed=True, receipt_no="R-8101"),
    ),
)
STATUS: Any = SimpleNamespace(entries=812, originals=131, free_bytes=112_000_000_000, last_saved_wall=NIGHT)
DRIVES = (
    Drive(Path("stick"), "KINGSTON", 14_200_000_000, 16_000_000_000, removable=True),
    Drive(Path("data"), "Data", 80_000_000_000, 90_000_000_000, removable=False),
)
PLAN: Any = SimpleNamespace(
    seizures=3,
    entries=214,
    originals=131,
    bytes=412_000_000,
    to=("Headquarters", "Evidence room, Banteay Meanchey"),
    ready=True,
    why_not="",
)


def officer(name: str, rank: str, *, certified: bool = True) -> Any:  # noqa: ANN401  (as above)
    unit = "Banteay Meanchey anti-drug office"
    return SimpleNamespace(person=uuid(name), name=name, rank=rank, unit=unit, certified=certified)


HOME: Any = SimpleNamespace(
    path=Path("practice"),
    role="field",
    practice=True,
    name="Practice laptop, Banteay Meanchey",
    officers=(officer("Sok Dara", "Capt."), officer("Chan Thida", "Lt.", certified=False)),
    passphrase_hint="practice makes every raid a calm one",
)
DESK: Any = SimpleNamespace(role="field", practice=True, home=Path("practice"), officer=officer("Sok Dara", "Capt."))


def picture(n: int, edge: int) -> QImage:
    """Return a flat picture that differs by number."""
    image = QImage(edge, edge * 3 // 4, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor(7 + n % 10))
    return image


def running(kind: JobKind, done: int, total: int, parent: Page) -> Job:
    job = Job(kind, uuid("seizure"), parent)
    job.progress(done, total, "")
    job.look()
    return job


def today() -> tuple[Page, Callable[[], None]]:
    page = TodayPage()
    return page, lambda: page.show_list(LIST, STATUS, now=NIGHT, today="2026-11-22")


def unlock() -> tuple[Page, Callable[[], None]]:
    page = UnlockPage()
    return page, lambda: page.show_home(HOME)


def beginning() -> tuple[Page, Callable[[], None]]:
    page = UnlockPage()
    return page, lambda: page.show_home(None)


def seizure() -> tuple[Page, Callable[[], None]]:
    page = SeizurePage()
    return page, lambda: page.show_view(sample.seizure())


def writeup(section: str) -> Callable[[], tuple[Page, Callable[[], None]]]:
    """Return the write-up with its section open, half written, as the reviewer sent it back."""

    def made() -> tuple[Page, Callable[[], None]]:
        page = WriteUpPage()
        page.state.thumbnail_wanted.connect(lambda o: page.thumbnail(o, picture(len(o), 320)))
        view = msgspec.structs.replace(sample.seizure(), state="returned")
        one = view.exhibits[1]
        halves: dict[str, tuple[str, str, dict[str, Any]]] = {
            "where": ("place", view.id, {"place": {"address": "House 12"}, "premises": "Rented room"}),
            "team": ("presence", view.id, {"people": [{"party": "Sok Dara", "role": "owner", "mark": "refused"}]}),
            "people": ("person", uuid("half"), {"roles": ["suspect"], "name_latin": "Sok Dara"}),
            "exhibits": ("weighing", one.id, {"value": "512.4 g", "kind": "gross_unsealed"}),
            "deviations": ("deviation", view.id, {"what": "House 12"}),
        }
        kept = [Kept(form=f, subject=s, typed=t, wall=NIGHT, person="", name="") for f, s, t in _of(halves, section)]

        def show() -> None:
            missing = completeness.missing(view, DEFAULTS)
            page.show_people((Party(name="Chan Thida", rank="Lt."),), Party(name="Sok Dara", rank="Capt."))
            others = (("9", "T-2026-K7Q-009 Cash, Takeo"),)
            page.show_view(view, missing, completeness.progress(view, DEFAULTS), mine=False, others=others)
            page.show_linked((("7", "T-2026-K7Q-007", "Heroin, Sihanoukville port"),))
            page.show_kept(kept)
            page.begin(section)
            page.state.reopen()

        return page, show

    return made


def _of(halves: dict[str, Any], section: str) -> list[Any]:
    return [halves[section]] if section in halves else []


def evidence() -> tuple[Page, Callable[[], None]]:
    page = EvidencePage()
    return page, lambda: page.show_view(sample.seizure(), uuid("exhibit-2"))


def photos() -> tuple[Page, Callable[[], None]]:
    page = PhotosPage()
    view = sample.seizure()
    ids = [o.id for o in view.originals]
    page.thumbnail_wanted.connect(
        lambda o: page.thumbnail(o, None if ids.index(o) == 10 else picture(ids.index(o), 320))
    )
    page.preview_wanted.connect(lambda o: page.preview(o, picture(ids.index(o), 800)))
    return page, lambda: page.show_view(view, running("attach", 131, 200, page))


def documents() -> tuple[Page, Callable[[], None]]:
    page = DocumentsPage()
    page.page_wanted.connect(lambda report, n, width: page.page_image(report, n, 3, sheet(width)))
    return page, lambda: page.show_view(sample.seizure())


def sheet(width: int) -> QImage:
    image = QImage(width, width * 297 // 210, QImage.Format.Format_RGB888)
    image.fill(Qt.GlobalColor.white)
    return image


def exchange() -> tuple[Page, Callable[[], None]]:
    page = ExchangePage()

    def show() -> None:
        page.show_plan(PLAN)
        page.show_drives(DRIVES)
        page.show_missing(LIST[1:4], 9)
        files = [(Path(f"stick/T-2026-{n:03d}.fkb"), 40_000_000 + n * 7_000_000) for n in range(12)]
        page.importing(running("import", 7_000, 12_000, page), files)
        for n in range(7):
            page.imported(imported(files[n][0], n))

    return page, show


def imported(path: Path, n: int) -> Any:  # noqa: ANN401  (as above)
    outcome = {2: "quarantined", 4: "partial"}.get(n, "stored")
    told = {
        2: (_("A photo does not match its hash."), _("It is kept apart. The sender still has it: ask for it again.")),
        4: (_("Entries have not come yet."), _("What came is stored. The rest waits for the next bundle.")),
    }
    exceptions = [SimpleNamespace(code="x", message=told[n][0], hint=told[n][1])] if n in told else []
    return SimpleNamespace(
        path=path,
        outcome=outcome,
        bundle=f"B-{5120 - n}",
        sender=("Banteay Meanchey 2", "Kandal 3")[n % 2],
        accepted=90,
        known=3,
        originals=49,
        receipt_no=f"R-{8120 + n}" if outcome == "stored" else "",
        elsewhere=n == 6,
        exceptions=tuple(exceptions),
    )


def settings() -> tuple[Page, Callable[[], None]]:
    page = SettingsPage()
    return page, lambda: page.show_settings(Preferences(Path("practice/window.ini")), DESK, DESK.officer, STATUS)


def setup() -> tuple[Page, Callable[[], None]]:
    page = SetupPage()
    return page, page.settle


def laptop() -> tuple[Page, Callable[[], None]]:
    page = LaptopPage()
    me = HOME.officers[0].person
    return page, lambda: page.show_laptop(HOME.name, HOME.officers, me, at="", requested=True, field=True)


def crash() -> tuple[Page, Callable[[], None]]:
    page = CrashPage()
    return page, lambda: page.show_crash("KeyError (fieldkit/ui/page.py:88)", Path("fieldkit/crash/crash-2026.txt"))


PAGES: dict[str, Callable[[], tuple[Page, Callable[[], None]]]] = {
    "beginning": beginning,
    "unlock": unlock,
    "today": today,
    "seizure": seizure,
    **{f"writeup-{name}": writeup(name) for name, _text in WRITEUP_SECTIONS},
    "evidence": evidence,
    "photos": photos,
    "documents": documents,
    "exchange": exchange,
    "settings": settings,
    "crash": crash,
    "setup": setup,
    "laptop": laptop,
}


def stage(name: str, size: tuple[int, int] = (1280, 800)) -> Shell:
    """Return a shell that shows the page *name*, with everything a page can have."""
    shell = Shell()
    page, show = PAGES[name]()
    open_ = name not in {"beginning", "unlock", "setup"}
    shell.unlocked = shell.open_seizure = open_
    shell.officer = "Capt. Sok Dara" if open_ else ""
    shell.marks = (Mark(_("Practice"), "warn", "info"),) if open_ else ()
    shell.saved = Mark(_("All saved {time}", time="02:13:58"), "ok", "circle-check")
    shell.add(page)
    show()
    shell.resize(*size)
    shell.show()
    shell.go(page.name)
    return shell
