"""The first raid in practice, step by step. A step is done when the record says so, not when somebody pressed next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from fieldkit.domain.next_step import waiting
from fieldkit.domain.view import SeizureView
from fieldkit.errors import N_


class CoachStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step: what to do (untranslated), on which page of the window, and when it is done."""

    name: str
    title: str
    note: str
    page: str
    done: Callable[[SeizureView], bool]


def _weighed(view: SeizureView) -> bool:
    return any(not fact.voided for exhibit in view.exhibits for fact in exhibit.weighings)


def _photographed(view: SeizureView) -> bool:
    ours = (one.fact for one in view.originals if not one.fact.voided)
    return any(exhibit.id in fact.register.shown.exhibits for fact in ours for exhibit in view.exhibits)


def _signed(view: SeizureView) -> bool:
    finds = any(exhibit.find.attested for exhibit in view.exhibits)
    signed = finds or any(weighing.attested for exhibit in view.exhibits for weighing in exhibit.weighings)
    return signed and not any(waiting(view).unsigned.values())


def _handed_over(view: SeizureView) -> bool:
    return any(step.act.type == "custody.accept" for exhibit in view.exhibits for step in exhibit.timeline)


STEPS: Final[tuple[CoachStep, ...]] = (
    CoachStep(
        name="new",
        title=N_("Start a seizure"),
        note=N_("Press N on Today. It has a number at once and needs no network."),
        page="today",
        done=lambda view: view.entries > 0,
    ),
    CoachStep(
        name="where",
        title=N_("Say where"),
        note=N_("Type the first letters of the village and choose it. Then save with Ctrl+S."),
        page="seizure",
        done=lambda view: view.place is not None,
    ),
    CoachStep(
        name="exhibit",
        title=N_("Add one exhibit"),
        note=N_("Press A, choose drug, and say what it looks like and where it lay."),
        page="seizure",
        done=lambda view: any(not exhibit.find.voided for exhibit in view.exhibits),
    ),
    CoachStep(
        name="weigh",
        title=N_("Weigh it"),
        note=N_("Press W. Type what the display shows, read the large number, then say yes."),
        page="seizure",
        done=_weighed,
    ),
    CoachStep(
        name="photo",
        title=N_("Photograph it"),
        note=N_("Add a photo to the exhibit. Any picture will do in practice."),
        page="photos",
        done=_photographed,
    ),
    CoachStep(
        name="sign",
        title=N_("The second officer signs"),
        note=N_("Hand the laptop to your colleague. They unlock, read each line and sign once."),
        page="today",
        done=_signed,
    ),
    CoachStep(
        name="hand_over",
        title=N_("Hand it over"),
        note=N_("The taker types seal and weight from the bag. Only their signature moves it."),
        page="evidence",
        done=_handed_over,
    ),
    CoachStep(
        name="lock",
        title=N_("Lock the write-up"),
        note=N_("Look at what a court will miss, then lock. After that every change shows."),
        page="seizure",
        done=lambda view: view.state in {"locked", "accepted"},
    ),
    CoachStep(
        name="export",
        title=N_("Export it"),
        note=N_("Press E on Today and choose a folder. In practice any folder is a stick."),
        page="exchange",
        done=lambda view: view.ticks.left,
    ),
)


def current(view: SeizureView | None) -> int:
    """Return the position in `STEPS` of the first step that is not done; their number when all are."""
    if view is None:
        return 0
    return next((n for n, step in enumerate(STEPS) if not step.done(view)), len(STEPS))
