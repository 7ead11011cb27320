"""Whatever reads input from outside: for each, how input is made and what may come of it."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from neverfalls import counterexamples
from neverfalls.counterexamples.codec import parse
from neverfalls.counterexamples.layout import text as laid_out
from neverfalls.counterexamples.setting import differences_from_shipped
from neverfalls.counterexamples.story import narrate
from neverfalls.proofs.certificates import store
from neverfalls.proofs.command import run
from neverfalls.proofs.command.list_ import LISTINGS
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.schemes import loader
from neverfalls.spec.schemes.loader import SHIPPED, parse_scheme
from neverfalls.spec.texts import is_plain

from .changes import HOSTILE, changed

LONGEST_LINE = 2000

UNWORDED = (
    "Expected `",
    "expected Expected",
    "matching regex",
    "Object missing",
    "Object contains",
)
"""What a library says of a file, which somebody who wrote the file need not understand."""


class Wrong(Exception):
    """Something that must not come of any input."""


@dataclass(frozen=True)
class Target:
    """Something that reads input; ``take`` says of the changed input whether it is accepted."""

    name: str
    share: int
    make: Callable[[Random], tuple[bytes, Any]]
    take: Callable[[bytes, Any], bool]


def refusal(error: Exception) -> bool:
    """Look at the message of a refusal: one line, not too long, which controls nothing."""
    text = str(error)
    if not is_plain(text) or not text.strip():
        raise Wrong(f"a message that is no line: {text!r}")
    if any(words in text for words in UNWORDED):
        raise Wrong(f"a message in the words of a library: {text}")
    if len(text) > LONGEST_LINE:
        raise Wrong(f"a message of {len(text)} signs")
    return False


# scheme files


@cache
def schemes() -> list[bytes]:
    folder = Path(loader.__file__).parent
    return [(folder / f"{name}.toml").read_bytes() for name in SHIPPED]


def make_scheme(random: Random) -> tuple[bytes, Any]:
    return changed(random, random.choice(schemes())), None


def take_scheme(data: bytes, _original: Any) -> bool:
    try:
        scheme = parse_scheme(data, "mine.toml")
    except NeverfallsError as error:
        return refusal(error)
    if not is_plain(scheme.title + scheme.name):
        raise Wrong(f"a title that is no line: {scheme.title!r}")
    return True


# traces


@cache
def traces() -> list[tuple[bytes, Any]]:
    found = [counterexamples.load(name) for name in counterexamples.ids()[::7]]
    return [
        (file, {"file": file, "meaning": meaning(each)})
        for each in found
        if (file := counterexamples.render(each).encode())
    ]


def meaning(trace: Any) -> Any:
    """Return what a trace says that a replay checks, but for balances of 0."""
    data = json.loads(counterexamples.render(trace))
    for unchecked in ("id", "title", "found", "scheme"):
        del data[unchecked]
    for told in ("parameters", "readings"):  # of another scheme, if these are others
        del data[told]
    data["mechanisms"].sort()  # a file may name them in any order
    for step in data["steps"]:
        step["states"] = [{k: v for k, v in each.items() if v != "0"} for each in step["states"]]
    data["opening"] = {k: v for k, v in data["opening"].items() if v != "0"}
    return data


def make_trace(random: Random) -> tuple[bytes, Any]:
    data, original = random.choice(traces())
    return changed(random, data), original


def take_trace(data: bytes, original: Any) -> bool:
    try:
        trace = parse(data, "mine.json")
        scheme = counterexamples.replay(trace).scheme
    except NeverfallsError as error:
        return refusal(error)
    shipped = parse(original["file"], "shipped.json")
    same = (trace.parameters, trace.readings) == (shipped.parameters, shipped.readings)
    if not same and differences_from_shipped(scheme) == []:
        raise Wrong("nobody is told that the scheme is another one")
    if meaning(trace) != original["meaning"]:
        raise Wrong("a trace that says something else replays")
    if not all(map(is_plain, laid_out(narrate(trace)).split("\n"))):
        raise Wrong("a story that is no text")
    return True


# certificates


@cache
def certificates() -> list[tuple[str, Any]]:
    proofs = store.shipped().proofs
    return [(text, proofs[text]) for text in sorted(proofs, key=len)[::40]]


def make_certificates(random: Random) -> tuple[bytes, Any]:
    some = dict(random.sample(certificates(), 2))
    return changed(random, store.render(some).encode()), some


def take_certificates(data: bytes, original: Any) -> bool:
    try:
        found = store.parse(data, "mine.jsonl")
    except store.BadCertificates as error:
        return refusal(error)
    for text in found.proofs:
        fault = found.fault(text)
        if not fault and text in original and found.proofs[text] != original[text]:
            raise Wrong("another certificate shows the same")
    return not any(map(found.fault, found.proofs))


# what was saved of a scheme


@cache
def saved() -> Path:
    """Save a small scheme once, in a folder that is removed at the end."""
    folder = Path(KEPT.name)
    text = (Path(loader.__file__).parent / "shares.toml").read_text(encoding="utf-8")
    (folder / "mine.toml").write_text(text.replace('"shares"', '"mine"'), encoding="utf-8")
    if not (folder / "mine.neverfalls").exists():
        said = told(["check", "mine.toml", "--save", "--no-store"], folder)
        if not (folder / "mine.neverfalls").exists():
            raise Wrong(f"nothing was saved: {said}")
    return folder


KEPT = TemporaryDirectory(prefix="neverfalls-fuzzing-")


def make_saved(random: Random) -> tuple[bytes, Any]:
    folder = saved() / "mine.neverfalls"
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    # the record is the one that says where to look
    file = random.choice([folder / "record.json", random.choice(files)])
    return changed(random, file.read_bytes()), (file.relative_to(folder), file.read_bytes())


def take_saved(data: bytes, original: Any) -> bool:
    """Whether what was saved, with one file changed, is still verified; nothing is judged anew."""
    place, before = original
    with TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(saved(), folder, dirs_exist_ok=True)
        (folder / "mine.neverfalls" / place).write_bytes(data)
        words = ["check", "mine.toml", "--claim", "most_spending_never_comes_back", "--no-store"]
        code, out, err = told([*words, "--reading", "A1=reserve"], folder)
    if code not in (0, 2, 3, 12):
        raise Wrong(f"exit code {code}: {err}")
    if code == 2 and out:
        raise Wrong(f"something is told of what is refused: {out}")
    return code != 2 or data == before


# words of the command


def make_words(random: Random) -> tuple[bytes, Any]:
    known = [*LISTINGS, *SHIPPED, "price_never_falls", "C1", "purchase", "wine-shop.C1", "price"]
    first = random.choice(("list", "explain", "replay", "derive", "explain", "check", "prove"))
    words = [first]
    for _each in range(random.choice((0, 1, 1, 2))):
        one = random.choice(known) if random.random() < 0.4 else hostile_word(random)
        words.append(one)
    if first in ("check", "prove"):  # what is good there would take long
        words.append("--claim" if first == "check" else "nothing of this name")
    if random.random() < 0.3:
        words.append(random.choice(("--json", "--exact", "--latex", "--scheme", "--fast", "--")))
    return json.dumps(words).encode(), None


def hostile_word(random: Random) -> str:
    word = random.choice(HOSTILE).decode("utf-8", "surrogateescape")
    return word.replace("\0", "")


def take_words(data: bytes, _original: Any) -> bool:
    code, out, err = told(json.loads(data), Path(KEPT.name))
    if code not in (0, 2, 3, 12):
        raise Wrong(f"exit code {code}: {err}")
    if code == 2 and out and '"replays": false' not in out and "REFUSED" not in out:
        raise Wrong(f"something is told of what is refused: {out}")
    return code == 0


def told(words: list[str], folder: Path) -> tuple[int, str, str]:
    """Return the exit code of the command in this folder, and what it prints on both streams."""
    with chdir(folder), redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        code = run(words)
    if "Traceback" in err.getvalue():
        raise Wrong(err.getvalue())
    return code, out.getvalue(), err.getvalue()


TARGETS = (
    Target("scheme files", 30, make_scheme, take_scheme),
    Target("traces", 40, make_trace, take_trace),
    Target("certificates", 15, make_certificates, take_certificates),
    Target("saved verdicts", 3, make_saved, take_saved),
    Target("words", 12, make_words, take_words),
)


def inputs(seed: int, count: int) -> Iterator[tuple[Target, bytes, Any]]:
    """Yield inputs, the same for the same seed."""
    random = Random(seed)
    kinds = random.choices(TARGETS, [each.share for each in TARGETS], k=count)
    for target in kinds:
        yield target, *target.make(random)
