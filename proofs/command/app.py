"""What can be typed. Each command imports what it needs only when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter


def _version() -> str:
    from importlib.metadata import version

    return f"neverfalls {version('neverfalls')}"


app = App(
    name="neverfalls",
    help=(
        "What the rules of a consume-and-appreciate token scheme imply, checked.\n\n"
        "Every command takes --rules FILE: mechanisms of your own (docs/adding-a-mechanism.md)."
    ),
    suppress_keyboard_interrupt=False,
    default_parameter=Parameter(show_default=False),
    version=_version,
    version_flags=["--version"],
)

Listing = Literal[
    "clauses",
    "rules",
    "readings",
    "claims",
    "theorems",
    "limits",
    "counterexamples",
    "schemes",
    "mechanisms",
    "parameters",
    "invariants",
    "figures",
    "profiles",
    "plots",
    "exercises",
]
AsJson = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON.")]
Exactly = Annotated[
    bool,
    Parameter(name="--exact", negative="", help="Print long fractions exactly, not rounded."),
]
NoStore = Annotated[
    bool,
    Parameter(
        name="--no-store",
        negative="",
        help="Ask solvers everything, whatever earlier runs have kept, and keep no answer.",
    ),
]
OnCluster = Annotated[
    str | None,
    Parameter(
        name="--cluster",
        help=(
            "Work on a dask cluster: the address of its scheduler, such as tcp://10.0.0.1:8786;"
            " or local, for as many workers as this machine has processors."
        ),
    ),
]
InLatex = Annotated[bool, Parameter(name="--latex", negative="", help="Print LaTeX.")]
Many = Parameter(negative="", consume_multiple=False)


@app.command
def check(
    *scheme: str,
    claim: Annotated[list[str], Many] | None = None,
    reading: Annotated[list[str], Many] | None = None,
    number: Annotated[list[str], Many] | None = None,
    json: AsJson = False,
    details: Annotated[bool, Parameter(negative="")] = False,
    steps: int | None = None,
    members: int | None = None,
    any_reading: Annotated[bool, Parameter(negative="")] = False,
    every_reading: Annotated[bool, Parameter(negative="")] = False,
    anew: Annotated[bool, Parameter(negative="")] = False,
    first: Annotated[bool, Parameter(negative="")] = False,
    no_store: NoStore = False,
    save: Annotated[bool, Parameter(negative="")] = False,
    cluster: OnCluster = None,
    exact: Exactly = False,
) -> int:
    """Judge every promise, as the scheme is written and under every other single reading.

    Parameters
    ----------
    scheme
        A scheme file, or the name of a shipped scheme. Without one, all shipped schemes are judged.
        With --any-reading or --every-reading, promises may stand here too.
    claim
        Judge only this promise (a name, or a clause id such as C1). May be repeated.
    reading
        KEY=CHOICE: judge only under this answer to a question (KEY is its name, or a clause id such
        as A5). May be repeated; all other questions are answered as in the scheme.
    number
        KEY=NUMBER: judge only with this number in place of the scheme's own. May be repeated.
    details
        Show every verdict, with its statement and its evidence.
    steps
        Search histories of up to so many events (5).
    members
        Search histories of up to so many members (2). Proofs hold for any number.
    any_reading
        Find for each promise a reading that makes it hold, or show that none does.
    every_reading
        Find out which promises some reading keeps together, over all readings at once.
    anew
        Prove and search again, with solvers. Without it, what is recorded of shipped schemes is
        verified: proofs by their certificates, counterexamples by running them.
    first
        Be content with the first history that breaks a promise, one with round amounts if there is
        such a one; whether fewer events would do is not asked. What none breaks is judged anew.
    save
        Write the verdicts on a scheme of one's own beside its file, with certificates and traces.
        From then on they are verified, as long as the file and the rules are the same.
    """
    from .errors import NothingAlone, NotTogether

    if cluster is not None and not (anew or every_reading or any_reading):
        why = "what is recorded, or was answered before, is here"
        raise NothingAlone("--cluster", ["--anew", "--every-reading"], why)
    if every_reading or any_reading:
        over = "--every-reading" if every_reading else "--any-reading"
        others = {
            "--any-reading": every_reading and any_reading,
            "--reading": reading,
            "--number": number,
            "--details": details,
            "--steps": steps is not None,
            "--members": members is not None,
            "--first": first,
            "--save": save,
            "--cluster": any_reading and cluster is not None,
        }
        for other in (each for each, given in others.items() if given):
            raise NotTogether(over, other)
        from .readings import run_any, run_every

        if any_reading:
            return run_any(scheme, claim or [], json, exact)
        return run_every(scheme, claim or [], json, exact, cluster)
    if save:
        parts = {
            "--claim": claim,
            "--reading": reading,
            "--number": number,
            "--steps": steps is not None,
            "--members": members is not None,
            "--first": first,
        }
        for other in (each for each, given in parts.items() if given):
            raise NotTogether("--save", other)
    from .check import run_check
    from .choosing import one_scheme

    return run_check(
        one_scheme(scheme),
        claim or [],
        reading or [],
        number or [],
        json,
        details,
        steps,
        members,
        exact,
        anew,
        first,
        not no_store,
        save,
        cluster,
    )


@app.command
def prove(
    *theorem: str,
    kernel: Annotated[bool, Parameter(negative="")] = False,
    json: AsJson = False,
    no_store: NoStore = False,
    exact: Exactly = False,
) -> int:
    """Prove theorems (all, or those named) and show what breaks without each hypothesis.

    Parameters
    ----------
    kernel
        Have the kernel of Coq check the certificates instead: of the theorems, and of all that is
        proved of the wine shop and the mall as they are written. Coq has to be installed.
    """
    from .kernel import run_kernel_check
    from .prove import run_prove

    if kernel:
        return run_kernel_check(list(theorem), json)
    return run_prove(list(theorem), json, exact, not no_store)


@app.command
def region(
    scheme: str,
    claim: str,
    /,
    *,
    free: str | None = None,
    reading: Annotated[list[str], Many] | None = None,
    number: Annotated[list[str], Many] | None = None,
    steps: int | None = None,
    certificates: Annotated[bool, Parameter(negative="")] = False,
    plot: Path | None = None,
    language: Literal["en", "zh_CN"] = "en",
    json: AsJson = False,
    no_store: NoStore = False,
    exact: Exactly = False,
) -> int:
    """Find for which numbers a promise holds: neverfalls region wine-shop price_never_falls.

    Parameters
    ----------
    scheme
        A scheme file, or the name of a shipped scheme.
    claim
        A promise (a name, or a clause id such as C1).
    free
        The numbers that may be any, such as reward,exit_fee; up to three. Without it, each number
        of the scheme is left open by itself.
    reading
        KEY=CHOICE: under this answer to a question. May be repeated.
    number
        KEY=NUMBER: with this number in place of the scheme's own. May be repeated.
    steps
        Search histories of up to so many events (4).
    certificates
        Search certificates for the proofs, and check them; it can take minutes.
    plot
        Draw a map of two numbers into this file: .svg or .png.
    language
        The language of the words on the map: en, or zh_CN, which takes a font with Chinese
        characters.
    """
    from .region import run_region

    return run_region(
        scheme,
        claim,
        free,
        reading or (),
        number or (),
        steps,
        certificates,
        plot,
        language,
        json,
        exact,
        not no_store,
    )


@app.command
def repair(
    scheme: str,
    claim: str,
    /,
    *,
    reading: Annotated[list[str], Many] | None = None,
    number: Annotated[list[str], Many] | None = None,
    json: AsJson = False,
    no_store: NoStore = False,
    exact: Exactly = False,
) -> int:
    """Find the smallest changes that make a broken promise hold, and what else they break.

    Parameters
    ----------
    scheme
        A scheme file, or the name of a shipped scheme.
    claim
        A promise (a name, or a clause id such as C1).
    reading
        KEY=CHOICE: under this answer to a question. May be repeated.
    number
        KEY=NUMBER: with this number in place of the scheme's own. May be repeated.
    """
    from .repair import run_repair

    return run_repair(scheme, claim, reading or (), number or (), json, exact, not no_store)


@app.command
def replay(*file: str, json: AsJson = False, exact: Exactly = False) -> int:
    """Replay counterexamples exactly: files, or ids of shipped ones (all, if none is named)."""
    from .replay import run_replay

    return run_replay(list(file), json, exact)


@app.command
def derive(
    name: str = "price",
    /,
    *,
    scheme: str = "wine-shop",
    latex: InLatex = False,
    json: AsJson = False,
    exact: Exactly = False,
) -> int:
    """Derive formulas from the rules of a scheme: `price`, or `surplus`.

    Parameters
    ----------
    scheme
        A scheme file, or the name of a shipped scheme; the wine shop, if none is given.
    """
    from .derive import run_derive

    return run_derive(name, scheme, latex, json, exact)


@app.command
def audit(file: Path | None = None, /, *, json: AsJson = False, exact: Exactly = False) -> int:
    """Recompute every figure that the documents state, exactly, and judge it.

    Parameters
    ----------
    file
        A file with figures of your own, about a scheme of your own; docs/command.md describes it.
    """
    from .audit import run_audit

    return run_audit(file, json, exact)


@app.command
def limits(
    *words: str,
    latex: InLatex = False,
    json: AsJson = False,
    no_store: NoStore = False,
    exact: Exactly = False,
) -> int:
    """Say how much of a broken promise can be kept: exact bounds (all, or those named).

    Parameters
    ----------
    words
        Names of limits, and a scheme: its file, or the name of a shipped one. Then the limits that
        can be shown for it are derived from its rules, and the others are told with the reason.
    """
    from .limits import run_limits

    return run_limits(words, latex, json, exact, not no_store)


@app.command
def plot(
    name: str,
    /,
    *,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    language: Literal["en", "zh_CN"] = "en",
    json: AsJson = False,
) -> int:
    """Draw a picture of what was found; `neverfalls list plots` names all.

    Parameters
    ----------
    output
        The file to write; its name ends with .svg or .png.
    language
        The language of the words on it: en, or zh_CN, which takes a font with Chinese characters.
    json
        Print the picture's numbers and sentences as JSON.
    """
    from .plot import run_plot

    return run_plot(name, output, language, json)


@app.command
def contradictions(*, json: AsJson = False, no_store: NoStore = False) -> int:
    """Find the statements of the documents that cannot all be true."""
    from .contradictions import run_contradictions

    return run_contradictions(json, not no_store)


@app.command(name="list")
def list_(what: Listing, /, *, json: AsJson = False) -> int:
    """List what the specification contains."""
    from .list_ import run_list

    return run_list(what, json)


@app.command
def explain(
    name: str,
    /,
    *,
    scheme: str | None = None,
    latex: InLatex = False,
    json: AsJson = False,
    exact: Exactly = False,
    html: Path | None = None,
) -> int:
    """Say what a name means that any output shows, or tell the trace in a file.

    Parameters
    ----------
    name
        The name of anything, a clause id such as C1, a proof such as
        wine-shop.price_never_falls, a verdict word, or a trace file.
    scheme
        The scheme whose rules and verdicts are shown (all; the first one that has the rule).
    html
        Write a page about a history into this file: it can be stepped through in a browser, and
        played on.
    """
    from .explain import run_explain

    return run_explain(name, scheme, json, latex, exact, html)


@app.command
def export(
    *words: str,
    everything: Annotated[bool, Parameter(name="--all", negative="")] = False,
    json: AsJson = False,
) -> int:
    """Write proofs as files for other programs: neverfalls export PROOF FOLDER.

    Parameters
    ----------
    words
        A proof such as wine-shop.price_never_falls, or a scheme whose proofs are all written; and
        a new or empty folder.
    everything
        Write all recorded proofs; then only the folder is named.
    """
    from .export import run_export

    return run_export(words, everything, json)


@app.command
def run(
    scheme: str,
    events: Path,
    /,
    *,
    arithmetic: Literal["exact", "whole", "enclosed"] = "exact",
    every: int | None = None,
    member: Annotated[list[str], Many] | None = None,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    plot: Path | None = None,
    skip: Annotated[bool, Parameter(negative="")] = False,
    json: AsJson = False,
    exact: Exactly = False,
) -> int:
    """Run a history of your own: the price, the pool, and what becomes of each member.

    Parameters
    ----------
    scheme
        A scheme file, or the name of a shipped scheme.
    events
        A file with an event in each line, such as `purchase alice 100`, or `repeat 300: …`; or
        CSV, or JSON Lines. docs/running.md describes them.
    arithmetic
        Compute with exact fractions, with whole cents and whole points, or with enclosures, which
        stay short in long histories.
    every
        Tell where everything stands after every so many events.
    member
        Tell of this member; may be repeated. Without it, of all if they are few, or else of the
        first, the one in the middle and the last.
    output
        Write the table to this file: .csv, .jsonl or .parquet.
    plot
        Draw price, pool, and what these members could get, into this file: .svg or .png.
    skip
        Pass over events that the rules refuse, and count them.
    """
    from .run import run_history

    return run_history(
        scheme, events, arithmetic, every, member or (), output, plot, skip, json, exact
    )


@app.command
def grade(
    exercise: str,
    answer: str,
    /,
    *,
    language: Literal["en", "zh_CN"] = "en",
    json: AsJson = False,
) -> int:
    """Grade an answer to an exercise: neverfalls grade exercise-1 answer.json.

    Parameters
    ----------
    exercise
        The name of an exercise; `neverfalls list exercises` names all, and `neverfalls explain`
        says what one asks.
    answer
        A JSON file, as docs/lessons/README.md describes.
    language
        The language of the reply: en, or zh_CN.
    """
    from .grade import run_grade

    return run_grade(exercise, answer, language, json)


@app.command
def sweep(
    scheme: str,
    /,
    *events: Path,
    vary: Annotated[list[str], Many] | None = None,
    arithmetic: Literal["exact", "whole", "enclosed"] = "exact",
    output: Annotated[Path, Parameter(name=["--output", "-o"])],
    workers: int | None = None,
    cluster: OnCluster = None,
    exact: Exactly = False,
) -> int:
    """Run a history under many numbers and readings, and write a row for each.

    Parameters
    ----------
    scheme
        A scheme file, or the name of a shipped scheme.
    events
        Lists of events, as `neverfalls run` takes them; each is run under every combination.
    vary
        What is varied: `reward=1/2..1:1/20`, `exit_fee=0,1/10`, or a reading,
        `goods_payer=platform,pool`. May be repeated.
    arithmetic
        As for `neverfalls run`.
    output
        Write the table to this file: .csv, .jsonl or .parquet.
    workers
        Processes at once; one for each processor, if not given.
    """
    from .sweep import run_sweep

    return run_sweep(scheme, events, vary or (), arithmetic, output, workers, cluster, exact)


@app.command
def conform(
    *ledger: Annotated[str, Parameter(allow_leading_hyphen=True)],
    profile: Annotated[list[str], Many] | None = None,
    suite: Path | None = None,
    tolerance: str = "0",
    timeout: int = 10,
    promises: Annotated[bool, Parameter(negative="")] = False,
    json: AsJson = False,
    junit: Path | None = None,
    markdown: Path | None = None,
) -> int:
    """Test somebody's own ledger, in any language: neverfalls conform -- node ledger.js.

    Parameters
    ----------
    ledger
        The command that starts the ledger, after two hyphens. It answers JSON, line by line, as
        docs/kit.md describes.
    profile
        Run the cases of this profile; `neverfalls list profiles` names all. May be repeated.
        Without one, those that the ledger declares.
    suite
        Run the cases in this file, or in all files of this folder, in place of the shipped ones.
    tolerance
        How much a balance may be off, in the units of the profile, such as cents.
    timeout
        How many seconds an answer may take.
    promises
        Run the shipped counterexamples instead: does the ledger break the promises that they break?
    junit
        Write the results as JUnit XML to this file.
    markdown
        Write the summary as Markdown to this file.
    """
    from .conform import run_conform

    return run_conform(
        ledger, profile or (), suite, tolerance, timeout, promises, json, junit, markdown
    )


@app.command
def cases(
    scheme: str,
    file: Path,
    /,
    *,
    cents: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Write the conformance cases of a scheme of one's own: neverfalls cases my.toml my-cases.json.

    Parameters
    ----------
    scheme
        A scheme file, as docs/scheme-files.md describes.
    file
        The suite that is written, for `neverfalls conform --suite` and pytest --neverfalls-suite.
    cents
        Count in whole cents and whole points, and not in fractions of yuan and points.
    """
    from .cases import run_cases

    return run_cases(scheme, file, cents)


@app.command
def record(
    *,
    every_reading: Annotated[bool, Parameter(negative="")] = False,
    certificates: Annotated[bool, Parameter(negative="")] = False,
    cases: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Write the recorded verdicts, their evidence, the schema and the tables anew.

    Parameters
    ----------
    every_reading
        Write instead what all readings at once imply; it builds on the recorded counterexamples.
    certificates
        Write the certificates only, of what is recorded as proved; those that are there are kept.
    cases
        Write the conformance cases only.
    """
    from .record import run_record

    return run_record(every_reading, certificates, cases)
