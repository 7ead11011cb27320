"""Rules and claims as programs: lists of instructions on exact numbers, for a machine of a page.

A rule is run once on the names of registers and writes down each thing that it does. Nothing is
restated: what is written is the rule's own text under the readings of the scheme. A loop over the
members is written once, for a member without a name, as in `spec/words/narration.py`.

An instruction is a list that begins with its name. Those that make a value put it into the next
register, counted from 0 in the order of the text. An operand is the number of a register, or a
text: an exact number (``3/10``) or a parameter (``@margin``). States are numbered; each key of a
balance is ``holder.entry``, and a holder whose name begins with ``$`` is a member who is given (by
an argument's name) or whose turn it is (``$1``, ``$2`` in a loop inside a loop).

    get S KEY             the balance, as it is now
    sum C [X K …]         C + K·X + …
    mul X Y, div X Y      the product; the quotient, 0 where a side is 0
    floor X               the greatest whole number not above
    if T X Y              X where T is true, else Y
    pos X, nonneg X, zero X, and T …, or T …, not T      truths
    given NAME LOW HIGH   an amount that the event is given, and its bounds where it has some
    total S $N BODY X     the sum over the members of a state of what X is at the end of BODY
    kept NAME $N          what was kept of this member
    move S FROM TO X CLAUSES, note S KEY X CLAUSES, write S KEY X CLAUSES
    require T WHY CLAUSES, observe S, fork S NEW, each S $N BODY, keep NAME $N X
    check WHAT UNIT RELATION HOLDS WHEN LEFT BELOW RIGHT BELOW
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from neverfalls.spec.claims.claim import Claim, Kind, parts
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.model.parameters import PARAMETERS, is_list
from neverfalls.spec.model.world import NEWCOMER, Member, View, World
from neverfalls.spec.numbers import Amount, SymbolicNumbers, Truth, terms
from neverfalls.spec.numbers.terms import Term
from neverfalls.spec.schemes.scheme import Scheme

Instruction = list[Any]
Program = list[Instruction]
Operand = int | str

BEFORE, NOW, OPENING = 0, 1, 2
"""The states that a claim is asked about; a rule runs in ``NOW``."""
FORKED = 3
"""The first state that a claim supposes something in."""

COMPARED = {"positive": "pos", "nonnegative": "nonneg", "zero": "zero"}


def rule_program(scheme: Scheme, rule: Rule) -> Program:
    """What an event of the scheme does, for any members."""
    world = Recorder(on_parameters(scheme), Tape(), NOW)
    arguments: dict[str, Any] = {
        name: f"${name}" if sort == "Member" else world.tape.given(name)
        for name, sort in rule.sorts.items()
    }
    world.run(rule, arguments)
    return world.tape.program


def claim_program(scheme: Scheme, claim: Claim) -> Program:
    """The checks of a claim; of a claim about each member, for the member ``$member``."""
    tape = Tape()
    symbolic = on_parameters(scheme)
    before, now = (Recorder(symbolic, tape, number) for number in (BEFORE, NOW))
    who = "$member" if claim.per_member else None
    for check in claim.checks(before if claim.kind is Kind.STEP else None, now, who):
        sides = [tape.operand(each) for side in (check.left, check.right) for each in parts(side)]
        tape.add(
            "check",
            check.what,
            check.unit,
            check.relation.value,
            tape.operand(check.holds(now)),
            tape.operand(check.when),
            *sides,
        )
    return tape.program


def on_parameters(scheme: Scheme) -> Scheme:
    """The scheme with a name in place of every parameter, so that one program serves all values."""
    symbols: dict[str, Any] = {}
    for key in PARAMETERS:
        if is_list(key):
            count = len(getattr(scheme.parameters, key))
            symbols[key] = tuple(terms.name(f"@{key}.{place}") for place in range(count))
        else:
            symbols[key] = terms.name(f"@{key}")
    return scheme.with_parameters(**symbols)


class Tape:
    """A program while it is written, and which register holds the value of which term."""

    def __init__(self) -> None:
        self.program: Program = []
        self.registers = 0
        self.forks = FORKED
        self.kept = 0
        self.depth = 0
        self.caches: list[dict[str, Term]] = []
        self._known: list[dict[Term, Operand]] = [{}]

    def add(self, *instruction: Any) -> None:
        """Write an instruction that makes no value."""
        self.program.append(list(instruction))

    def value(self, *instruction: Any) -> Term:
        """Write an instruction that makes a value; the name of its register."""
        self.add(*instruction)
        self.registers += 1
        return terms.name(f"r{self.registers - 1}")

    def given(self, name: str, low: Any = None, high: Any = None) -> Term:
        """An amount that the event is given."""
        bounds = [] if low is None else [self.operand(low), self.operand(high)]
        return self.value("given", name, *bounds)

    def operand(self, amount: Any) -> Operand:
        """Where the value of a term or a number stands; it is computed if it is nowhere yet."""
        if isinstance(amount, bool):
            return "true" if amount else "false"
        if not isinstance(amount, Term):
            return str(Fraction(amount))
        for known in self._known:
            if amount in known:
                return known[amount]
        found = self._compute(amount)
        self._known[-1][amount] = found
        return found

    def _compute(self, term: Term) -> Operand:
        kind, args = term.kind, term.args
        if kind == "name":
            label: str = args[0]
            return label if label.startswith("@") else int(label.removeprefix("r"))
        if kind == "sum":
            listed = [each for part, k in args[1] for each in (self.operand(part), str(k))]
            return self._own("sum", str(args[0]), listed)
        operands = [self.operand(each) for each in args]
        names = {"product": "mul", "choice": "if", **COMPARED}
        return self._own(names.get(kind, kind), *operands)

    def _own(self, *instruction: Any) -> int:
        self.value(*instruction)
        return self.registers - 1

    @contextmanager
    def turn(self) -> Iterator[tuple[str, Program]]:
        """A loop over members: who it is whose turn it is, and what is written for them.

        What the loop computes is forgotten behind it, and balances are looked up anew.
        """
        outer, self.program = self.program, []
        self.depth += 1
        self._known.append({})
        self.forget()
        yield f"${self.depth}", self.program
        self.forget()
        self._known.pop()
        self.depth -= 1
        self.program = outer

    def forget(self) -> None:
        """Balances have to be looked up anew."""
        for cache in self.caches:
            cache.clear()


class Balances(dict[str, Any]):
    """The balances of a state: each is looked up when it is asked for, and after each change."""

    def __init__(self, scheme: Scheme, tape: Tape, number: int) -> None:
        super().__init__(dict.fromkeys(scheme.shared_entries()))
        self._members = frozenset(scheme.member_entries())
        self._tape = tape
        self.number = number
        self._seen: dict[str, Term] = {}
        tape.caches.append(self._seen)

    def __contains__(self, key: object) -> bool:
        own = _is_members(str(key)) and str(key).rpartition(".")[2] in self._members
        return own or super().__contains__(key)

    def __getitem__(self, key: str) -> Any:
        if key not in self:
            raise KeyError(key)
        if key not in self._seen:
            self._seen[key] = self._tape.value("get", self.number, key)
        return self._seen[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The balance, or another value where there is no such balance."""
        if key in self:
            return self[key]
        return default

    def __setitem__(self, key: str, value: Any) -> None:
        self._tape.add("write", self.number, key, self._tape.operand(value), [])
        self.changed(key)

    def changed(self, key: str) -> None:
        """Two members without a name may be the same one, so the balances of both are unknown."""
        entry = key.rpartition(".")[2]
        alike = [each for each in self._seen if each.rpartition(".")[2] == entry]
        for each in alike:
            if each == key or (_is_members(key) and _is_members(each)):
                del self._seen[each]


def _is_members(key: str) -> bool:
    """Whether a balance is that of some member."""
    return key.startswith(("$", f"{NEWCOMER}."))


class Registers(SymbolicNumbers):
    """Names of registers; a quotient is a value like any other."""

    def __init__(self, tape: Tape) -> None:
        super().__init__()
        self._tape = tape

    def ratio(self, numerator: Amount, denominator: Amount) -> Amount:
        """The quotient, and 0 where the denominator is 0."""
        nothing = not isinstance(numerator, Term) and not numerator
        if nothing or not isinstance(denominator, Term):
            return super().ratio(numerator, denominator)
        above, below = map(self._tape.operand, (numerator, denominator))
        return self._tape.value("div", above, below)


class Recorder(World):
    """A world that writes down what happens in it."""

    def __init__(self, scheme: Scheme, tape: Tape, number: int) -> None:
        super().__init__(
            scheme, Registers(tape), Balances(scheme, tape, number), (), lenient=number >= FORKED
        )
        self.tape = tape
        self.number = number
        self.setting = scheme

    @property
    def beginning(self) -> View:
        """The state before anything happened."""
        return Recorder(self.setting, self.tape, OPENING)

    def fork(self) -> World:
        """Another state that begins as this one is now, with a newcomer."""
        number = self.tape.forks
        self.tape.forks += 1
        self.tape.add("fork", self.number, number)
        return Recorder(self.setting, self.tape, number)

    def run(self, rule: Rule, arguments: Any) -> list[dict[str, Amount]]:
        """Write down an event."""
        self.roster = tuple(v for k, v in arguments.items() if rule.sorts.get(k) == "Member")
        return super().run(rule, arguments)

    def require(self, condition: Truth, why: str, *clauses: str) -> None:
        """Write down what the event needs; of an event that is only supposed, keep it."""
        self.requirements.append((why, condition))
        if not self.lenient and condition is not True:
            self.tape.add("require", self.tape.operand(condition), why, list(clauses))

    def decide(self, name: str, at_least: Amount, at_most: Amount, *clauses: str) -> Amount:
        """Write down what the platform picks."""
        self.arguments[name] = self.tape.given(name, at_least, at_most)
        return super().decide(name, at_least, at_most, *clauses)

    def move(self, source: str, target: str, amount: Amount, *clauses: str) -> None:
        """Write down a posting."""
        if isinstance(amount, Term) or amount:
            self._change("move", source, target, amount=amount, clauses=clauses)

    def note(self, record: str, amount: Amount, *clauses: str) -> None:
        """Write down an addition to a record."""
        self._change("note", record, amount=amount, clauses=clauses)

    def write(self, record: str, value: Amount, *clauses: str) -> None:
        """Write down what a record is set to."""
        self._change("write", record, amount=value, clauses=clauses)

    def _change(self, verb: str, *keys: str, amount: Amount, clauses: Sequence[str]) -> None:
        assert isinstance(self.state, Balances)
        operand = self.tape.operand(amount)
        self.tape.add(verb, self.number, *keys, operand, list(clauses))
        for key in keys:
            self.state.changed(key)

    def observe(self, *clauses: str) -> None:
        """Write down that the state can be seen."""
        super().observe(*clauses)
        if not self.lenient:
            self.tape.add("observe", self.number)

    def total(self, amount: Callable[[Member], Amount]) -> Amount:
        """Write down a sum over all members."""
        with self.tape.turn() as (who, body):
            found = self.tape.operand(amount(self.member(who)))
        return self.tape.value("total", self.number, who, body, found)

    def members(self) -> Iterator[Member]:
        """Write down one turn, which stands for all."""
        with self.tape.turn() as (who, body):
            yield self.member(who)
        self.tape.add("each", self.number, who, body)

    def allot(
        self,
        funds: Sequence[Amount],
        weights: Sequence[Callable[[Member], Amount]],
        totals: Sequence[Amount],
        *_clauses: str,
    ) -> Iterator[tuple[Member, list[Amount]]]:
        """Write down one turn in which weights are taken, and one in which shares are given."""
        first = self.tape.kept
        self.tape.kept += len(weights)
        for fund, total in zip(funds, totals, strict=True):
            self.tape.operand(fund), self.tape.operand(total)
        with self.tape.turn() as (who, body):
            for place, weigh in enumerate(weights):
                weight = self.tape.operand(weigh(self.member(who)))
                self.tape.add("keep", first + place, who, weight)
        self.tape.add("each", self.number, who, body)
        with self.tape.turn() as (who, body):
            split = [
                self.numbers.ratio(fund * self.tape.value("kept", first + place, who), total)
                for place, (fund, total) in enumerate(zip(funds, totals, strict=True))
            ]
            yield self.member(who), split
        self.tape.add("each", self.number, who, body)
