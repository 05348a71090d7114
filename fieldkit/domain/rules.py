"""The rules of a write-up: what they are called, where they come from, and what headquarters' rule pack changes.

A rule pack (`rules`, signed by headquarters) names rules by their code and may say of each:

    label     "law", "order" or "default"
    text      {"km": "...", "en": "..."}: what is missing, in place of ours
    source    "CCP 91", "Order 12/2026": printed beside the label
    off       true: not asked for
    witnesses how many civilian witnesses stand for the owner         ("presence", "second-witness")
    share_ppm, division_ug: when two like weighings disagree           ("weight"; see `WeightRule`)

Everything else in it is passed over: a newer headquarters may know rules that this version cannot check. What the pack
does not relabel stays what it is here; a default of ours is never printed as law.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeVar

import msgspec

from fieldkit.domain.context import Context, WeightRule
from fieldkit.domain.entry import Signed
from fieldkit.domain.ledger_bodies import RulePack
from fieldkit.domain.standing import standing
from fieldkit.domain.types import body_of
from fieldkit.domain.view import COUNTS
from fieldkit.errors import N_
from fieldkit.text.catalogue import Language, _, language
from fieldkit.text.plain import plain

Label = Literal["law", "order", "default"]
"""Where a rule comes from. A default is ours and is never printed as law."""
LABELS: Final[dict[str, str]] = {"law": N_("Law"), "order": N_("Order"), "default": N_("Our default")}
WITNESSES: Final = 2
"""Civilian witnesses that stand for an absent owner (Code of Criminal Procedure, article 91)."""
_LONGEST: Final = 600
_MOST: Final = 10
T = TypeVar("T")


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule: where it comes from, what is missing (untranslated), its source, and where it is mended.

    texts: headquarters' words by language. section, form: of the write-up page; an exhibit's rule names its form only.
    """

    label: Label = "default"
    text: str
    source: str = ""
    texts: dict[str, str] = {}
    section: str = "exhibits"
    form: str = ""

    def said(self, lang: Language | None = None) -> str:
        """Return what is missing in *lang* (default: the language in use)."""
        return self.texts.get(lang or language()) or _(self.text, lang=lang)


def _law(text: str, section: str, form: str) -> Rule:
    return Rule(label="law", source="CCP 91", text=text, section=section, form=form)


def _rules() -> dict[str, Rule]:
    return {
        "presence": _law(
            N_("Neither the owner nor two witnesses who are not police were present."), "team", "presence"
        ),
        "second-witness": _law(
            N_("Only one witness who is not police is named, and the owner was not there."), "team", "presence"
        ),
        "legal-ground": _law(N_("The legal ground of the search is missing."), "ground", "ground"),
        "authorised-at": _law(N_("The time of the prosecutor's authorisation is missing."), "ground", "ground"),
        "night-search": _law(N_("Searched between 18:00 and 06:00 without a ground for doing so."), "ground", "ground"),
        "team": Rule(text=N_("The lead officer is missing."), section="team", form="team"),
        "second-officer": Rule(
            text=N_("Nobody but the lead officer is named in the team."), section="team", form="team"
        ),
        "place": Rule(text=N_("The place is missing."), section="where", form="place"),
        "found-at": Rule(text=N_("The time of the find is missing."), section="where", form="times"),
        "clock-evidence": Rule(
            text=N_("Nothing shows that the clock of this laptop was right."), section="where", form="times"
        ),
        "camera-clock": Rule(text=N_("The clock of a camera has not been checked."), section="photos"),
        "narrative": Rule(text=N_("The narrative is missing."), section="narrative", form="narrative"),
        "attestation": Rule(text=N_("No second person has signed for what was found."), section="lock"),
        "spot": Rule(text=N_("Where exactly it was found is missing."), form="find"),
        "seal": Rule(text=N_("There is no seal."), source="ASTM E1459", form="package"),
        "seal-witness": Rule(
            text=N_("Nobody but the person who sealed it witnessed the sealing."),
            source="DEA Agents Manual",
            form="package",
        ),
        "gross": Rule(text=N_("The sealed package has not been weighed."), source="US DOJ OIG 16-08", form="weighing"),
        "display": Rule(text=N_("No photo shows the display of the scale."), form="photo"),
        "second-weigher": Rule(text=N_("Nobody but the operator saw the weighing."), form="weighing"),
        "field-test": Rule(text=N_("No field test of the suspected drug is recorded."), form="test"),
        "count": Rule(text=N_("The money has not been counted."), form="count"),
        "count-witness": Rule(
            text=N_("Nobody but the person who counted the money saw the counting."),
            source="US DOJ OIG 07-06, app. XII",
            form="count",
        ),
        "made-safe": Rule(text=N_("Who made the weapon safe is missing."), form="find"),
        "isolation": Rule(text=N_("How the phone was cut off from the network is missing."), form="find"),
        "view-found": Rule(text=N_("No photo shows it as it was found."), source="ASTM E1459", form="photo"),
        "view-close": Rule(text=N_("No close-up photo shows it with a scale."), form="photo"),
        "view-sealed": Rule(text=N_("No photo shows the sealed package."), form="photo"),
    }


RULES: Final[dict[str, Rule]] = _rules()
"""The rules in force until headquarters signs a pack of its own."""


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """The rules in force. version: of headquarters' pack, "" = our defaults."""

    version: str = ""
    rules: dict[str, Rule] = msgspec.field(default_factory=lambda: RULES)
    witnesses: int = WITNESSES
    weight: WeightRule = WeightRule()


DEFAULTS: Final = Pack()


def pack_of(body: RulePack | None) -> Pack:
    """Return our rules with what headquarters' pack *body* changes; None = unchanged."""
    if body is None:
        return DEFAULTS
    said = {name: told for name, told in body.rules.items() if isinstance(told, dict)}
    kept = {
        name: _changed(rule, said.get(name, {}))
        for name, rule in RULES.items()
        if said.get(name, {}).get("off") is not True
    }
    presence, weight = {**said.get("second-witness", {}), **said.get("presence", {})}, said.get("weight", {})
    return Pack(
        version=body.version,
        rules=kept,
        witnesses=_number(presence.get("witnesses"), 1, _MOST, WITNESSES),
        weight=WeightRule(
            share_ppm=_number(weight.get("share_ppm"), 0, 1_000_000, DEFAULTS.weight.share_ppm),
            division_ug=_number(weight.get("division_ug"), 0, 10**12, DEFAULTS.weight.division_ug),
        ),
    )


def _changed(rule: Rule, told: Mapping[str, Any]) -> Rule:
    label = told.get("label")
    label = label if isinstance(label, str) and label in LABELS else None
    texts = told.get("text")
    source = told.get("source")
    return msgspec.structs.replace(
        rule,
        label=label or rule.label,
        source=plain(source, _LONGEST)
        if isinstance(source, str)
        else rule.source
        if label in (None, rule.label)
        else "",
        texts={lang: plain(text, _LONGEST) for lang, text in texts.items() if isinstance(text, str) and text.strip()}
        if isinstance(texts, dict)
        else {},
    )


def _number(told: object, least: int, most: int, otherwise: int) -> int:
    return told if isinstance(told, int) and not isinstance(told, bool) and least <= told <= most else otherwise


def newest(entries: Iterable[Signed], context: Context) -> RulePack | None:
    """Return the rule pack that counts: of those by keys that may issue one, the one no other takes the place of.

    A pack takes the place of what it names as its base and of what stands before it in its log. Where two logs of
    headquarters have one each, the later by headquarters' own clock holds.
    """
    counting = [one for one in entries if one.entry.type == "rules" and standing(one, context) in COUNTS]
    replaced = {name for one in counting for name in one.entry.base}
    last = {one.entry.log: 0 for one in counting}
    for one in counting:
        last[one.entry.log] = max(last[one.entry.log], one.entry.seq)
    standing_ones = [one for one in counting if one.hash not in replaced and one.entry.seq == last[one.entry.log]]
    for one in sorted(standing_ones, key=lambda one: (one.entry.t.wall, one.hash), reverse=True):
        body = body_of(one.entry)
        if isinstance(body, RulePack):
            return body
    return None
