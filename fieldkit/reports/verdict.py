"""What `verify` says about a document, in plain facts, and the sentences for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from fieldkit.errors import N_, Fact

MESSAGES: Final[Mapping[str, str]] = {
    "too-large": N_("The file is larger or has more parts than any document of ours; it was not examined."),
    "unreadable": N_("The file is not a PDF that Fieldkit made, or it is damaged."),
    "unsigned": N_("The document has no signature. It is a draft."),
    "not-whole-file": N_("The last signature does not cover the whole file: something was added or cut off."),
    "altered": N_("The content does not match the signature in {field}: the file was changed."),
    "container": N_("The signature in {field} is not built as Fieldkit builds signatures."),
    "changed-after-signing": N_("The document was changed after {field} was signed, by more than a signature."),
    "not-certified": N_("The first signature does not certify the document."),
    "structure": N_("The document contains something that Fieldkit does not write ({what})."),
    "record-missing": N_("The facts of the document (record.json) are missing, or are not the ones that were signed."),
    "record-malformed": N_("The facts of the document (record.json) are not in the form that Fieldkit writes."),
    "record-differs": N_("The facts in the document are not the facts it was compared with."),
    "fields-differ": N_("The places for signatures are not those which the facts of the document require."),
    "unfinished": N_("The signature {field} is still missing."),
    "signer-unknown": N_("The signer in {field} is not certified by a headquarters that this computer trusts."),
    "wrong-signer": N_("The signature in {field} is by {name}, not by the person or role the document requires."),
    "same-person": N_("{name} signed in more than one place; the document requires different people."),
    "examined-in-vain": N_("The file could not be examined to the end ({what}). Do not rely on it."),
}
"""Sentence of each reason code; `{field}`, `{name}` and `{what}` are filled from the reason's facts."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a document is not valid: a stable code and what it is about."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The message id of the text catalogue."""
        return MESSAGES[self.code]


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a certificate names, as `fieldkit.trust` reads it."""

    person_id: str
    roles: frozenset[str]
    name: str
    key_kind: str
    """officer, device or hq; only officers' keys sign documents."""


@dataclass(frozen=True, slots=True)
class SignerSeen:
    """One signature of the document. Name, person and roles are the certificate's claim; believe them if `known`."""

    field: str
    name: str
    person_id: str
    roles: frozenset[str]
    when_claimed: datetime | None
    certificate: bytes
    known: bool
    """The certificate's chain ends in a trusted root."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of `verify`.

    `intact`: every signature there is holds and nothing else changed, whoever signed. `valid`: intact, and exactly the
    people whom record.json requires have signed, certified by a trusted headquarters. `record` is record.json if it
    is covered by the first signature of an intact document.
    """

    valid: bool
    intact: bool
    reasons: tuple[Reason, ...] = ()
    signers: tuple[SignerSeen, ...] = ()
    record: Mapping[str, Any] | None = None


class Doubt(Exception):
    """Ends an examination with a reason; never leaves `verify`."""

    def __init__(self, code: str, **facts: Fact) -> None:
        """State the reason *code* with its *facts*."""
        super().__init__(code, *facts.values())
        self.reason = Reason(code, facts)
