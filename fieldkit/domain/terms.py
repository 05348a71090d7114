"""Words for values that both a screen and a paper name, as message ids of the catalogue: one table for each."""

from __future__ import annotations

from typing import Final

from fieldkit.errors import N_

ANCHORS: Final[dict[str, str]] = {
    "owner_receipt": N_("on the owner’s receipt"),
    "duty_desk": N_("read out to the duty desk"),
    "paper": N_("copied to a numbered pad"),
    "photo": N_("photographed by the owner"),
    "bundle": N_("in a bundle"),
    "hand_over": N_("with a hand-over to another device"),
    "receipt": N_("by headquarters’ receipt"),
}
"""How a log head left the team's hands."""
CLAIMED: Final[frozenset[str]] = frozenset(ANCHORS) - {"receipt"}
"""Anchors whose time is the word of the team's device."""
PAPERS: Final[dict[str, str]] = {
    "seizure": N_("Seizure report"),
    "owner_receipt": N_("Owner’s receipt"),
    "flash": N_("Flash report"),
    "slip": N_("Hand-over slip"),
    "form": N_("Custody form"),
}
"""Kinds of documents, in the order in which a page lists them."""
