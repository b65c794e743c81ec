"""Imports point one way, each heavy library stands behind one module, and the clock is read in one place."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.paths import PROJECT

# What each folder may import of ours.
MAY_IMPORT = {
    "corpus": {"corpus"},
    "ingest": {"ingest", "corpus"},
    "assistant": {"assistant", "corpus"},
    "ui": {"ui", "assistant", "corpus"},
    "evals": {"evals", "assistant", "corpus"},
}
OURS = {*MAY_IMPORT, "tests"}
# Where a library may be imported, and nowhere else in the product.
HOME_OF = {
    "sentence_transformers": "corpus/encoder.py",
    "transformers": "corpus/encoder.py",
    "faiss": "corpus/vectors.py",
    "bm25s": "corpus/lexical.py",
    "docx": "ui/take_away/word.py",
}
MODULES = sorted(path for folder in MAY_IMPORT for path in (PROJECT / folder).rglob("*.py"))

each_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROJECT)))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(tree: ast.Module) -> set[str]:
    """Every top-level package that a module imports, late imports and those for type checking too."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                found |= {alias.name.partition(".")[0] for alias in node.names}
            case ast.ImportFrom(module=str(module), level=0):
                found.add(module.partition(".")[0])
            case ast.ImportFrom(level=level) if level > 0:
                found.add("a relative import")
            case ast.Call(func=ast.Attribute(attr="import_module") | ast.Name(id="__import__")):
                found |= {arg.value.partition(".")[0] for arg in node.args if is_text(arg)}
    return found


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_every_folder_of_the_product_is_held_to_the_arrows():
    packages = {path.parent.name for path in PROJECT.glob("*/__init__.py") if not path.parent.name.startswith(".")}

    assert packages == MAY_IMPORT.keys()
    assert len(MODULES) > 80


@each_module
def test_imports_point_one_way(path):
    folder = path.relative_to(PROJECT).parts[0]

    assert imported(tree_of(path)) & OURS <= MAY_IMPORT[folder]


@each_module
def test_imports_name_their_package_in_full(path):
    assert "a relative import" not in imported(tree_of(path))


@each_module
def test_each_heavy_library_stands_behind_one_module(path):
    name = str(path.relative_to(PROJECT))

    assert {library for library in imported(tree_of(path)) & HOME_OF.keys() if HOME_OF[library] != name} == set()


@pytest.mark.parametrize(("library", "home"), HOME_OF.items())
def test_each_heavy_library_is_where_it_is_said_to_be(library, home):
    assert library in imported(tree_of(PROJECT / home))


@each_module
def test_nothing_is_unpickled(path):
    assert imported(tree_of(path)) & {"pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"} == set()


CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("time", "strftime"),
    ("time", "ctime"),
}


def clock_reads(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that read what time it is; how long something took is no such reading."""
    taken = {
        (alias.asname or alias.name): ("time", alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "time"
        for alias in node.names
    }
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name):
                if (owner, name) in CLOCKS:
                    yield node.lineno
            case ast.Name(id=name) if taken.get(name) in CLOCKS:
                yield node.lineno


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.parts[len(PROJECT.parts)] == "assistant"], ids=lambda path: path.name
)
def test_the_assistant_reads_the_clock_in_one_place(path):
    reads = list(clock_reads(tree_of(path)))

    assert bool(reads) == (path == PROJECT / "assistant" / "clock.py"), f"lines {reads}"


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("datetime.datetime.now(datetime.UTC)", 1),
        ("datetime.now()", 1),
        ("datetime.date.today()", 1),
        ("default=datetime.datetime.now", 1),
        ("from time import time as t\nt()", 1),
        ("time.time()", 1),
        ("time.perf_counter()", 0),
        ("clock.now()", 0),
        ("clock.today()", 0),
        ("func.now()", 0),
        ("started.date()", 0),
    ],
)
def test_the_check_of_the_clock_sees_what_reads_it(code, count):
    assert len(list(clock_reads(ast.parse(code)))) == count


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import faiss.contrib as f", {"faiss"}),
        ("def late():\n    from ingest.build import build", {"ingest"}),
        ("if TYPE_CHECKING:\n    import ui", {"ui"}),
        ("importlib.import_module('evals.run')", {"evals"}),
        ("from . import other", {"a relative import"}),
    ],
)
def test_the_check_of_imports_sees_every_kind(code, found):
    assert imported(ast.parse(code)) == found


# The project lies anywhere: no file names a place of the machine that it was written on.

# put together, so that this file does not name them either
WORKPLACE = re.compile(r"(?<![\w.])/" + r"work/|\.\./" + "shared")
WRITTEN_BY_HAND = {
    ".py",
    ".md",
    ".yaml",
    ".yml",
    ".toml",
    ".txt",
    ".css",
    ".json",
    ".jsonl",
    ".html",
    ".cfg",
    ".ini",
    "",
}
NOT_OURS = {"var", "build", "screenshots", "node_modules", "__pycache__"}


def files_of_the_project() -> Iterator[Path]:
    # what is hidden is a tool's, but for what runs the project
    for path in sorted(PROJECT.iterdir()):
        if path.is_dir():
            is_ours = not path.name.startswith(".") or path.name in {".ci", ".streamlit"}
            if is_ours and path.name not in NOT_OURS and not path.name.endswith(".egg-info"):
                yield from (file for file in sorted(path.rglob("*")) if not NOT_OURS & set(file.parts))
        else:
            yield path


def test_no_file_names_a_place_of_the_machine_it_was_written_on():
    named = []
    for path in files_of_the_project():
        if path.is_file() and path.suffix in WRITTEN_BY_HAND and path != Path(__file__):
            text = path.read_text(encoding="utf-8", errors="replace")
            # a test may use what lies beside the project where it is made, if it is skipped without
            may_skip = "tests" in path.relative_to(PROJECT).parts and "skip" in text
            if WORKPLACE.search(text) and not may_skip:
                named.append(str(path.relative_to(PROJECT)))

    assert named == []


def test_the_files_of_the_project_are_seen():
    names = {str(path.relative_to(PROJECT)) for path in files_of_the_project()}

    assert {"Makefile", "pyproject.toml", "corpus/sources.yaml", "ui/page.py", ".ci/run", "tests/builders.py"} <= names
    assert not any(name.startswith(("var/", ".venv/", ".git/")) for name in names)
