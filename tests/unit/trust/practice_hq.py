"""A practice headquarters for the tests of this room."""

from __future__ import annotations

from fieldkit.domain.keys import KeyFacts, Role
from fieldkit.trust.certificates import found
from fieldkit.trust.sealing import Identity
from fieldkit.trust.signing import SoftKey

MADE = 1_790_000_000_000
PERSON = "01900000-0000-7000-8000-00000000000a"
DEVICE_ID = "01900000-0000-7000-8000-00000000000d"
AUTHORITY, ROOT_KEY = found(name="Practice headquarters", made=MADE)
ROOT = AUTHORITY.root
ISSUER = SoftKey.generate()
HQ, RECOVERY = Identity.generate(), Identity.generate()


def officer_facts(key: SoftKey, name: str = "មន្ត្រី Practice", roles: tuple[Role, ...] = ("officer",)) -> KeyFacts:
    return KeyFacts(
        key=key.key_id,
        kind="officer",
        person=PERSON,
        device=DEVICE_ID,
        name=name,
        rank="Captain",
        unit="Practice unit 1",
        roles=frozenset(roles),
    )


def hq_facts(key: SoftKey, *roles: Role) -> KeyFacts:
    return KeyFacts(key=key.key_id, kind="hq", name="Practice HQ", roles=frozenset(roles))


ISSUER_CHAIN = AUTHORITY.certify(hq_facts(ISSUER, "issue"), ISSUER.public, made=MADE)
