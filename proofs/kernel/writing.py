"""Obligations as theorems of Coq: what is to be shown in its own arithmetic, then a certificate.

A statement is printed from its hypotheses alone. For example, with the hypotheses v1 > 0 and
-v1·c1 > 0 or c1 - 3/10 = 0,

    Theorem obligation_1 : forall v1 c1 : Q,
      v1 > 0 ->
      (0 > v1 * c1 \\/ c1 == (3#10)) ->
      False.

The proof names the hypotheses once more, as data, and the certificate; both stand in another file.
Whether the data mean what the theorem says is not for this page to say: Coq compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from neverfalls.spec.errors import NeverfallsError

from ..certificates.checker import Refused, polynomial
from ..certificates.statement import (
    AllOf,
    AnyOf,
    BadStatement,
    Comparison,
    Formula,
    Monomial,
    Polynomial,
    Rational,
    read,
    unknowns_of,
)

Obligations = Sequence[tuple[str, str, Any]]
"""Each with a label, the text of its statement, and a certificate as the checker reads it."""

SIGNS = {">": "More", ">=": "AtLeast", "=": "Zero"}
"""What `Certificates.v` calls the signs of a comparison."""

STEPS = {"sum": "Sum", "cases": "Cases", "lemma": "Lemma"}
"""What `Certificates.v` calls the steps of a proof."""

COQ_SIGNS = {">": ">", ">=": ">=", "=": "=="}
"""Comparisons of rational numbers in Coq; ``=`` would compare the fractions as they are written."""

UNKNOWN = re.compile(r"[a-z][0-9]+")
"""What an unknown is called; so none is a word of Coq."""

DEEPEST = 30
"""Steps of a proof up to which each is indented further."""

STATEMENTS = """\
(** {title}, written by `neverfalls prove --kernel`

    Each theorem says that what stands before the arrows cannot all hold, whatever the numbers. *)

From Neverfalls Require {data}.
From Neverfalls Require Import Certificates.
From Coq Require Import QArith List.
Import ListNotations.
Open Scope Q_scope.
"""
"""The data are not imported, so that they cannot change what a sign in a statement means."""

DATA = """\
(** {title}, written by `neverfalls prove --kernel`: the hypotheses as data, and certificates

    Nothing here has to be believed. *)

From Coq Require Import QArith List.
From Neverfalls Require Import Certificates.
Import ListNotations.
Open Scope Q_scope.
Open Scope positive_scope.
"""


class Unwritable(NeverfallsError):
    """An obligation that cannot be written for Coq.

    ``group`` and ``label`` say which; the message says what is odd about it.
    """

    def __init__(self, group: str, label: str, why: str) -> None:
        super().__init__(f"{group}, {label}: cannot be written for Coq: {why}")
        self.group = group
        self.label = label


class Module(NamedTuple):
    """A file for Coq: its name without ``.v``, its text, and the label of what it defines."""

    name: str
    text: str
    labels: Mapping[str, str]


class Pair(NamedTuple):
    """The files of a group: the statements to read, and the data that their proofs name."""

    theorems: Module
    data: Module


def modules(group: str, name: str, obligations: Obligations) -> Pair:
    """The files of a group of obligations, the names of which end in ``name``.

    Raises:
        Unwritable: a text is not a question as this project writes them, a certificate has a step
            that there is not, or an unknown has an odd name.
    """
    data = f"data_of_{name}"
    labels: dict[str, str] = {}
    data_labels: dict[str, str] = {}
    pages = [STATEMENTS.format(title=in_comment(group), data=data)]
    data_pages = [DATA.format(title=in_comment(group))]
    for label, text, proof in obligations:
        own = identifier("obligation", label, labels)
        labels[own] = data_labels[f"{own}_hypotheses"] = data_labels[f"{own}_certificate"] = label
        try:
            hypotheses = read(text)
            names = unknowns_of(each for some in hypotheses for each in _polynomials(some))
            if odd := [each for each in names if not UNKNOWN.fullmatch(each)]:
                raise BadStatement(f"an unknown is called {odd[0]}")
            pages.append(theorem(own, label, data, hypotheses, names))
            data_pages.append(definitions(own, hypotheses, proof, names))
        except (BadStatement, Refused) as error:
            raise Unwritable(group, label, str(error)) from error
    pages.append(asked_together(labels))
    return Pair(
        Module(f"proofs_of_{name}", "\n".join(pages), labels),
        Module(data, "\n".join(data_pages), data_labels),
    )


def asked_together(names: Iterable[str]) -> str:
    """The question what theorems rest on, all of them at once."""
    listed = ";\n".join(f"  proved (@{name})" for name in names)
    return (
        f"Definition everything : list theorem := [\n{listed}\n].\nPrint Assumptions everything.\n"
    )


def identifier(kind: str, label: str, taken: Iterable[str]) -> str:
    """A name for Coq that says what kind of thing it is and how it is labelled, and is not taken.

    With the kind in front it is no word of Coq and begins with a letter, whatever the label.
    """
    plain = re.sub(r"[^A-Za-z0-9]+", "_", f"{kind} {label}").strip("_")
    found, number, known = plain, 1, set(taken)
    while found in known:
        number += 1
        found = f"{plain}_{number}"
    return found


def in_comment(text: str) -> str:
    """A text that ends no comment of Coq, nor begins a string in one."""
    return text.replace("(*", "( *").replace("*)", "* )").replace('"', "'")


def theorem(
    name: str, label: str, data: str, hypotheses: Sequence[Formula], names: Sequence[str]
) -> str:
    """A theorem: that the hypotheses contradict each other; and the proof, from the data."""
    for_any = f" forall {' '.join(names)} : Q," if names else ""
    lines = [
        f"(** {in_comment(label)} *)",
        f"Theorem {name} :{for_any}",
        *(f"  {readable(each)} ->" for each in hypotheses),
        "  False.",
        "Proof.",
        f"  intros{''.join(f' {each}' for each in names)}.",
        f"  by_certificate {data}.{name}_hypotheses {data}.{name}_certificate",
        f"    [{'; '.join(names)}].",
        "Qed.",
    ]
    return "\n".join(lines) + "\n"


def _polynomials(formula: Formula) -> Iterator[Polynomial]:
    if isinstance(formula, Comparison):
        yield formula.polynomial
    else:
        for part in formula.parts:
            yield from _polynomials(part)


# the statement, for a reader


def readable(formula: Formula) -> str:
    """A formula in Coq's own arithmetic; what is subtracted stands on the other side."""
    match formula:
        case Comparison(sign, polynomial):
            left = {monomial: number for monomial, number in polynomial.items() if number > 0}
            right = {monomial: -number for monomial, number in polynomial.items() if number < 0}
            return f"{_sum(left)} {COQ_SIGNS[sign]} {_sum(right)}"
        case AnyOf(()):
            return "False"
        case AllOf(()):
            return "True"
        case AnyOf((only,)) | AllOf((only,)):
            return readable(only)
        case _:
            word = " \\/ " if isinstance(formula, AnyOf) else " /\\ "
            return f"({word.join(readable(part) for part in formula.parts)})"


def _sum(polynomial: Polynomial) -> str:
    return " + ".join(_product(number, names) for names, number in polynomial.items()) or "0"


def _product(number: Rational, names: Monomial) -> str:
    factors = names if number == 1 and names else (_number(number), *names)
    return " * ".join(factors)


def _number(number: Rational) -> str:
    """A number; a fraction in brackets, for ``#`` binds less than ``+`` and ``*``."""
    whole = number.denominator == 1
    return str(number.numerator) if whole else f"({number.numerator}#{number.denominator})"


# the same as data, and the certificate


class Numbers:
    """The number of each unknown; one that is not among the first ones gets the next number."""

    def __init__(self, names: Iterable[str]) -> None:
        self._numbers = {name: number for number, name in enumerate(names, 1)}

    def __getitem__(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers) + 1)


def reified(formula: Formula, numbers: Numbers) -> str:
    """A formula as data of `Certificates.v`."""
    if isinstance(formula, Comparison):
        return f"Compare {SIGNS[formula.sign]} {_data(formula.polynomial, numbers)}"
    kind = "AnyOf" if isinstance(formula, AnyOf) else "AllOf"
    return f"{kind} [{'; '.join(reified(part, numbers) for part in formula.parts)}]"


def definitions(name: str, hypotheses: Sequence[Formula], proof: Any, names: Sequence[str]) -> str:
    """The hypotheses and the certificate of a theorem as data of `Certificates.v`.

    Raises:
        Refused: the certificate has a step or a term that the checker does not know.
    """
    numbers = Numbers(names)
    data = ";\n".join(f"  {reified(each, numbers)}" for each in hypotheses)
    steps = "\n".join(certificate(proof, numbers))
    return (
        f"Definition {name}_hypotheses : list formula := [\n{data}\n].\n"
        f"Definition {name}_certificate : proof :=\n{steps}\n"
    )


def certificate(proof: Any, numbers: Numbers) -> list[str]:
    """The lines of a certificate, up to the full stop.

    Raises:
        Refused: a step or a term is none that the checker knows.
    """
    lines: list[str] = []
    waiting: list[tuple[Any, int, str]] = [(proof, 1, ".")]
    while waiting:  # not by recursion, as in the checker
        step, depth, after = waiting.pop()
        room = "  " * min(depth, DEEPEST)
        match step:
            case ["sum", list(terms)]:
                written = "; ".join(_term(each, numbers) for each in terms)
                lines.append(f"{room}{STEPS['sum']} [{written}]{after}")
            case ["cases", int(number), []]:
                lines.append(f"{room}{STEPS['cases']} {_at(number)} []{after}")
            case ["cases", int(number), list(proofs)]:
                lines.append(f"{room}{STEPS['cases']} {_at(number)} [")
                last = len(proofs) - 1
                parts = [
                    (each, depth + 1, f"]{after}" if place == last else ";")
                    for place, each in enumerate(proofs)
                ]
                waiting.extend(reversed(parts))
            case ["lemma", list(claimed), shown, rest]:
                data = _data(polynomial(claimed), numbers)
                lines.append(f"{room}{STEPS['lemma']} {data} (")
                waiting.append((rest, depth + 1, f"){after}"))
                waiting.append((shown, depth + 1, ") ("))
            case _:
                raise Refused("no such step")
    return lines


def _term(term: Any, numbers: Numbers) -> str:
    match term:
        case [multiplier, list(factors)]:
            root = "None"
        case [multiplier, list(factors), square]:
            root = f"(Some {_data(polynomial(square), numbers)})"
        case _:
            raise Refused("no such term")
    listed = "; ".join(_at(each) for each in factors)
    return f"Term {_data(polynomial(multiplier), numbers)} [{listed}] {root}"


def _at(number: Any) -> str:
    """The number of a hypothesis; Coq counts from 1 too, and refuses those that there are not."""
    if type(number) is not int or number < 1:
        raise Refused(f"no hypothesis {number}")
    return str(number)


def _data(polynomial: Polynomial, numbers: Numbers) -> str:
    terms = (
        f"({number.numerator}#{number.denominator}, [{'; '.join(str(numbers[n]) for n in names)}])"
        for names, number in polynomial.items()
    )
    return f"[{'; '.join(terms)}]"
