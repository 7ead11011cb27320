"""What is shipped: the source archive and the wheel built from it, without a network."""

import io
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from tests.testing.example import DEFECTS, EXAMPLE

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("spec", "proofs", "counterexamples")
SHIPPED = ("pyproject.toml", "README.md", "LICENSE", *FOLDERS)

SOLVERS = ("z3", "cvc5", "sympy")

LIGHT = 5_000_000
"""Most bytes that somebody downloads who installs the project without its extras."""

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    ran = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{command} in {cwd}:\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout


def build(kind: str, source: Path, target: Path) -> Path:
    """Build an sdist or a wheel with the locked setuptools and return the file."""
    target.mkdir()
    call = f"import sys; from setuptools import build_meta as b; b.build_{kind}(sys.argv[1])"
    run(sys.executable, "-c", call, target, cwd=source)
    (built,) = target.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel built from the source archive, built from a copy of the tree."""
    top = tmp_path_factory.mktemp("build")
    copy = top / "copy"
    copy.mkdir()
    for name in SHIPPED:
        place = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        place(ROOT / name, copy / name)
    with tarfile.open(build("sdist", copy, top / "sdist")) as archive:
        # Python before 3.11.4 has no filters.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(top / "unpacked")
    (unpacked,) = (top / "unpacked").iterdir()
    return build("wheel", unpacked, top / "wheel")


def test_wheel_holds_one_name(wheel: Path) -> None:
    """Only neverfalls and the wheel's own record stand at the top of the wheel."""
    tops = sorted({name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()})
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert tops == ["neverfalls", f"neverfalls-{project['version']}.dist-info"]


def test_wheel_holds_every_file(wheel: Path) -> None:
    """Each module, data file and py.typed of the three folders is in the wheel, and no other."""
    tree = {
        "neverfalls/"
        + path.relative_to(ROOT).as_posix().replace("counterexamples/testing/", "testing/")
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix not in {".md", ".pyc"}
    }
    shipped = {n for n in zipfile.ZipFile(wheel).namelist() if n.startswith("neverfalls/")}
    assert sorted(shipped ^ tree) == []


def test_wheel_works_elsewhere(wheel: Path, tmp_path: Path) -> None:
    """Installed into a new environment, it imports and runs from there, not from the checkout."""
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--no-index", "--no-deps", wheel, cwd=tmp_path)
    purelib = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(run(python, "-c", purelib, cwd=tmp_path).strip())
    # A path in a .pth file brings this environment's packages, without the .pth files among them:
    # the checkout's own editable install stays out.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    show = (
        "import neverfalls.spec, neverfalls.counterexamples, neverfalls.proofs as p;"
        "print(neverfalls.spec.__file__, p.__file__)"
    )
    places = run(python, "-c", show, cwd=tmp_path).split()
    assert [Path(place).is_relative_to(site) for place in places] == [True, True]
    assert "check" in run(tmp_path / "venv" / "bin" / "neverfalls", "--help", cwd=tmp_path)


def needs(*names: str) -> set[str]:
    """Return what these packages need to be installed, themselves included, without extras."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        found.add(name)
        for line in metadata.requires(name) or ():
            requirement, _, marker = line.partition(";")
            # those for other systems and older Pythons are not installed here
            if "extra" not in marker and installed(word := re.split(r"[^\w.-]", requirement)[0]):
                waiting.append(word)
    return found


def installed(name: str) -> bool:
    """Return whether a package is here."""
    return any(metadata.distributions(name=name))


def files_of(name: str) -> Iterator[Path]:
    """Yield the files of an installed package, as its wheel holds them."""
    for path in metadata.files(name) or ():
        if ".." not in path.parts and path.suffix != ".pyc":
            yield Path(str(path))


@pytest.fixture(scope="module")
def light(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an interpreter that has the wheel, pytest and what these need, and nothing else."""
    top = tmp_path_factory.mktemp("light")
    run(sys.executable, "-m", "venv", "--without-pip", top / "venv", cwd=top)
    python = top / "venv" / "bin" / "python"
    place = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(run(python, "-c", place, cwd=top).strip())
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    (site / "light.pth").write_text(str(top / "packages"), encoding="utf-8")
    (top / "packages").mkdir()
    here = Path(sysconfig.get_path("purelib"))
    for name in needs("neverfalls", "pytest") - {"neverfalls"}:
        for entry in {path.parts[0] for path in files_of(name)}:
            (top / "packages" / entry).symlink_to(here / entry)
    return python


def tried(python: Path, folder: Path, ledger: str) -> subprocess.CompletedProcess[str]:
    """Run the cases against a ledger as somebody would in a folder that has nothing else."""
    (folder / "ledger.py").write_text(ledger, encoding="utf-8")
    words = [
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--neverfalls-adapter",
        "ledger:Ledger",
    ]
    return subprocess.run([python, *words], cwd=folder, capture_output=True, text=True, check=False)


WATCHED = """

import sys


def pytest_unconfigure(config):
    print("loaded:", *sorted({"z3", "cvc5", "sympy"} & set(sys.modules)))
"""


def test_the_example_of_the_kit_runs_from_the_wheel(light: Path, tmp_path: Path) -> None:
    """In an empty folder: the ledger passes, each of its mistakes is named, no solver is there."""
    for name in SOLVERS:
        gone = subprocess.run([light, "-c", f"import {name}"], capture_output=True, check=False)
        assert b"ModuleNotFoundError" in gone.stderr
    assert len([line for line in EXAMPLE.splitlines() if line.strip()]) < 30
    (tmp_path / "conftest.py").write_text(WATCHED, encoding="utf-8")
    done = tried(light, tmp_path, EXAMPLE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "loaded:\n" in done.stdout
    for right, wrong, clause in DEFECTS.values():
        done = tried(light, tmp_path, EXAMPLE.replace(right, wrong))
        assert done.returncode == 1, done.stdout + done.stderr
        assert re.search(rf"clauses: .*\b{re.escape(clause)}\b", done.stdout)


def test_a_light_installation_is_small(wheel: Path) -> None:
    """The wheel and the packages that it needs, each compressed as wheels are, are under 5 MB."""
    sizes = {"neverfalls": wheel.stat().st_size}
    for name in needs("neverfalls") - {"neverfalls"}:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in files_of(name):
                archive.write(Path(sysconfig.get_path("purelib")) / path, path)
        sizes[name] = packed.tell()
    assert sum(sizes.values()) < LIGHT, sizes
    assert not {"z3-solver", "cvc5", "sympy"} & sizes.keys()
