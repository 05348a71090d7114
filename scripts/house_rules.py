"""House rules no linter knows: run by `make lint` over every file that git tracks or would track.

Prints one line per finding as `path:line: what`; warnings do not fail, errors do (exit 1).
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FILE_LINES_WARN, FILE_LINES_FAIL = 400, 500
FUNCTION_LINES_WARN, FUNCTION_LINES_FAIL = 50, 60
TABLE_LINES = 10

# Such rooms become the place for everything that has no place, and nobody looks there for what they need.
BANNED_NAMES = re.compile(r"^(utils?|helpers?|common|misc|managers?|controllers?)$", re.IGNORECASE)
BANNED_CLASS = re.compile(r"(Manager|Controller|Helper|Utils?)$")

# Only these may import them. (import-linter says the same of the rooms; this also covers what stands beside them.)
BORDERS = {
    "PySide6": ("fieldkit/ui/", "fieldkit/app.py", "tests/", "benchmarks/", "scripts/"),
    "shiboken6": ("fieldkit/ui/", "fieldkit/app.py", "tests/"),
    "sqlalchemy": ("fieldkit/storage/", "tests/", "benchmarks/"),
    "sqlmodel": ("fieldkit/storage/", "tests/", "benchmarks/"),
    "sqlcipher3": ("fieldkit/storage/", "tests/", "benchmarks/"),
}

# A checkout belongs to no machine, and packages come from wherever the reader's pip or npm is set to look.
MACHINE = re.compile(
    r"(?<![\w.])/(?:work|root|home/\w+)/"
    r"|[A-Z]:\\Users\\"
    r"|--(?:extra-)?index-[u]rl|--find-[l]inks[ =]|/[s]imple/"
    r"|\bpypi\.(?:org|python)|files\.pythonhosted|registry\.npmjs|\bdeb\.debian\.org|archive\.ubuntu\.com"
)
LEFT_FOR_LATER = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
SELF = "scripts/house_rules.py"
# A migration is a listing of one moment's tables: it imports nothing of ours, is never edited, and has no shorter form.
LISTINGS = "fieldkit/storage/migrations/versions/"


class Finding(NamedTuple):
    """One thing to mend; `fails` says whether it must be mended now."""

    path: str
    line: int
    what: str
    fails: bool


def tracked() -> list[str]:
    """Return the paths git tracks, and those it would track if they were added."""
    # The setting lets root check a checkout that belongs to somebody else, as CI machines do.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    return sorted({name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()})


def check_text(path: str, text: str) -> Iterator[Finding]:
    """Find machine paths, registry hosts and work left for later."""
    for number, line in enumerate(text.splitlines(), 1):
        if found := MACHINE.search(line):
            yield Finding(path, number, f"names a machine's path or a registry: {found[0]!r}", fails=True)
        if path.endswith((".py", ".sh")) and (found := LEFT_FOR_LATER.search(line)):
            yield Finding(path, number, f"is left for later: {found[0]}", fails=True)


def check_requirements(path: str, text: str) -> Iterator[Finding]:
    """Allow only comments, `name==version` and hashes in requirement files."""
    allowed = re.compile(r"#.*|[a-z0-9-]+(\[[a-z,]+\])?==\S+( ; .+)?( \\)?|    --hash=sha256:[0-9a-f]{64}( \\)?")
    for number, line in enumerate(text.splitlines(), 1):
        if line and not allowed.fullmatch(line):
            yield Finding(path, number, "is not a pinned requirement with hashes", fails=True)


def check_names(path: str) -> Iterator[Finding]:
    """Refuse files and folders whose name says nothing."""
    for part in Path(path).parts:
        if BANNED_NAMES.match(part.partition(".")[0]):
            yield Finding(path, 1, f"{part!r} says nothing about what is in it", fails=True)


def check_python(path: str, text: str) -> Iterator[Finding]:
    """Check the lengths of a file and its functions, class names and imports across borders."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        yield Finding(path, error.lineno or 1, f"is not Python: {error.msg}", fails=True)
        return
    lines = text.count("\n") if not path.startswith(LISTINGS) else 0
    if lines > FILE_LINES_WARN:
        yield Finding(path, 1, f"has {lines} lines; is there a second file in it?", fails=lines > FILE_LINES_FAIL)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = function_lines(node)
            if length > FUNCTION_LINES_WARN and not path.startswith(LISTINGS):
                what = f"{node.name} has {length} lines to follow"
                yield Finding(path, node.lineno, what, fails=length > FUNCTION_LINES_FAIL)
        elif isinstance(node, ast.ClassDef) and BANNED_CLASS.search(node.name):
            yield Finding(path, node.lineno, f"class {node.name}: name what it does", fails=True)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for package in imported(node):
                allowed = BORDERS.get(package)
                if allowed and not path.startswith(allowed):
                    yield Finding(path, node.lineno, f"imports {package}, which belongs in {allowed[0]}", fails=True)


def imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    """Return the top-level packages an import statement names."""
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    return {name.partition(".")[0] for name in names}


def function_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function that have to be followed.

    Its docstring does not count, however long its contract, and a single statement counts `TABLE_LINES` at most: a
    table or a sample record is looked up, not followed.
    """
    documented = ast.get_docstring(node) is not None
    body = node.body[1:] if documented else node.body
    total = lines_of(node) - (lines_of(node.body[0]) if documented else 0)
    for part in (inner for statement in body for inner in ast.walk(statement)):
        if isinstance(part, ast.Assign | ast.AnnAssign | ast.Return | ast.Expr):
            total -= max(0, lines_of(part) - TABLE_LINES)
    return total


def lines_of(node: ast.stmt) -> int:
    """Return how many lines a statement stands on."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def findings() -> Iterator[Finding]:
    """Check every file that can be read as text."""
    for path in tracked():
        yield from check_names(path)
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if path != SELF:
            yield from check_text(path, text)
        if path.startswith("requirements/"):
            yield from check_requirements(path, text)
        if path.endswith(".py"):
            yield from check_python(path, text)


def main() -> int:
    """Print the findings and return the exit code."""
    found = sorted(findings())
    for finding in found:
        print(f"{finding.path}:{finding.line}: {'' if finding.fails else 'warning: '}{finding.what}")
    return int(any(finding.fails for finding in found))


if __name__ == "__main__":
    sys.exit(main())
