"""The words in which verdicts are given, each with its one meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .kind import Asked, Explained, Kind

VERDICTS: Mapping[str, str] = {
    "proved": "Shown by induction: it holds after any history, for any number of members.",
    "holds": "Another word for proved, where it is said of a promise.",
    "refuted": "A history breaks it. The history was replayed on exact fractions.",
    "breaks": "Another word for refuted, where it is said of a promise.",
    "bounded": "Not proved, but no history breaks it that is as short as those that were searched.",
    "undecided": "Not proved, and the solver gave up on some of the histories that were searched;"
    " or proved, but it is not known whether what it speaks of can ever happen.",
    "vacuous": "Proved, but it is also proved that nothing it speaks of can ever happen.",
    "failed": "No verdict: an internal error ended the attempt to find one. Please report it.",
    "not verified": "Recorded, but what it is recorded to rest on does not show it any more.",
    "right": "A figure of the documents that is exactly the computed value; or an answer to an"
    " exercise that meets its rule.",
    "right only when rounded": "A figure that the computed value rounds to.",
    "wrong": "A figure that the computed value does not even round to; or an answer to an"
    " exercise that does not meet its rule.",
    "depends on a reading": "A figure that is right under one reading of the rules and not"
    " under another.",
    "reached": "A bound that some history has exactly.",
    "approached": "A bound that histories come closer and closer to, and none gets to.",
    "enclosed": "A value that is known to lie between two fractions, as it is none itself.",
    "no bound": "Histories go beyond any number.",
}

EVIDENCE: Mapping[str, str] = {
    "replayed": "The history was run again by the rules, on exact fractions. This takes no solver.",
    "certificate": "Each step of the proof was checked with fractions alone. This takes no solver.",
    "two solvers": "Each step of the proof was found by z3 and by cvc5.",
    "one solver": "At least one step of the proof was found by z3 only; cvc5 gave no answer in its"
    " time.",
    "one solver, two seeds": "Each step was found by z3 twice, with different random seeds; cvc5"
    " did not confirm all.",
    "stored answers": "At least one step of the proof, or of the search, was not asked in this"
    " run: a solver decided it in an earlier one, and its answer was kept.",
    "none": "Nothing is known.",
}


def _explain(name: str, _asked: Asked) -> Iterator[Explained]:
    for key, table in (("verdict", VERDICTS), ("evidence", EVIDENCE)):
        if name.lower() in table:
            meaning = table[name.lower()]
            what = "a verdict" if key == "verdict" else "evidence for a verdict"
            text = f"{name.lower()} ({what})\n  {meaning}"
            yield Explained(text, {key: name.lower(), "means": meaning})


WORD = Kind("word", lambda: [*VERDICTS, *EVIDENCE], _explain)
