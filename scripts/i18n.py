"""Gather the sentences of the code into the Khmer catalogue, compile it, and list what a Khmer reader must look at.

    python scripts/i18n.py            update resources/locale/km (.po and .mo) and docs/khmer-review.md
    python scripts/i18n.py --check    change nothing; exit 1 when a sentence is missing, in doubt of its form, or stale

Sentences are found by walking syntax trees, not by a tokenizer: calls inside f-strings count, and what a tokenizer
skips in silence (an f-string as message, a placeholder nobody fills) is reported. A translator's `# check: why` above a
Khmer sentence puts it on the review page.
"""

from __future__ import annotations

import argparse
import ast
import re
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = Path("resources/locale/km/LC_MESSAGES/fieldkit.po")
MO = PO.with_suffix(".mo")
REVIEW = Path("docs/khmer-review.md")
TERMS = Path("docs/khmer-terms.md")

# No dates and no tool versions: a run that changes no sentence changes no byte.
HEADER = (
    "Project-Id-Version: fieldkit\n"
    "Language: km\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=utf-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=1; plural=0;\n"
)
PO_HEAD = (
    "# Khmer sentences of Fieldkit. All are drafts: no native reader has seen them yet.\n"
    "# A comment `# check: why` above a sentence puts it on docs/khmer-review.md.\n"
    'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in HEADER.splitlines()) + "\n"
)

CALLS = {"_", "_n", "N_"}
# Words that stay Latin in a Khmer sentence; one made of nothing else needs no Khmer letter.
LATIN_WORDS = (
    "Fieldkit SHA-256 QR USB PDF PAdES GPS EXIF HQ ID IMEI SIM VIN CSV JSON ISO OK UTC MB GB KB kB TB "
    "mg g kg t mL L µg cm mm m km KHR USD THB VND EUR CNY English Khmer Ctrl Enter Esc Shift Alt Tab F1 PIN"
)
KHMER_LETTER = re.compile("[\u1780-\u17b3]")
SYLLABLE = re.compile(
    "[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3])*\u17cc?[\u17c9\u17ca]?(?:\u17d2[\u1780-\u17b3])*[\u17b6-\u17c5]?[\u17c6-\u17d1\u17dd]*"
)
LOOSE_MARK = re.compile("[\u17b4-\u17d3\u17dd]")
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass
class Gathered:
    """What the code says: message ids (with their plural, if any), where each comes first, slips found on the way."""

    messages: dict[str, str | None] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    slips: list[str] = field(default_factory=list)

    def add(self, singular: str, plural: str | None, where: str) -> None:
        """Keep one message; a sentence cannot be both counted and not."""
        known = self.messages.setdefault(singular, plural)
        self.places.setdefault(singular, where)
        if known != plural:
            self.slips.append(f"{where}: {singular!r} is used both with and without a count, or with two plurals")


def gather(root: Path) -> Gathered:
    """Find every `_`, `_n` and `N_` below *root*/fieldkit and in main.py."""
    found = Gathered()
    for path in [*sorted((root / "fieldkit").rglob("*.py")), root / "main.py"]:
        if path.is_file():
            tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and _name_of(node.func) in CALLS:
                    _take(node, found, f"{path.relative_to(root).as_posix()}:{node.lineno}")
    return found


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _take(call: ast.Call, found: Gathered, where: str) -> None:
    name = _name_of(call.func)
    texts = [list(_literals(argument)) for argument in call.args[: 2 if name == "_n" else 1]]
    if name == "_n":
        if len(texts) == 2 and len(texts[0]) == len(texts[1]) == 1:  # noqa: PLR2004  (singular and plural)
            found.add(texts[0][0], texts[1][0], where)
            _check_filled(call, texts[0] + texts[1], {"n"}, found, where)
        else:
            found.slips.append(f"{where}: _n takes two sentences written out")
        return
    if not texts or not texts[0]:
        if name == "N_" or (call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)):
            found.slips.append(f"{where}: {name} takes a sentence written out, with facts as keywords")
        return
    for text in texts[0]:
        found.add(text, None, where)
    if name == "_":
        _check_filled(call, texts[0], set(), found, where)


def _literals(argument: ast.expr) -> Iterator[str]:
    """Yield a literal sentence, or both of `a if x else b`."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _literals(argument.body)
        yield from _literals(argument.orelse)


def _check_filled(call: ast.Call, texts: list[str], given: set[str], found: Gathered, where: str) -> None:
    names = {keyword.arg for keyword in call.keywords}
    if None in names:  # **facts: nobody can say from here
        return
    wanted = set().union(*map(placeholders, texts))
    for name in sorted(wanted - given - {name for name in names if name}):
        found.slips.append(f"{where}: {{{name}}} of {texts[0]!r} is never filled")


def placeholders(text: str) -> set[str]:
    """Return the names in braces; a torn sentence has the one name "?"."""
    try:
        return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}
    except ValueError:
        return {"?"}


def merge(gathered: Gathered, old: Catalog) -> Catalog:
    """Return the catalogue of exactly the gathered messages, with what *old* had for them."""
    new = Catalog(locale="km", fuzzy=False)
    for singular, plural in gathered.messages.items():
        known = old.get(singular)
        identifier: str | tuple[str, str] = singular if plural is None else (singular, plural)
        string: str | tuple[str, ...] = "" if plural is None else ("",)
        if known is not None and known.string:
            first = known.string if isinstance(known.string, str) else known.string[0]
            string = first if plural is None else (first,)
        comments = known.user_comments if known is not None else []
        flags = known.flags - {"python-brace-format", "python-format"} if known is not None else set()
        new.add(identifier, string, user_comments=comments, flags=flags)
    for message in sentences(new):
        message.flags -= {"python-brace-format", "python-format"}
    return new


def sentences(catalogue: Catalog) -> list[Message]:
    """Return the messages in reading order, without the header."""
    return sorted((message for message in catalogue if message.id), key=lambda message: english(message).casefold())


def english(message: Message) -> str:
    """Return the (singular) message id."""
    return message.id if isinstance(message.id, str) else message.id[0]


def khmer(message: Message) -> str:
    """Return the translation, empty if there is none."""
    strings = message.string
    return strings if isinstance(strings, str) else next(iter(strings or ()), "")


def faults(catalogue: Catalog, places: dict[str, str]) -> Iterator[str]:
    """Say what is wrong with each translation, one line each; a missing one needs its place to be understood."""
    for message in sentences(catalogue):
        source, text = english(message), khmer(message)
        if not text:
            yield f"missing: {source!r} ({places.get(source, 'unused')})"
            continue
        if message.fuzzy:
            yield f"fuzzy: {source!r}"
        wanted = placeholders(source) | (placeholders(message.id[1]) if isinstance(message.id, tuple) else set())
        if placeholders(text) != wanted:
            yield f"placeholders differ: {source!r} -> {text!r}"
        if not all(name.isidentifier() for name in wanted):
            yield f"placeholders must be plain names: {source!r}"
        if not KHMER_LETTER.search(text) and _needs_khmer(source):
            yield f"no Khmer letter: {source!r} -> {text!r}"
        if LOOSE_MARK.search(SYLLABLE.sub("", text)):
            yield f"a Khmer syllable is spelt out of order: {source!r} -> {text!r}"
        if INVISIBLE.search(text):
            yield f"an invisible character: {source!r} -> {text!r}"


def _needs_khmer(source: str) -> bool:
    words = re.findall(r"[^\W\d_][\w-]*", re.sub(r"\{[^{}]*\}", " ", source))
    return any(word not in LATIN_WORDS.split() for word in words)


def po_bytes(catalogue: Catalog) -> bytes:
    """Write the catalogue for translators: sorted, without line numbers or dates."""
    ordered = Catalog(locale="km", fuzzy=False)
    for message in sentences(catalogue):
        ordered[message.id] = message
    out = BytesIO()
    write_po(out, ordered, width=0, no_location=True, omit_header=True, ignore_obsolete=True)
    return PO_HEAD.encode() + out.getvalue().strip() + b"\n"


def mo_bytes(catalogue: Catalog) -> bytes:
    """Compile the catalogue: GNU .mo, little-endian, sorted, without the hash table gettext does not need."""
    pairs = {b"": HEADER.encode()}
    for message in sentences(catalogue):
        if khmer(message) and not message.fuzzy:
            key = message.id if isinstance(message.id, str) else "\0".join(message.id)
            pairs[key.encode()] = khmer(message).encode()
    keys = sorted(pairs)
    start = 28 + 16 * len(keys)
    tables, blob = [], b""
    for strings in (keys, [pairs[key] for key in keys]):
        for string in strings:
            tables += [len(string), start + len(blob)]
            blob += string + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, start)
    return head + struct.pack(f"<{len(tables)}I", *tables) + blob


def doubtful_terms(root: Path) -> dict[str, str]:
    """Return {Khmer term: why in doubt} from the third column of docs/khmer-terms.md."""
    terms = {}
    for line in (root / TERMS).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 3 and KHMER_LETTER.search(cells[1]) and cells[2]:  # noqa: PLR2004  (columns)
            terms[cells[1]] = f"{cells[0]}: {cells[2]}"
    return terms


def review_page(catalogue: Catalog, terms: dict[str, str]) -> str:
    """Write docs/khmer-review.md."""
    messages = sentences(catalogue)
    lines = [
        "# Khmer to be read by a native police reader",
        "",
        f"Made by `make i18n`; edit the .po file or khmer-terms.md instead. {len(messages)} sentences, all drafts.",
        "",
        "## Words in doubt",
        "",
        "| Khmer | meaning and doubt | sentences that use it |",
        "|---|---|---|",
    ]
    for term, why in sorted(terms.items()):
        uses = sum(term in khmer(message) for message in messages)
        lines.append(f"| {term} | {_cell(why)} | {uses} |")
    lines += ["", "## Sentences in doubt", "", "| English | Khmer | why |", "|---|---|---|"]
    for message in messages:
        doubts = [comment.removeprefix("check:").strip() for comment in message.user_comments if "check" in comment]
        if doubts and khmer(message):
            lines.append(f"| {_cell(english(message))} | {_cell(khmer(message))} | {_cell(' '.join(doubts))} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def read_catalogue(path: Path) -> Catalog:
    """Read a .po file, or an empty catalogue where there is none."""
    if not path.exists():
        return Catalog(locale="km")
    with path.open("rb") as file:
        return read_po(file, locale="km", charset="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Update or check; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when something must be done")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    root: Path = options.root

    gathered = gather(root)
    old = read_catalogue(root / PO)
    new = merge(gathered, old)
    made = {
        PO: po_bytes(new),
        MO: mo_bytes(new),
        REVIEW: review_page(new, doubtful_terms(root)).encode(),
    }
    stale = [path for path, content in made.items() if not _is(root / path, content)]
    complaints = gathered.slips + list(faults(new, gathered.places))
    if options.check:
        complaints += [f"out of date, run `make i18n`: {path.as_posix()}" for path in stale]
    else:
        for path in stale:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(made[path])
    print("\n".join([*complaints, f"{len(gathered.messages)} sentences, {len(complaints)} to mend"]))
    return 1 if options.check and complaints else 0


def _is(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() == content


if __name__ == "__main__":
    sys.exit(main())
