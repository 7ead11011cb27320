"""What is shipped: the source archive and the wheel built from it, without a network."""

import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("spec", "proofs", "counterexamples")
SHIPPED = ("pyproject.toml", "README.md", "LICENSE", *FOLDERS)

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
        f"neverfalls/{path.relative_to(ROOT).as_posix()}"
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".toml", ".json"} or path.name == "py.typed"
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
