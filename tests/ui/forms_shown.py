"""Forms put up for tests: one filled sample of each, and what a person does with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.domain.values import Party
from fieldkit.text import suggest
from fieldkit.ui.forms.all_forms import form_for
from fieldkit.ui.forms.spec import Known
from fieldkit.ui.forms.view import FormView
from fieldkit.ui.widgets.boxes import Scroll, column
from fieldkit.ui.widgets.button import Button
from tests.ui import fit
from tests.ui.conftest import Dress

ID = "00000000-0000-4000-8000-00000000000"
LEAD = {"name": "Dara Practice", "rank": "Lieutenant", "office": "Poipet station", "person": f"{ID}1"}
WITNESS = {"name": "Witness A", "id_ref": "0-1", "phone": "000"}
SCALE = {"name": "Practice scale", "serial": "PS-1", "division_ug": "0.1 g", "zero_checked": True}
FILLED: dict[str, dict[str, Any]] = {
    "called": {"number": "T-1", "title": "ផ្ទះជួល", "unit": "Practice unit", "case_no": "P-1", "linked": [f"{ID}9"]},
    "times": {"started": "2026-11-22 01:37", "found": "2026-11-22 01:44", "clock_evidence": "Photo of a clock"},
    "place": {
        "place": {
            "province": "01",
            "district": "0110",
            "commune": "not in the list",
            "address": "House 00",
            "point": {"lat": "13.658333", "lon": "102.55", "accuracy_m": 12},
        },
        "premises": "ផ្ទះជួល",
        "occupier": "Practice One",
        "border_point": "Poipet",
    },
    "ground": {
        "ground": "prosecutor",
        "authority": "Prosecutor Practice",
        "verbal": True,
        "at": "2026-11-22 00:52",
        "reference": "P-17",
        "night_exception": "drug_place",
        "note": "By telephone.\nWritten one follows.",
    },
    "team": {"lead": LEAD, "members": [LEAD, "Vuthy Practice"], "agencies": ["Customs"], "prosecutor": "P. Practice"},
    "presence": {
        "people": [
            {
                "party": {"name": "Witness A", "id_ref": "0-1", "phone": "000"},
                "role": "civilian_witness",
                "mark": "signed",
            },
            {"party": "ហាត់រៀន មួយ", "role": "owner", "mark": "refused", "reason": "Says they are not his"},
        ]
    },
    "route": {"origin": "TH", "transit": ["LA", "somewhere"], "destination": "KH", "direction": "import"},
    "narrative": {"language": "km", "text": "នៅយប់ថ្ងៃទី ២២\nក្រុមហាត់រៀន"},
    "person": {
        "roles": ["suspect", "owner"],
        "status": "arrested",
        "name_km": "ហាត់រៀន មួយ",
        "sex": "female",
        "age": 27,
        "nationality": "TH",
        "aliases": ["A1", "A2"],
        "arrested_at": "2026-11-22 01:46",
    },
    "deviation": {"rule": "display", "what": "No photo", "why": "Battery", "decided_by": LEAD, "exhibit": f"{ID}6"},
    "weighing": {"kind": "gross_sealed", "value": "1.2kg", "scale": SCALE, "operator": LEAD, "display": f"{ID}4"},
    "count": {"currency": "USD", "lines": {"100": 5, "0.50": 1_000_000}, "counted_by": LEAD, "suspect": "agrees"},
    "test": {"kit": "Kit", "result": "positive", "used": "0.05 g", "operator": LEAD, "photo": f"{ID}5"},
    "package": {"package_no": "P-1", "seals": ["A 004 512 881"], "sealed_by": LEAD, "photos": [f"{ID}4"]},
    "photo": {"name": "IMG_1.JPG", "view": "display", "exhibits": [f"{ID}6"], "source": "card"},
    "find-drug": {
        "number": "K7Q-1/A-01",
        "detail": {"type": "drug", "substance": "meth-crystal", "form": "crystal", "units": 1, "marks": "Gold print"},
        "description": "White pieces",
        "spot": "Spare wheel",
        "found_by": LEAD,
        "collected_by": "Vuthy Practice",
        "from_person": f"{ID}3",
        "hazards": ["Sharp"],
    },
    "find-precursor": {"detail": {"type": "precursor", "substance": "safrole-oil", "volume_ul": "1500 mL"}},
    "find-cash": {"detail": {"type": "cash", "mode": "counted"}, "description": "Notes"},
    "find-vehicle": {"detail": {"type": "vehicle", "vehicle": "motorcycle", "plate_country": "KH", "keys": 2}},
    "find-weapon": {"detail": {"type": "weapon", "weapon": "pistol", "rounds": 5, "made_safe_at": "2026-11-22 02:09"}},
    "find-phone": {"detail": {"type": "phone", "power": "on", "locked": "locked", "isolation": "Faraday bag"}},
    "find-document": {"detail": {"type": "document", "document": "Ledger", "pages": 12}},
    "find-asset": {"detail": {"type": "asset", "asset": "House", "estimate": "12500 USD"}},
    "find-other": {"detail": {"type": "other", "what": "Scale"}},
}
Show = Callable[..., FormView]


def known() -> Known:
    officers = (Party(**LEAD), Party(name="Sophea Practice", rank="Captain", person=f"{ID}2"))
    return Known(
        officers=officers,
        persons=((f"{ID}3", "ហាត់រៀន មួយ"),),
        originals=((f"{ID}4", "IMG_3.JPG"), (f"{ID}5", "IMG_4.JPG")),
        exhibits=((f"{ID}6", "A-01"), (f"{ID}7", "A-02")),
        places=suggest.places,
        substances=suggest.find_substances,
        now=lambda: "2026-11-22 02:31",
    )


@pytest.fixture
def show(qtbot: QtBot, dress: Dress) -> Show:
    standing: list[Scroll] = []

    def put_up(name: str, typed: dict[str, Any] | None = None, width: int = 640, *, open_all: bool = False) -> FormView:
        given = FILLED[name] if typed is None else typed
        view = FormView(form_for(name.partition("-")[0], given), given, known(), name=name)
        area = Scroll(column(view, None))
        area.setObjectName("area")
        area.resize(width, 760)
        qtbot.addWidget(area)
        area.show()
        more = view.findChild(Button, f"{name}_more")
        if open_all and more is not None:
            more.setChecked(True)
        qtbot.wait(10)
        standing.append(area)
        return view

    return put_up


def line(view: FormView, name: str) -> QLineEdit:
    found = view.findChild(QLineEdit, name)
    assert isinstance(found, QLineEdit), name
    return found


def said(view: QWidget) -> list[str]:
    return [text.replace("\u200b", "").replace("\u00a0", " ") for text in fit.words(view)]


def press(qtbot: QtBot, key: Qt.Key) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)


def write(qtbot: QtBot, widget: QWidget, text: str) -> None:
    widget.setFocus()
    if text.isascii():
        QTest.keyClicks(widget, text)
        return
    event = QInputMethodEvent()  # as a Khmer keyboard or an input method gives it
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)
