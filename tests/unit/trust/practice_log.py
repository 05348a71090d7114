"""A practice log for the tests of this room: one device, one officer, keys made for the run."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from fieldkit.domain.entry import FIRST_PREV, Claimed, Entry, Signed
from fieldkit.trust.entries import seal
from fieldkit.trust.sealing import Identity
from fieldkit.trust.signing import SoftKey

SEIZURE = "01900000-0000-7000-8000-000000000001"
PERSON = "01900000-0000-7000-8000-00000000000a"
DEVICE_ID = "01900000-0000-7000-8000-00000000000d"
DEVICE = SoftKey.generate()
OFFICER = SoftKey.generate()
RECIPIENT = Identity.generate().recipient


def claimed(wall: int = 1_790_000_000_000) -> Claimed:
    return Claimed(wall=wall, offset=420, mono_us=5, boot="cd" * 16)


def entry(
    type: str,  # noqa: A002  (the entry's own word)
    body: dict[str, object] | None = None,
    *,
    log: str = "ab" * 16,
    after: Signed | None = None,
    signer: SoftKey = OFFICER,
    scope: Sequence[str] = (),
    base: Sequence[str] = (),
) -> Entry:
    return Entry(
        v=1,
        log=log,
        seq=after.entry.seq + 1 if after else 0,
        prev=after.hash if after else FIRST_PREV,
        type=type,
        tv=1,
        subj=SEIZURE,
        scope=tuple(scope),
        base=tuple(base),
        t=claimed(),
        by=signer.key_id,
        body=body or {},
    )


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def log_open(log: str = "ab" * 16, signer: SoftKey = DEVICE) -> Signed:
    body: dict[str, object] = {"key": b64(signer.public), "recipient": RECIPIENT, "device": DEVICE_ID, "practice": True}
    return seal(entry("log.open", body, log=log, signer=signer), signer)


def key_open(after: Signed, signer: SoftKey = OFFICER) -> Signed:
    body: dict[str, object] = {
        "key": b64(signer.public),
        "recipient": RECIPIENT,
        "person": PERSON,
        "name": "Practice Officer",
    }
    return seal(entry("key.open", body, log=after.entry.log, after=after, signer=signer), signer)


def run(count: int, log: str = "ab" * 16, mark: str = "") -> list[Signed]:
    """A log of *count* entries: log.open, key.open, then narratives."""
    made = [log_open(log)]
    if count > 1:
        made.append(key_open(made[0]))
    for n in range(2, count):
        body: dict[str, object] = {"text": f"Practice {mark}{n}"}
        draft = entry("narrative.set", body, log=log, after=made[-1], scope=[SEIZURE])
        made.append(seal(draft, OFFICER))
    return made[:count]
