"""Every contradiction among the statements: found by a solver, confirmed without trusting it.

Each smallest contradiction is confirmed in two ways. A second solver is asked about the whole of
it. And for each of its statements there is a model in which all the others hold, evaluated on exact
fractions by code that uses no solver; so no statement in it is superfluous.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from ..solving.engines import Answer
from ..solving.pool import ONE_SOLVER, STORED, TWO_SOLVERS, Question, Solvers
from ..solving.smtlib import script
from .language import holds, names, term
from .statements import Statement, Table
from .subsets import Subset, Subsets, enumerate_subsets


class NotDecided(Exception):
    """A solver gave no answer, or one that the exact evaluation refutes: the statements and why."""

    def __init__(self, statements: Iterable[Statement], why: str) -> None:
        self.statements = tuple(each.name for each in statements)
        self.why = why
        super().__init__(f"{', '.join(self.statements)}: {why}")


@dataclass(frozen=True)
class Witness:
    """Values at which all but one statement of a contradiction hold."""

    left_out: Statement
    values: dict[str, Fraction]


@dataclass(frozen=True)
class Contradiction:
    """A smallest set of statements that cannot all hold, with a witness for each one left out.

    ``evidence`` says whether a second solver found it unsatisfiable too, and both in this run.
    """

    statements: tuple[Statement, ...]
    witnesses: tuple[Witness, ...]
    evidence: str


@dataclass(frozen=True)
class Topic:
    """Statements about the same unknowns, with all that was found among them."""

    statements: tuple[Statement, ...]
    contradictions: tuple[Contradiction, ...]
    consistent: tuple[tuple[Statement, ...], ...]
    fewest_given_up: int


@dataclass(frozen=True)
class Findings:
    """All topics. A largest consistent choice of all statements takes one from every topic."""

    topics: tuple[Topic, ...]

    @property
    def contradictions(self) -> list[Contradiction]:
        """Every smallest contradiction."""
        return [each for topic in self.topics for each in topic.contradictions]

    @property
    def consistent_choices(self) -> int:
        """How many largest consistent sets of statements there are."""
        return prod(len(topic.consistent) for topic in self.topics)

    @property
    def fewest_given_up(self) -> int:
        """The least number of statements that have to go before the rest can be true."""
        return sum(topic.fewest_given_up for topic in self.topics)


def find(
    table: Table,
    solvers: Solvers,
    progress: Callable[[int, str], None] = lambda _done, _doing: None,
) -> Findings:
    """Find and confirm every smallest contradiction among the statements of a table.

    ``progress`` is called with how many topics are done, and what the next one is about.

    Raises:
        NotDecided: a solver gave up, or what it said could not be confirmed.
    """
    found = []
    for done, topic in enumerate(table.topics()):
        more = f" and {len(topic) - 1} more" if len(topic) > 1 else ""
        progress(done, f"statement {topic[0].name}{more}")
        found.append(_topic(table, topic, solvers))
    return Findings(tuple(found))


def _topic(table: Table, statements: tuple[Statement, ...], solvers: Solvers) -> Topic:
    def satisfiable(chosen: Subset) -> bool:
        return _decide(table, [statements[i] for i in sorted(chosen)], solvers).status == "sat"

    found: Subsets = enumerate_subsets(len(statements), satisfiable)
    chosen = [tuple(statements[i] for i in each) for each in found.minimal]
    _ask_ahead(table, chosen, solvers)
    return Topic(
        statements,
        tuple(confirmed(table, each, solvers) for each in chosen),
        tuple(tuple(statements[i] for i in each) for each in found.maximal),
        found.fewest_given_up,
    )


def confirmed(table: Table, statements: Sequence[Statement], solvers: Solvers) -> Contradiction:
    """A contradiction, checked again from its statements alone.

    Raises:
        NotDecided: it is none, or not a smallest one, or a model does not evaluate to true.
    """
    text = query(table, statements)
    again = solvers.ask(text, seed=1)
    if again.status != "unsat":
        raise NotDecided(statements, "not found unsatisfiable a second time")
    witnesses = []
    for left_out in statements:
        rest = [each for each in statements if each is not left_out]
        answer = _decide(table, rest, solvers)
        if answer.status != "sat":
            raise NotDecided(rest, f"unsatisfiable without {left_out.name} too")
        values = checked(table, rest, answer)
        # unknowns that occur only in the statement left out may have any value
        used = dict.fromkeys(name for each in statements for name in names(each.formula))
        witnesses.append(Witness(left_out, {name: values[name] for name in used}))
    second = solvers.ask(text, "cvc5")
    evidence = TWO_SOLVERS if second.status == "unsat" else ONE_SOLVER
    if again.stored or second.stored:
        evidence = STORED
    return Contradiction(tuple(statements), tuple(witnesses), evidence)


def _ask_ahead(
    table: Table, contradictions: Sequence[Sequence[Statement]], solvers: Solvers
) -> None:
    """Ask all at once what confirming these contradictions will ask one by one."""
    for statements in contradictions:
        text = query(table, statements)
        smaller = ([each for each in statements if each is not left_out] for left_out in statements)
        rest = [Question(query(table, some)) for some in smaller]
        solvers.submit_all([Question(text, seed=1), Question(text, "cvc5"), *rest])


def checked(table: Table, statements: Sequence[Statement], answer: Answer) -> dict[str, Fraction]:
    """A value for every unknown, from a model, at which each statement was evaluated exactly.

    Raises:
        NotDecided: a value is not rational, or a statement is false there.
    """
    values = {name: Fraction(0) for name in table.unknowns}
    for name, value in answer.model.items():
        # z3 adds the meaning of a division by 0, which no statement contains, to some models
        if name not in table.unknowns:
            continue
        if value is None:
            raise NotDecided(statements, f"{name} is irrational in the model")
        values[name] = value
    for formula in [*table.background(statements), *(each.formula for each in statements)]:
        if not holds(formula, values):
            raise NotDecided(statements, f"the model makes {formula} false")
    return values


def query(table: Table, statements: Sequence[Statement]) -> str:
    """What a solver is asked: whether these statements can all hold."""
    formulas = [*table.background(statements), *(each.formula for each in statements)]
    return script([term(each) for each in formulas])


def _decide(table: Table, statements: Sequence[Statement], solvers: Solvers) -> Answer:
    answer = solvers.ask(query(table, statements))
    if answer.status == "unknown":
        raise NotDecided(statements, answer.reason)
    return answer
