"""What comes before an original is sealed: the log it goes into, and the recipient it is sealed to."""

from __future__ import annotations

from fieldkit.actions.desk import Desk
from fieldkit.domain.entry import Draft, Signed
from fieldkit.domain.ledger_bodies import SeizureKey
from fieldkit.domain.types import plain
from fieldkit.sync import recipients


def ready_to_seal(desk: Desk, seizure: str) -> tuple[str, list[Signed]]:
    """Return this device's log, and the entry that names its recipient for *seizure* if that had to be written.

    The identity behind the recipient is on the disk, sealed to headquarters and the stations, when this returns.
    Raises ReadsOnly before anything is sealed.
    """
    desk.may_write()
    log = desk.log()
    recipient = desk.store.originals.identities.recipient(seizure, log, readers=recipients.readers(desk.store))
    named = any(
        signed.entry.type == "seizure.key" and signed.entry.body.get("recipient") == recipient
        for signed in desk.store.ledger.in_scope(seizure)
    )
    if named:
        return log, []
    body = plain(SeizureKey(recipient=recipient))
    return log, desk.write(Draft(type="seizure.key", subj=seizure, scope=(seizure,), body=body), by_device=True)
