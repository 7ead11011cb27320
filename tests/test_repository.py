"""The repository about itself: what is packaged, who imports whom, what may stand in a file."""

import ast
import fnmatch
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
SETUPTOOLS = PROJECT["tool"]["setuptools"]
FOLDERS = ("spec", "proofs", "counterexamples")
IGNORED = [".git", *(ROOT / ".gitignore").read_text(encoding="utf-8").split("\n")]

# From bottom to top: a room imports only itself and what stands before it.
ROOMS = (
    *(
        "spec.on_demand",
        "spec.texts",
        "spec.errors",
        "spec.faults",
        "spec.files",
        "spec.writing",
        "spec.numbers",
        "spec.model",
        "spec.mechanisms",
    ),
    *("spec.schemes", "spec.claims", "spec.clauses", "spec.promises", "spec.practice"),
    *("spec.extending", "spec.words", "spec"),
    "counterexamples",
    "testing",
    *("proofs.certificates", "proofs.kernel", "proofs.solving", "proofs.forking", "proofs.search"),
    *("proofs.induction", "proofs.verdicts", "proofs.anatomy", "proofs.exports"),
    *(
        "proofs.theorems",
        "proofs.landscape",
        "proofs.regions",
        "proofs.repairs",
        "proofs.algebra",
        "proofs.audit",
        "proofs.limits",
    ),
    *("proofs.contradictions", "proofs.languages", "proofs.plots", "proofs.exercises"),
    *(
        "proofs.explorer",
        "proofs.grading",
        "proofs.command",
        "proofs.site",
        "proofs.__main__",
        "proofs",
    ),
)


def ignored(name: str) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern.rstrip("/")) for pattern in IGNORED)


def kept_files(top: Path = ROOT) -> Iterator[Path]:
    """Yield every file that .gitignore does not leave out; links are not followed."""
    for folder, subfolders, names in os.walk(top):
        subfolders[:] = sorted(name for name in subfolders if not ignored(name))
        yield from (Path(folder, name) for name in sorted(names) if not ignored(name))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules(*folders: str | Path) -> list[Path]:
    return [p for folder in folders for p in kept_files(ROOT / folder) if p.suffix == ".py"]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=relative(path))


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield the full name of everything that a module imports, and whether it said so by dots."""
    package = ["neverfalls", *parts_of(path.parent)]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, False) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            origin = [*base, *([node.module] if node.module else [])]
            yield from ((".".join([*origin, a.name]), bool(node.level)) for a in node.names)


def parts_of(path: Path) -> tuple[str, ...]:
    """Return the parts of a name: what is for other people's tests has a short one of its own."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1:] if parts[:2] == ("counterexamples", "testing") else parts


def module_name(path: Path) -> str:
    """Return the name of a module without the name that all have in common."""
    parts = parts_of(path)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(name: str) -> str:
    """Return the room that a module lies in; what stands in no folder is a room of its own."""
    top, *below = name.split(".")
    return top if top in {"counterexamples", "testing"} else ".".join([top, *below[:1]])


def import_graph() -> dict[str, set[str]]:
    """Return, for each module, the others that it imports by name."""
    paths = {module_name(path): path for path in modules(*FOLDERS)}
    graph: dict[str, set[str]] = {}
    for name, path in paths.items():
        graph[name] = set()
        for imported, _by_dots in imports(path):
            target = imported.removeprefix("neverfalls.")
            while target and target not in paths:
                target = target.rpartition(".")[0]
            graph[name] |= {target} - {name, ""}
    return graph


def within(name: str, *tops: str) -> bool:
    return any(name == top or name.startswith(f"{top}.") for top in tops)


def forbidden_imports(folder: str, *forbidden: str) -> list[str]:
    return [
        f"{relative(path)} imports {name}"
        for path in modules(folder)
        for name, _ in imports(path)
        if within(name, *forbidden)
    ]


def test_packages_are_those_of_the_tree() -> None:
    """Every folder with Python in it is a package, and pyproject.toml lists exactly these."""
    with_python = {path.parent for path in modules(*FOLDERS)}
    assert [relative(p) for p in with_python if not (p / "__init__.py").is_file()] == []
    found = {".".join(["neverfalls", *parts_of(p)]) for p in with_python}
    assert sorted(found) == SETUPTOOLS["packages"]


def test_data_files_are_packaged() -> None:
    """Every other file in the three folders matches package-data, and every pattern is used."""
    packaged = {
        f"{package} {pattern}": set((ROOT / SETUPTOOLS["package-dir"][package]).glob(pattern))
        for package, patterns in SETUPTOOLS["package-data"].items()
        for pattern in patterns
    }
    files = {path for folder in FOLDERS for path in kept_files(ROOT / folder)}
    data = {path for path in files if path.suffix not in {".py", ".md"}}
    assert sorted(relative(path) for path in data.difference(*packaged.values())) == []
    assert [pattern for pattern, found in packaged.items() if not found] == []


def test_links_lead_to_the_folders() -> None:
    """The links through which type checkers see the import name are relative and right."""
    links = {p.name: str(p.readlink()) for p in (ROOT / ".namespace" / "neverfalls").iterdir()}
    expected = {folder: f"../../{folder}" for folder in FOLDERS}
    assert links == {**expected, "testing": "../../counterexamples/testing"}


@pytest.mark.parametrize("folder", ["spec", "counterexamples"])
def test_no_solver_is_imported(folder: str) -> None:
    """Neither the rules nor the replay of a counterexample names a solver or sympy."""
    assert forbidden_imports(folder, "z3", "sympy", "cvc5") == []


def test_no_solver_is_loaded(tmp_path: Path) -> None:
    """Importing all of spec and counterexamples leaves z3, sympy and cvc5 unloaded."""
    program = """
import importlib, pkgutil, sys
for folder in ("spec", "counterexamples"):
    package = importlib.import_module(f"neverfalls.{folder}")
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
print("loaded:", *sorted({"z3", "sympy", "cvc5"} & set(sys.modules)))
"""
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("loaded:\n", "")


def test_imports_go_one_way() -> None:
    """The rules know neither proofs nor counterexamples, and counterexamples know no proofs."""
    found = forbidden_imports("spec", "neverfalls.proofs", "neverfalls.counterexamples")
    assert found + forbidden_imports("counterexamples", "neverfalls.proofs") == []


def test_imports_are_relative_inside_and_absolute_across() -> None:
    """No class gets two identities: dots inside a folder, `neverfalls.` across, no bare folder."""
    mixed = [
        f"{relative(path)} imports {name}"
        for path in modules(*FOLDERS)
        for name, by_dots in imports(path)
        if within(name, f"neverfalls.{parts_of(path)[0]}") != by_dots
    ]
    bare = [row for top in (*FOLDERS, "tests") for row in forbidden_imports(top, *FOLDERS)]
    assert mixed + bare == []


def test_every_module_lies_in_a_room() -> None:
    """The rooms in the list are those of the tree; beside those of the proofs stand no modules."""
    assert {room(module_name(path)) for path in modules(*FOLDERS)} == {*ROOMS}
    beside = {path.name for path in (ROOT / "proofs").glob("*.py")}
    assert beside <= {"__init__.py", "__main__.py"}


def test_rooms_import_only_what_stands_below() -> None:
    """No arrow leads upwards; imports for type checkers alone count too."""
    graph, place = import_graph(), {name: number for number, name in enumerate(ROOMS)}
    upwards = [
        (name, other)
        for name, others in graph.items()
        for other in others
        if place[room(other)] > place[room(name)]
    ]
    assert sorted(upwards) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Each module can be read after all that it imports."""
    assert circle(import_graph()) == []


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Return modules each of which imports the next one, and the last the first; none if none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def defined(path: Path) -> set[str]:
    """Return the public names that a module gives to functions, classes and values."""
    found = set()
    for node in tree(path).body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
    return {name for name in found if not name.startswith("_")}


def test_rooms_name_their_question_and_their_front() -> None:
    """A room says first which question it answers, and names something of its own in `` ``."""
    silent = set()
    for folder in {path.parent for path in modules(*FOLDERS)}:
        name = module_name(folder / "__init__.py")
        if name in ROOMS and name not in ("spec", "proofs"):
            said = ast.get_docstring(tree(folder / "__init__.py")) or ""
            names = set().union(*(defined(path) for path in modules(folder.relative_to(ROOT))))
            fronts = set(re.findall(r"``(\w+)``", said)) & names
            if "?" not in said.partition("\n\n")[0] or not fronts:
                silent.add(name)
    assert silent == set()


def test_rules_import_no_numbers() -> None:
    """A mechanism's file is read by every number domain and so imports none of them."""
    banned = ("fractions", "z3", "sympy", "decimal", "math", "gmpy2")
    assert forbidden_imports("spec/mechanisms", *banned) == []


def floats(path: Path) -> Iterator[str]:
    """Yield the floats a module writes: literals, calls of float, quotients of whole numbers."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Constant(value=float() | complex()):
                what = "a float literal"
            case ast.Call(func=ast.Name(id="float")):
                what = "a call of float"
            case ast.BinOp(
                left=ast.Constant(value=int()), op=ast.Div(), right=ast.Constant(value=int())
            ):
                what = "a quotient of two whole numbers"
            case _:
                continue
        yield f"{relative(path)}:{node.lineno} has {what}"


def test_no_floats() -> None:
    """Amounts are exact, and so is every other number, until a picture is drawn: in one place."""
    found = [row for path in modules(*FOLDERS) for row in floats(path)]
    drawn = ROOT / "proofs" / "plots" / "sheets.py"
    (place,) = [
        node.body[-1].lineno
        for node in ast.walk(tree(drawn))
        if isinstance(node, ast.FunctionDef) and node.name == "drawn"
    ]
    assert found == [f"{relative(drawn)}:{place} has a call of float"]


def test_specification_is_documented() -> None:
    """Every module, public function and public class of the specification says what it is."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    bare = []
    for path in modules("spec"):
        module = tree(path)
        named = [node for node in module.body if isinstance(node, kinds)]
        bare += [] if ast.get_docstring(module) else [relative(path)]
        bare += [
            f"{relative(path)}: {node.name}"
            for node in named
            if not node.name.startswith("_") and not ast.get_docstring(node)
        ]
    assert bare == []


def test_no_machine_is_mentioned() -> None:
    """No file holds a path of the machine that it was written on."""
    place = re.compile(r"(^|[^a-z.])/(work|tmp|root)/", re.MULTILINE)
    found = [
        f"{relative(path)}: {match.group().strip()}"
        for path in kept_files()
        for match in place.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_readme_has_the_two_commands() -> None:
    """A newcomer finds the two commands on the first page."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [command for command in ("make check", "make test") if command not in readme] == []


def test_pins_equal_the_lock() -> None:
    """uv is held to the versions of requirements.lock, the build backend's among them."""
    locked = re.findall(r"^(\S+==.*?) \\$", LOCK, re.MULTILINE)
    uv = PROJECT["tool"]["uv"]
    assert uv["constraint-dependencies"] == locked
    assert uv["build-constraint-dependencies"] == [p for p in locked if p.startswith("setuptools=")]
    assert PROJECT["build-system"]["requires"] == PROJECT["dependency-groups"]["build"]


def test_lock_is_hashed_and_names_no_host() -> None:
    """Each locked version has a hash, and neither the lock nor pyproject.toml holds an address."""
    entries = re.split(r"^(?=\S+==)", LOCK, flags=re.MULTILINE)[1:]
    assert [e.split()[0] for e in entries if "--hash=sha256:" not in e] == []
    text = LOCK + (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.findall(r".*://.*|.*--(?:extra-)?(?:index-url|find-links).*", text) == []


def test_the_version_is_one() -> None:
    """CITATION.cff and the newest entry of CHANGELOG.md name the version of pyproject.toml."""
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    cited = re.findall(r"^version: (\S+)$", citation, re.MULTILINE)
    newest = re.findall(r"^## ([0-9.]+)", changes, re.MULTILINE)[:1]
    assert cited + newest == [PROJECT["project"]["version"]] * 2


def test_links_in_the_pages_exist() -> None:
    """Every relative link in a Markdown page leads to a file."""
    broken = []
    for page in [path for path in kept_files() if path.suffix == ".md"]:
        text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(\s*<?([^)\s>]+)|^\[[^\]]+\]:\s*(\S+)", text, re.MULTILINE):
            link = "".join(target).partition("#")[0]
            elsewhere = "://" in link or link.startswith("mailto:")
            if not elsewhere and not (page.parent / link).exists():
                broken.append(f"{relative(page)}: {link}")
    assert broken == []


def test_the_bill_of_materials_is_that_of_the_lock() -> None:
    """It names what is locked, with version and hashes; a marker may leave one out."""
    data = json.loads((ROOT / "docs" / "sbom.cdx.json").read_text(encoding="utf-8"))
    listed = {
        re.sub(r"[-_.]+", "-", each["name"]).lower(): (
            each["version"],
            {of["content"] for of in each["hashes"]},
        )
        for each in data["components"]
    }
    pins = re.findall(
        r"^([a-z0-9-]+)==(\S+)( ;.*)? \\\n((?:    --hash=.*\n?)+)", LOCK, re.MULTILINE
    )
    locked = {
        name: (version, {*re.findall(r"sha256:([0-9a-f]{64})", hashes)})
        for name, version, _marker, hashes in pins
    }
    optional = {name for name, _version, marker, _hashes in pins if marker}
    assert set(listed) <= set(locked) <= set(listed) | optional
    assert listed == {name: locked[name] for name in listed}


def test_whatever_the_makefile_installs_is_locked_with_hashes() -> None:
    """By pip, which then takes no other file; or from this very folder."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    installs = [
        line for line in makefile.splitlines() if re.search(r"(PIP\)|-m pip) .*?install ", line)
    ]
    assert len(installs) >= 4
    for line in installs:
        assert "--require-hashes" in line or "--no-index" in line, line
