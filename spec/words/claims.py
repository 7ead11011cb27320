"""Claims in words: the comparisons that a claim's own text makes, on named symbols."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from msgspec import Struct, json

from ..claims.claim import Check, Claim, Kind, parts
from ..mechanisms import MECHANISMS
from ..model.parameters import Parameters
from ..model.world import Member, Price, Quotient, View, World
from ..numbers import Amount, Truth, terms
from ..schemes.scheme import Scheme
from .formula import SUM
from .symbols import SUFFIXES, Symbols, on_symbols
from .wording import ENGLISH, Wording

SIGNS = {"at least": "≥", "at most": "≤", "more than": ">", "equal to": "="}
LATEX_SIGNS = {"at least": r"\ge", "at most": r"\le", "more than": ">", "equal to": "="}
KINDS = {
    Kind.STATE: "in every state that can be observed",
    Kind.STEP: "at every step from one observed state to the next",
    Kind.TRACE: "in every state that can be observed, compared with the opening",
    Kind.TWO_TRACES: "for two continuations of every state that can be observed",
    Kind.POSSIBLE: "in every state that can be observed, whatever the others did",
    Kind.EVENTUAL: "in the end, as long as days or months go by",
}
SUPPOSED = {
    "at once": "supposing {rule}",
    "at once, given": "supposing {rule} with {given}",
    "after": "supposing {rule} after {rule2}",
    "after, given": "supposing {rule} after {rule2} with {given}",
}
"""Which rule a claim supposes to run, and after which other, as templates."""

COMPARED = {
    "always": "{what}: {comparison} ({unit})",
    "where": "{what}: {comparison} ({unit}), where {formula}",
}
"""A comparison in words, as templates."""

MEMBER = "the member"
EACH = "each member"
"""Whom a sum over all members is about, where a claim is about one of them."""


class Comparison(Struct, frozen=True):
    """One check of a claim: where ``when`` holds, ``left`` compares so with ``right``."""

    what: str
    left: str
    relation: str
    right: str
    unit: str
    when: str
    latex: str

    def text(self, words: Wording = ENGLISH) -> str:
        """The comparison as one line of plain text."""
        sides = f"{words.formula(self.left)} {SIGNS[self.relation]} {words.formula(self.right)}"
        told = {"what": words.text(self.what), "comparison": sides, "unit": words.text(self.unit)}
        if not self.when:
            return words.text(COMPARED["always"], **told)
        return words.text(COMPARED["where"], **told, formula=words.formula(self.when))


class ClaimDescription(Struct, frozen=True):
    """What a claim says: its statement, and the comparisons that its text makes.

    ``supposed`` says in words which rules the claim supposes to run; the balances that such a
    rule would leave are called ``… after`` with its name.
    """

    name: str
    kind: str
    clauses: tuple[str, ...]
    per_member: bool
    statement: str
    supposed: tuple[str, ...]
    checks: tuple[Comparison, ...]

    def text(self) -> str:
        """The description as plain text."""
        everyone = ", for each member" if self.per_member else ""
        where = KINDS[Kind(self.kind)] + everyone
        head = f"{self.name} ({', '.join(self.clauses)}), {where}"
        lines = [*self.supposed, *(each.text() for each in self.checks)]
        return "\n".join([head, self.statement, *(f"  {line}" for line in lines)])

    def latex(self) -> str:
        """The comparisons as lines of an ``array`` for LaTeX's mathematics."""
        rows = "".join(f"{each.latex} \\\\\n" for each in self.checks)
        return f"\\begin{{array}}{{l}}\n{rows}\\end{{array}}"

    def to_dict(self) -> dict[str, Any]:
        """The description as JSON data."""
        data: dict[str, Any] = json.decode(json.encode(self))
        return data


class _Symbolic(View):
    """A state of symbols that a claim reads; a supposed event is described instead of run."""

    symbols: Symbols
    supposed: list[str]
    summed: str = MEMBER
    after: str = ""

    @property
    def beginning(self) -> View:
        """The opening, with symbols of its own."""
        return self.on(self.symbols.state((*self.roster, EACH), SUFFIXES["opening"]))

    def supposing(self, rule: str, **arguments: Any) -> tuple[Truth, World]:
        """Say which rule is supposed to run, and name the balances that it would leave."""
        earlier = sum(each.split()[1] == rule for each in self.supposed)
        event = f"{rule} {earlier + 1}" if earlier else rule
        taken = ", ".join(f"{key} = {self._written(value)}" for key, value in arguments.items())
        template = SUPPOSED[("after" if self.after else "at once") + (", given" if taken else "")]
        self.supposed.append(template.format(rule=event, rule2=self.after, given=taken))
        world = self.fork_as(_Supposed)
        world.symbols, world.supposed, world.after = self.symbols, self.supposed, event
        world.summed = self.summed
        suffix = SUFFIXES["supposed"].format(rule=event)
        world.state.update(self.symbols.state((*world.roster, EACH), suffix))
        return terms.name(event + SUFFIXES["possible"]), world

    def _written(self, value: Any) -> str:
        return value if isinstance(value, str) else self.symbols.write(value)[0]

    def total(self, amount: Callable[[Member], Amount]) -> Amount:
        """The sum over all members, printed as such."""
        return self.symbols.total(amount(self.member(self.summed)))

    def on(self, state: dict[str, Amount]) -> _Symbolic:
        """Another state of the same symbols."""
        found = _Symbolic(self.scheme, self.numbers, state, self.roster)
        found.symbols, found.supposed, found.summed = self.symbols, self.supposed, self.summed
        return found


class _Supposed(_Symbolic, World):
    """A state that a supposed event leaves."""


def describe_claim(claim: Claim, scheme: Scheme | None = None) -> ClaimDescription:
    """What a claim says of a scheme; without one, of the fewest mechanisms that the claim needs."""
    found = smallest(claim) if scheme is None else scheme
    symbols, symbolic = Symbols(found), on_symbols(found)
    supposed: list[str] = []

    def view(suffix: str) -> _Symbolic:
        state = symbols.state((MEMBER, EACH), suffix)
        seen = _Symbolic(symbolic, symbols.numbers, state, (MEMBER,))
        seen.symbols, seen.supposed = symbols, supposed
        seen.summed = EACH if claim.per_member else MEMBER
        return seen

    step = claim.kind is Kind.STEP
    before, now = (view(SUFFIXES["before"]), view(SUFFIXES["after"])) if step else (None, view(""))
    checks = claim.checks(before, now, MEMBER if claim.per_member else None)
    return ClaimDescription(
        name=claim.name,
        kind=claim.kind.value,
        clauses=claim.clauses,
        per_member=claim.per_member,
        statement=claim.statement,
        checks=tuple(_comparison(symbols, check) for check in checks),
        supposed=tuple(supposed),
    )


def smallest(claim: Claim) -> Scheme:
    """The scheme of the fewest mechanisms that give a claim a sense."""
    needed = list(claim.needs)
    for name in needed:
        needed.extend(each for each in MECHANISMS[name].needs if each not in needed)
    tiers = Parameters(tier_thresholds=(Fraction(1), Fraction(2)))
    return Scheme(claim.name, claim.statement, tuple(needed), tiers)


def _comparison(symbols: Symbols, check: Check) -> Comparison:
    def side(amount: Amount | Price | Quotient) -> tuple[str, str]:
        above, below = parts(amount)
        return symbols.write(above if below == 1 else symbols.numbers.ratio(above, below), SUM)

    left, right = side(check.left), side(check.right)
    when = ("", "") if check.when is True else symbols.write(check.when)
    relation = check.relation.value
    latex = f"{left[1]} {LATEX_SIGNS[relation]} {right[1]}"
    if when[1]:
        latex += rf" \quad \text{{where }} {when[1]}"
    return Comparison(check.what, left[0], relation, right[0], check.unit, when[0], latex)
