"""Facts of the moment with their corrections, field groups with their resolves, and who else signed for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from fieldkit.domain import review_bodies as rb
from fieldkit.domain.entry import Signed
from fieldkit.domain.judged import Judged
from fieldkit.domain.registers import Telling, build, fact_key, group_key
from fieldkit.domain.types import TYPES
from fieldkit.domain.view import Act, Attested, FactView, Problem, Register

T = TypeVar("T", bound=msgspec.Struct)


class Facts:
    """Builds registers and facts from judged entries; collects what could not be used in `problems`."""

    def __init__(self, judged: Judged, acts: dict[str, Act]) -> None:
        self.judged = judged
        self.acts = acts
        self.problems: list[Problem] = []
        self._told: dict[str, FactView[Any]] = {}
        self._corrections: dict[str, list[tuple[Signed, rb.Correct]]] = {}
        self._resolves: dict[str, list[tuple[Signed, rb.Resolve]]] = {}
        self._voids: dict[str, str] = {}
        self._attested: dict[str, list[Attested]] = {}
        self._sort_corrections()
        self._sort_resolves()
        for signed, body in judged.counting(rb.Void):
            if not self._late(signed):
                self._voids.setdefault(body.target, body.reason)
                if body.target not in judged.by_hash:
                    self.problem(signed, "unknown-target")
        self._sort_attestations()

    def problem(self, signed: Signed, why: str) -> None:
        """Note that *signed* is kept but does not count, or waits."""
        self.problems.append(Problem(act=self.acts[signed.hash], why=why, body=signed.entry.body))

    def voided(self, first: str) -> str:
        """Return why the thing first told by the entry *first* was entered by mistake, or nothing."""
        return self._voids.get(first, "")

    def attested(self, names: Iterable[str], current: Iterable[str]) -> tuple[Attested, ...]:
        """Return who else signed for any of the entries *names*; those not *current* were corrected afterwards."""
        now = set(current)
        return tuple(
            one if name in now else msgspec.structs.replace(one, before_correction=True)
            for name in names
            for one in self._attested.get(name, ())
        )

    def group(self, subject: str, kind: type[T], tellings: Iterable[tuple[Signed, T]]) -> Register[T] | None:
        """Return the register of a field group from its counting entries, or None when nobody told it."""
        found = [self._telling(signed, body) for signed, body in tellings if not self._late(signed)]
        type_name = next((name for name, known in TYPES.items() if known.body is kind), "")
        found += self._decided(group_key(subject, type_name), kind)
        return build(self._ordered(found)) if found else None

    def fact(self, signed: Signed, body: T) -> FactView[T]:
        """Return the fact first told by *signed*, with its corrections and attestations."""
        if signed.hash in self._told:
            return self._told[signed.hash]
        found = [self._telling(signed, body)]
        for correction, said in self._corrections.pop(signed.hash, []):
            value = self._as(type(body), said.body)
            if value is None:
                self.problem(correction, "unreadable")
            elif self._late(correction):
                continue
            else:
                found.append(self._telling(correction, value, reason=said.reason, mistyped=said.mistyped))
        found += self._decided(fact_key(signed.hash), type(body))
        register = build(self._ordered(found))
        fact = FactView(
            id=signed.hash,
            act=self.acts[signed.hash],
            register=register,
            attested=self.attested([one.hash for one in found], register.base),
            voided=self.voided(signed.hash),
        )
        self._told[signed.hash] = fact
        return fact

    def close(self) -> None:
        """Note the corrections and resolves that nothing here asked for."""
        for waiting in self._corrections.values():
            for signed, body in waiting:
                if not self._late(signed):
                    known = body.target in self.judged.by_hash
                    self.problem(signed, "target-does-not-count" if known else "unknown-target")
        for resolves in self._resolves.values():
            for signed, _ in resolves:
                if not self._late(signed):
                    self.problem(signed, "resolves-nothing")

    # -- sorting ------------------------------------------------------------------------------------------------------
    def _late(self, signed: Signed) -> bool:
        return signed.hash in self.judged.late

    def _sort_corrections(self) -> None:
        for signed, body in self.judged.counting(rb.Correct):
            self._corrections.setdefault(body.target, []).append((signed, body))

    def _sort_resolves(self) -> None:
        for signed, body in self.judged.counting(rb.Resolve):
            if not body.axis:
                self._resolves.setdefault(body.register, []).append((signed, body))

    def _sort_attestations(self) -> None:
        only_ours = (self.judged.seizure,)
        for signed, body in self.judged.counting(rb.Attest):
            act, person = self.acts[signed.hash], self.judged.person(signed)
            struck = {line.entry: line.reason for line in body.struck}
            for name in sorted({*body.entries, *struck}):
                target = self.judged.by_hash.get(name)
                if target is None:
                    if signed.entry.scope == only_ours:
                        self.problem(signed, "attests-unknown")
                elif person is not None and person == self.judged.person(target):
                    self.problem(signed, "attests-own")
                else:
                    self._attested.setdefault(name, []).append(Attested(act=act, struck=struck.get(name, "")))

    # -- tellings -----------------------------------------------------------------------------------------------------
    def _telling(self, signed: Signed, value: T, *, reason: str = "", mistyped: bool = False) -> Telling[T]:
        return Telling(
            hash=signed.hash,
            base=signed.entry.base,
            value=value,
            act=self.acts[signed.hash],
            reason=reason,
            mistyped=mistyped,
        )

    def _decided(self, key: str, kind: type[T]) -> list[Telling[T]]:
        found = []
        for signed, body in self._resolves.pop(key, []):
            value = self._as(kind, body.value or {})
            if value is None:
                self.problem(signed, "unreadable")
            elif not self._late(signed):
                told = self._telling(signed, value, reason=body.reason)
                found.append(msgspec.structs.replace(told, resolves=True))
        return found

    def _ordered(self, found: list[Telling[T]]) -> list[Telling[T]]:
        return sorted(found, key=lambda one: self.judged.rank[one.hash])

    @staticmethod
    def _as(kind: type[T], untrusted_body: dict[str, Any]) -> T | None:
        try:
            return msgspec.convert(untrusted_body, kind)
        except msgspec.ValidationError:
            return None
