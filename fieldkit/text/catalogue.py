"""One catalogue of sentences for screens, documents, the command line and errors.

The English sentence is the message id; `resources/locale/<language>/LC_MESSAGES/fieldkit.mo` holds the others. Facts
are filled in after translation, so a sentence may put them in another order:

    _("{n} photos of {exhibit}", n=12, exhibit="0412-B2")

`scripts/i18n.py` finds every `_`, `_n` and `N_` with a literal first argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from struct import error as struct_error
from typing import Literal, get_args

from fieldkit.errors import FieldkitError
from fieldkit.text.plain import plain
from fieldkit.text.resources import ResourceMissing, resource

__all__ = ["LANGUAGES", "Language", "_", "_n", "language", "mark_translated", "plain", "sentence", "use_language"]

Language = Literal["en", "km"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_FACT_LIMIT = 300  # characters of one fact in an error sentence: a path fits, a flood does not


class _Setting:
    """The process's language; one word, so that threads read it whole."""

    spoken: Language = "en"
    marked: bool = False


def use_language(lang: Language) -> None:
    """Make *lang* the language of every later `_` of this process that names none."""
    _Setting.spoken = lang


def language() -> Language:
    """Return the language in use."""
    return _Setting.spoken


def mark_translated(*, on: bool) -> None:
    """Wrap whatever comes out of the catalogue in ⟦ ⟧, so that text which does not come out of it stands out."""
    _Setting.marked = on


def _(message: str, /, *, lang: Language | None = None, **facts: object) -> str:
    """Return *message* in *lang* (default: the language in use), filled with *facts*.

    A fact that is missing leaves its `{name}` standing; nothing here raises.
    """
    return _say(message, lang, facts)


def _n(singular: str, plural: str, n: int, /, *, lang: Language | None = None, **facts: object) -> str:
    """Return the sentence that fits the count *n*, which also fills `{n}` unless *facts* say how to write it."""
    text = _catalogue(lang or _Setting.spoken).ngettext(singular, plural, n)
    return _finish(text, {"n": n} | facts)


def sentence(error: FieldkitError, lang: Language | None = None) -> tuple[str, str]:
    """Return what happened and what to do next, for people. Facts may be strangers' words and are shown plainly."""
    facts = {name: plain(fact, _FACT_LIMIT) if isinstance(fact, str) else fact for name, fact in error.facts.items()}
    return _say(error.message, lang, facts), _say(error.hint, lang, facts)


def _say(message: str, lang: Language | None, facts: Mapping[str, object]) -> str:
    if not message:  # gettext keeps its own header under the empty id
        return ""
    return _finish(_catalogue(lang or _Setting.spoken).gettext(message), facts)


def _finish(text: str, facts: Mapping[str, object]) -> str:
    if "{" in text or "}" in text:
        # A sentence with a slip in its braces still says more than a traceback.
        with suppress(ValueError, LookupError, AttributeError, TypeError):
            text = text.format_map(_Lenient(facts))
    return f"⟦{text}⟧" if _Setting.marked else text


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(lang: Language) -> NullTranslations:
    """Read a language's catalogue; a lost or torn one shows English rather than nothing."""
    if lang == "en":
        return NullTranslations()
    try:
        with resource("locale", lang, "LC_MESSAGES", "fieldkit.mo").open("rb") as file:
            return GNUTranslations(file)
    except (ResourceMissing, OSError, UnicodeDecodeError, struct_error):
        return NullTranslations()


class _Lenient(dict[str, object]):
    def __missing__(self, name: str) -> _Unfilled:
        return _Unfilled(name)


class _Unfilled:
    """Stands in for a missing fact, whatever format was asked of it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __str__(self) -> str:
        return "{" + self._name + "}"

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return str(self)
