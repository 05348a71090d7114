"""The door of an intake: who sent a bundle, to whom, and whether it was here before.

Asked before any payload is stored.
"""

from __future__ import annotations

import shutil
from typing import Final

from fieldkit.domain.keys import KeyFacts
from fieldkit.domain.standing import revocations
from fieldkit.errors import N_, KnownError
from fieldkit.storage.store import Store
from fieldkit.storage.traffic import BundleIn
from fieldkit.sync.bundle import Head, NoRoomForBundle, UnknownSender
from fieldkit.trust import certificates

_KEEP_FREE: Final = 64 << 20
"""Bytes that an import leaves free, so that people can go on saving."""


class BundleForSomebodyElse(KnownError):
    """Sealed for others; this home could open nothing in it."""

    code = "bundle-for-somebody-else"
    message = N_("This bundle is for somebody else.")
    hint = N_("Nothing was taken from it. It stays where it is; bring it to the headquarters it was made for.")


class PracticeBundle(KnownError):
    """Practice and real never mix."""

    code = "practice-bundle"
    message = N_("This is a practice bundle; it does not belong into real records.")
    hint = N_("Nothing was taken from it. Open it in a practice home.")


class RealBundle(KnownError):
    """Practice and real never mix."""

    code = "real-bundle"
    message = N_("This bundle holds real records; this home is for practice.")
    hint = N_("Nothing was taken from it. Import it in a real home.")


class NotEnrolled(KnownError):
    """The home has no headquarters yet, so it can neither seal to it nor check what comes from it."""

    code = "not-enrolled"
    message = N_("This device does not belong to a headquarters yet.")
    hint = N_(
        "Everything is saved here. Send the enrolment request and bring back the grant; then export and import work."
    )


class BundleChanged(KnownError):
    """The name of a bundle that was here before, around other contents."""

    code = "bundle-changed"
    message = N_("A different bundle with the same name was already imported here ({bundle}).")
    hint = N_("Nothing was taken from it. Keep both files and report it: somebody may have tampered with a device.")


class Caller:
    """What is known of a bundle's sender once the door was passed."""

    def __init__(self, store: Store) -> None:
        """Wait for a bundle at the home of *store*."""
        self._store = store
        self.facts = KeyFacts(key="", kind="device")
        self.revoked = False
        self.before: BundleIn | None = None

    def admit(self, head: Head) -> bytes:
        """Return the sender's key when the bundle is for us and its sender's certificates hold under our root.

        Sets `facts`. Raises PracticeBundle, RealBundle, BundleForSomebodyElse, NotEnrolled, UnknownSender.
        """
        store, info = self._store, head.info
        if info.practice != store.home.practice:
            raise PracticeBundle if info.practice else RealBundle
        if store.device.identity.recipient not in info.addressees:
            raise BundleForSomebodyElse
        root = store.certificates.root()
        if root is None:
            raise NotEnrolled
        try:
            self.facts = certificates.facts_of(head.chain, root=root)
            public = certificates.leaf_key(head.chain)
        except certificates.NotCertified as refused:
            raise UnknownSender(why=refused.facts["what"]) from refused
        if not (self.facts.kind == "device" or (self.facts.kind == "hq" and "receipt" in self.facts.roles)):
            raise UnknownSender(why=self.facts.kind)
        return public

    def begin(self, head: Head) -> None:
        """Look whether this bundle was here before and whether there is room, now that its signature holds.

        Sets `revoked`, and `before` when it was. Raises BundleChanged, NoRoomForBundle.
        """
        self.revoked = self.facts.key in revoked_keys(self._store)
        before = self._store.bundles.get(head.info.bundle, head.info.part)
        if before is not None and before.sha256 != head.sha256:
            raise BundleChanged(bundle=head.info.bundle)
        self.before = before
        if not self.finished:
            _check_room(self._store, head.info.octets)

    @property
    def finished(self) -> bool:
        """Tell whether this very part was read here before, to its end."""
        return self.before is not None and self.before.state == "done"

    @property
    def is_headquarters(self) -> bool:
        """Tell whether a key of headquarters signed the bundle."""
        return self.facts.kind == "hq"


def revoked_keys(store: Store) -> frozenset[str]:
    """Return the keys that headquarters revoked, wherever their limits lie."""
    words = store.ledger.of_type("revoke")
    known = store.certificates.facts_of_many({word.entry.by for word in words})
    return frozenset(word.key for word in revocations(words, known))


def _check_room(store: Store, octets: int) -> None:
    if shutil.disk_usage(store.home.staging).free < octets + _KEEP_FREE:
        raise NoRoomForBundle(needed=-(-octets // 10**6))
