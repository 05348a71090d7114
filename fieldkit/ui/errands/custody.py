"""Errands of the evidence page: store, open, seal again, over-label, laboratory, settle, correct; find by scan."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from fieldkit.domain.values import Party
from fieldkit.domain.view import ExhibitView
from fieldkit.errors import KnownError
from fieldkit.text.catalogue import _, sentence
from fieldkit.ui import lines, words
from fieldkit.ui.dialogs.actform import ActForm, Answers, Blank
from fieldkit.ui.errands.custody_forms import CORRECTABLE, corrected, form_of, step_words
from fieldkit.ui.errands.disputes import cases, conflicts
from fieldkit.ui.pages.evidence_acts import found

if TYPE_CHECKING:
    from fieldkit.actions.desk import Changes, Desk
    from fieldkit.domain.view import Step
    from fieldkit.ui.dialogs.settle import Case, Settle
    from fieldkit.ui.window import Window


class CustodyErrands:
    """What the evidence page asks for."""

    def __init__(self, window: Window) -> None:
        self._window = window
        window.evidence.act_asked.connect(self.ask)
        window.evidence.scanned.connect(self._find)
        window.seizure.settle_asked.connect(self.settle_write_up)

    def ask(self, act: str, exhibit: str) -> None:
        """Open what *act* needs for *exhibit*."""
        one = self._exhibit(exhibit)
        if one is None:
            return
        if act == "hand_over":
            self._window.handover_errands.open((exhibit,))
        elif act == "settle":
            self._settle(one)
        elif act == "correct":
            self._choose_fact(one)
        else:
            form = form_of(act, one)
            self._form(form.name, form.title, form.note, form.blanks, form.act, form.icon, partial(self._do, act, one))

    def _exhibit(self, exhibit: str) -> ExhibitView | None:
        view = self._window.view
        return next((one for one in view.exhibits if one.id == exhibit), None) if view is not None else None

    def _form(  # noqa: PLR0917  (a form is these parts, always all of them)
        self,
        name: str,
        title: str,
        note: str,
        blanks: tuple[Blank, ...],
        act: str,
        icon: str,
        run: Callable[[Answers, ActForm], None],
    ) -> None:
        ActForm(self._window, name, title, note, blanks, act=act, icon=icon, run=run, people=self._people()).open()

    def _people(self) -> list[Party]:
        """Return the other officers of this laptop: who may be the second person of an act."""
        card, home = self._window.card, self._window.homes.card
        return [
            Party(name=one.name, person=one.person, rank=one.rank, office=one.unit)
            for one in (home.officers if home else ())
            if card is not None and one.person != card.person
        ]

    # --- acts ---------------------------------------------------------------------------------------------------------
    def _do(self, act: str, exhibit: ExhibitView, answers: Answers, form: ActForm) -> None:
        view = self._window.view
        if view is not None:
            second = form.party("second")
            self._write(form, lambda desk: _act(desk, view.id, exhibit, act, answers, second))

    def _write(self, form: ActForm | Settle, work: Callable[[Desk], Changes]) -> None:
        window, desk = self._window, self._window.desk
        if desk is None:
            return

        def done(_changes: Changes) -> None:
            form.accept()
            window.banner.say("ok", _("Signed and saved."))

        def failed(error: BaseException) -> None:
            if isinstance(error, KnownError):
                form.complain(" ".join(sentence(error)))
            else:
                form.reject()
                window.show_error(error)

        window.ops.write(lambda: work(desk), done=done, failed=failed, initiator=window)

    # --- disputes -----------------------------------------------------------------------------------------------------
    def _settle(self, exhibit: ExhibitView) -> None:
        from fieldkit.ui.dialogs.settle import Settle

        open_ = cases(exhibit)
        if open_:
            Settle(self._window, open_, words.short_number(exhibit), partial(self._resolve, exhibit)).open()

    def _resolve(self, exhibit: ExhibitView, case: Case, holds: str, reason: str, dialog: Settle) -> None:
        view = self._window.view
        if view is None:
            return
        seizure = view.id

        def work(desk: Desk) -> Changes:
            from fieldkit.actions import review
            from fieldkit.ui.errands.disputes import value_of

            kind, _sep, key = case.key.partition(":")
            if kind == "axis":
                claims = [claim.entry for claim in case.claims]
                return review.resolve_custody(
                    desk=desk, seizure=seizure, exhibit=exhibit.id, axis=key, claims=claims, holds=holds, reason=reason
                )
            value = value_of(exhibit, key, holds)
            return review.resolve(desk=desk, seizure=seizure, subject=exhibit.id, fact=key, value=value, reason=reason)

        self._write(dialog, work)

    def settle_write_up(self) -> None:
        """Show what the write-up of the open seizure tells in several ways, side by side."""
        from fieldkit.ui.dialogs.settle import Settle

        view = self._window.view
        open_ = {one.case.key: one for one in conflicts(view)} if view is not None else {}
        if view is None or not open_:
            return

        def run(case: Case, holds: str, reason: str, dialog: Settle) -> None:
            one = open_[case.key]

            def work(desk: Desk) -> Changes:
                from fieldkit.actions import review

                return review.resolve(
                    desk=desk,
                    seizure=view.id,
                    subject=one.subject,
                    group=one.group,
                    fact=one.fact,
                    value=one.value(holds),
                    reason=reason,
                )

            self._write(dialog, work)

        Settle(self._window, [one.case for one in open_.values()], lines.line(view.number, 40), run).open()

    # --- corrections --------------------------------------------------------------------------------------------------
    def _choose_fact(self, exhibit: ExhibitView) -> None:
        steps = [step for step in reversed(exhibit.timeline) if step.act.type in CORRECTABLE]
        if not steps:
            hint = _("What was found and weighed is corrected where it was written up.")
            self._window.banner.say("warn", _("There is no custody fact to correct."), hint)
        elif len(steps) == 1:
            self._correct(exhibit, steps[0])
        else:
            options = tuple((step.act.entry, step_words(step)) for step in steps)
            by = {step.act.entry: step for step in steps}

            def chosen(answers: Answers, form: ActForm) -> None:
                form.accept()
                self._correct(exhibit, by[answers["fact"]])

            blank = Blank("fact", _("What is wrong"), "pick", options=options)
            note = _("A correction moves no custody. What stood before stays legible.")
            self._form("choose_fact", _("Correct"), note, (blank,), _("Correct"), "pencil", chosen)

    def _correct(self, exhibit: ExhibitView, step: Step) -> None:
        view = self._window.view
        if view is None:
            return
        seizure = view.id
        blanks = (
            *CORRECTABLE[step.act.type](step),
            Blank("why", _("Why it is corrected"), needed=True),
            Blank("mistyped", _("Mistyped"), "choice", options=(("no", _("No")), ("yes", _("Yes")))),
        )

        def run(answers: Answers, form: ActForm) -> None:
            def work(desk: Desk) -> Changes:
                from fieldkit.actions import review

                return review.correct(
                    desk=desk,
                    seizure=seizure,
                    target=step.act.entry,
                    body=corrected(step, answers),
                    reason=answers["why"],
                    mistyped=answers["mistyped"] == "yes",
                )

            self._write(form, work)

        note = _("A correction moves no custody. What stood before stays legible.")
        title = _("Correct {number}: {what}", number=words.short_number(exhibit), what=step_words(step))
        self._form("correct_fact", title, note, blanks, _("Sign the correction"), "pencil", run)

    # --- finding ------------------------------------------------------------------------------------------------------
    def _find(self, scanned: str) -> None:
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None:
            return
        here = found(view, scanned) if view is not None else ""
        if view is not None and here:
            window.evidence.show_view(view, here)
            window.frame()
            return

        def look() -> str:
            from fieldkit.actions import find

            return next((hit.seizure for hit in find.search(desk=desk, text=scanned)), "")

        def done(seizure: str) -> None:
            if seizure:
                window.open(seizure, "evidence")
            else:
                note = _("Scan it again, or type the number as it stands on the bag.")
                window.banner.say("warn", _("Nothing here bears {number}.", number=lines.line(scanned, 60)), note)

        window.ops.read(look, done=done, owner=window)


def _act(  # noqa: PLR0917  (an act is these parts, always all of them)
    desk: Desk, seizure: str, exhibit: ExhibitView, act: str, answers: Answers, second: Party | None
) -> Changes:
    """Write one act about one exhibit."""
    from fieldkit.actions import custody
    from fieldkit.domain.custody_bodies import LabResult
    from fieldkit.domain.quantity import parse_mass

    if act == "store":
        return custody.store(
            desk=desk, seizure=seizure, exhibit=exhibit.id, location=answers["location"], second=second
        )
    if act == "break":
        return custody.break_seal(
            desk=desk,
            seizure=seizure,
            exhibit=exhibit.id,
            order=answers["order"],
            reason=answers["reason"],
            second=second,
        )
    if act == "reseal":
        return custody.reseal(
            desk=desk,
            seizure=seizure,
            exhibit=exhibit.id,
            package_no=answers["package_no"],
            seals=_several(answers["seals"]),
            second=second,
            note=answers["note"],
        )
    if act == "label":
        return custody.supersede_label(
            desk=desk,
            seizure=seizure,
            exhibit=exhibit.id,
            old=answers["old"],
            new=answers["new"],
            reason=answers["reason"],
            second=second,
        )
    net = answers["net"]
    result = LabResult(
        lab=answers["lab"],
        report_no=answers["report_no"],
        substances=_several(answers["substances"]),
        net=parse_mass(net) if net else None,
        analyst=Party(name=answers["analyst"]) if answers["analyst"] else None,
    )
    return custody.lab_result(desk=desk, seizure=seizure, exhibit=exhibit.id, result=result)


def _several(typed: str) -> tuple[str, ...]:
    """Return what was typed with commas between."""
    return tuple(part.strip() for part in typed.split(",") if part.strip())
