"""The language or languages a document speaks: each sentence as `Said`, ready to print.

Our own words come from the catalogue. Strangers' words are the same in every language and pass `printable` here, at
the border between facts and layout; nothing else reaches a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fieldkit.domain import terms
from fieldkit.domain.money import digits
from fieldkit.domain.values import Amount, Moment, Money, Party
from fieldkit.domain.view import Act
from fieldkit.reports.record import Languages
from fieldkit.reports.typography.fonts import printable
from fieldkit.text.catalogue import Language, _
from fieldkit.text.dates import moment
from fieldkit.text.numerals import money, number, weight

_SPOKEN: Final[dict[Languages, tuple[Language, ...]]] = {"km": ("km",), "en": ("en",), "both": ("km", "en")}
_NBSP: Final = "\u00a0"


@dataclass(frozen=True, slots=True)
class Said:
    """Words in the language of the document; `also`: the same in English, where both are wanted and it differs."""

    main: str
    also: str = ""

    def __bool__(self) -> bool:
        """Tell whether anything is said."""
        return bool(self.main)


NOTHING: Final = Said("")


class Voice:
    """Says things in one language, or in Khmer with the English beside it."""

    def __init__(self, languages: Languages) -> None:
        """Speak *languages*."""
        self.languages: tuple[Language, ...] = _SPOKEN[languages]

    def say(self, message: str, /, **facts: Said | str | int) -> Said:
        """Return the catalogue's *message* with its facts; a fact that is `Said` appears in each language."""
        return self.each(lambda lang: _(message, lang=lang, **self._inside(facts, lang)))

    def each(self, speak: Callable[[Language], str]) -> Said:
        """Return what *speak* gives for each language."""
        said = [printable(speak(lang)) for lang in self.languages]
        return Said(said[0], said[1] if said[1:] and said[1] != said[0] else "")

    def of(self, words: Mapping[str, str], value: str) -> Said:
        """Return the word for *value*, or the value itself where it has none (a newer version may know more)."""
        return self.say(words[value]) if value in words else line(value)

    def joined(self, separator: str, parts: Iterable[Said]) -> Said:
        """Return what is said in *parts*, leaving out the empty ones."""
        kept = [part for part in parts if part]
        main = separator.join(part.main for part in kept)
        also = separator.join(part.also or part.main for part in kept)
        return Said(main, also if also != main else "")

    def _inside(self, facts: Mapping[str, Said | str | int], lang: Language) -> dict[str, str | int]:
        beside = lang != self.languages[0]
        return {
            name: ((fact.also if beside else "") or fact.main) if isinstance(fact, Said) else fact
            for name, fact in facts.items()
        }


# --- the same in every language ---------------------------------------------------------------------------------------
def line(untrusted: str) -> Said:
    """Return a stranger's words on one line."""
    return Said(printable(untrusted).replace("\n", " ").strip())


def offered(voice: Voice, untrusted: str) -> Said:
    """Return a line in which words that a press offers are said in the voice's languages."""
    return voice.each(lambda lang: terms.offered(untrusted, lambda word: _(word, lang=lang)).replace("\n", " ").strip())


def text(untrusted: str) -> Said:
    """Return a stranger's paragraphs, their line ends kept."""
    return Said(printable(untrusted).strip())


def when(wall: int, offset: int) -> Said:
    """Return a moment: ISO order, 24 hours, with its offset."""
    return Said(printable(moment(wall, offset)))


def stated(at: Moment | None) -> Said:
    """Return a moment as people stated it, if they did."""
    return when(at.wall, at.offset) if at else NOTHING


def clock(act: Act) -> Said:
    """Return the time an entry claims."""
    return when(act.wall, act.offset)


def typed(value: Amount | None) -> Said:
    """Return a weight exactly as it was typed."""
    return line(f"{value.value}{_NBSP}{value.unit}") if value else NOTHING


def grams(ug: int, *, signed: bool = False) -> Said:
    """Return a weight in grams, exactly; *signed* shows a plus."""
    return Said(("+" if signed and ug > 0 else "") + weight(ug, "g"))


def summed(value: Money) -> Said:
    """Return a sum of money."""
    return line(money(value.minor, value.currency, exponent=digits(value.currency)))


def counted(value: int) -> Said:
    """Return a whole number in groups of three."""
    return Said(number(value))


def named(who: Party | None) -> Said:
    """Return rank and name of somebody."""
    return line(" ".join(filter(None, (who.rank, who.name)))) if who else NOTHING


def party(who: Party | None) -> Said:
    """Return rank, name and office of somebody."""
    if who is None:
        return NOTHING
    name = named(who).main
    return line(f"{name}, {who.office}" if who.office else name)


def signer(act: Act) -> Said:
    """Return rank and name of who signed an entry; empty for a device, which signs without a name."""
    return line(" ".join(filter(None, (act.rank, act.name))))
