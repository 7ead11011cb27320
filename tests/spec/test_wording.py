"""Wording: what is printed of a rule or a claim is what its text does."""

import ast
import json
import math
import operator
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neverfalls.proofs.survey import tasks
from neverfalls.spec import terms
from neverfalls.spec.claim import PASSING
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.formula import Formula
from neverfalls.spec.loader import SHIPPED, load_scheme
from neverfalls.spec.narration import Line
from neverfalls.spec.notation import LaTeX, PlainText
from neverfalls.spec.numbers import ExactNumbers, SymbolicNumbers
from neverfalls.spec.parameters import MEANINGS
from neverfalls.spec.scheme import Scheme
from neverfalls.spec.symbols import COUNTED, Symbols, on_symbols, plain
from neverfalls.spec.wording import UnknownRule, describe_claim, describe_rule
from neverfalls.spec.world import View, World

# A tiny evaluator of printed formulas: Python's own grammar, with other signs.

SIGNS = {"×": "*", "−": "-", "≥": ">=", "≤": "<=", " = ": " == ", "⌊": "floor(", "⌋": ")"}
OPERATORS: dict[type[ast.AST], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: ExactNumbers().ratio,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
}


def value_of(text: str, values: Mapping[str, Fraction]) -> Any:
    """The exact value of a printed formula, a quotient over 0 being 0."""
    for sign, python in SIGNS.items():
        text = text.replace(sign, python)
    for known in sorted(values, key=len, reverse=True):
        text = re.sub(rf"\b{known}\b", known.replace(" ", "_"), text)
    named = {known.replace(" ", "_"): value for known, value in values.items()}
    return _value(ast.parse(text, mode="eval").body, named)


def _value(node: ast.expr, values: Mapping[str, Fraction]) -> Any:
    match node:
        case ast.Constant(value=int(number)):
            return Fraction(number)
        case ast.Name(id=known):
            return values[known]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, values)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return not _value(inner, values)
        case ast.BinOp(left=left, op=sign, right=right):
            return OPERATORS[type(sign)](_value(left, values), _value(right, values))
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return OPERATORS[type(sign)](_value(left, values), _value(right, values))
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(_value(part, values) for part in parts)
        case ast.BoolOp(op=ast.Or(), values=parts):
            return any(_value(part, values) for part in parts)
        case ast.IfExp(test=test, body=yes, orelse=no):
            return _value(yes if _value(test, values) else no, values)
        case ast.Call(func=ast.Name(id="min" | "max" as which), args=parts):
            return {"min": min, "max": max}[which](_value(part, values) for part in parts)
        case ast.Call(func=ast.Name(id="floor"), args=[inner]):
            return math.floor(_value(inner, values))
    raise AssertionError(ast.dump(node))


# Random formulas, as trees that are built into terms.

UNKNOWNS = ("pool", "supply", "buyer points", "exit fee")
rationals = st.fractions(min_value=-5, max_value=5, max_denominator=6)
Trees = st.SearchStrategy[Any]


def truths(amounts: Trees) -> Trees:
    """Comparisons of amounts, joined and denied."""
    compared = st.tuples(st.sampled_from((">", ">=", "==")), amounts, amounts)
    joined = st.tuples(st.sampled_from(("and", "or")), compared, compared)
    either = compared | joined
    return either | st.tuples(st.just("not"), either) | st.tuples(st.just("and"), joined, joined)


def grown(amounts: Trees) -> Trees:
    """Amounts made of amounts."""
    signs = st.sampled_from(("+", "-", "*", "/", "min", "max"))
    choices = st.tuples(st.just("if"), truths(amounts), amounts, amounts)
    return st.tuples(signs, amounts, amounts) | st.tuples(st.just("floor"), amounts) | choices


amount_trees = st.recursive(st.sampled_from(UNKNOWNS) | rationals, grown, max_leaves=10)


def built(tree: Any, numbers: SymbolicNumbers) -> Any:
    """The term of a tree."""
    if isinstance(tree, str):
        return terms.name(tree)
    if isinstance(tree, Fraction):
        return tree
    sign, *parts = tree
    makers: dict[str, Any] = {
        "+": operator.add,
        "-": operator.sub,
        "*": operator.mul,
        "/": numbers.ratio,
        "min": numbers.minimum,
        "max": numbers.maximum,
        "floor": numbers.floor,
        "if": numbers.choose,
        ">": operator.gt,
        ">=": operator.ge,
        "==": terms.equal,
        "and": numbers.both,
        "or": numbers.either,
        "not": numbers.negation,
    }
    return makers[sign](*(built(part, numbers) for part in parts))


def evaluated(term: Any, numbers: SymbolicNumbers, values: Mapping[str, Fraction]) -> Any:
    """What ``terms.evaluate`` says, each quotient having the value of its definition."""
    known = dict(values)
    for label, sides in numbers.definitions.items():
        above, below = (terms.evaluate(side, known) for side in sides)
        known[label] = ExactNumbers().ratio(above, below)
    return terms.evaluate(term, known)


def printed(term: Any, numbers: SymbolicNumbers) -> str:
    return Formula(PlainText(), numbers, {}).write(term)


@given(amount_trees, st.fixed_dictionaries(dict.fromkeys(UNKNOWNS, rationals)))
def test_amounts_are_printed_exactly(tree: Any, values: dict[str, Fraction]) -> None:
    """A printed amount, read as arithmetic, has the value of the term for any numbers."""
    numbers = SymbolicNumbers()
    term = built(tree, numbers)
    assert evaluated(term, numbers, values) == value_of(printed(term, numbers), values)


@given(truths(amount_trees), st.fixed_dictionaries(dict.fromkeys(UNKNOWNS, rationals)))
def test_truths_are_printed_exactly(tree: Any, values: dict[str, Fraction]) -> None:
    """A printed truth, read as arithmetic, is true exactly where the term is."""
    numbers = SymbolicNumbers()
    term = built(tree, numbers)
    known = {**values, "always": Fraction(1), "never": Fraction(0)}
    assert evaluated(term, numbers, values) == value_of(printed(term, numbers), known)


POOL, SUPPLY, PAID, FEE = (terms.name(each) for each in ("pool", "supply", "paid", "exit fee"))


@pytest.mark.parametrize(
    ("term", "text", "latex"),
    [
        (Fraction(3, 10), "3/10", r"\frac{3}{10}"),
        (Fraction(-2), "−2", "-2"),
        (POOL - POOL, "0", "0"),
        (-POOL, "−pool", r"-\text{pool}"),
        (1 - FEE, "1 − exit fee", r"1 - \text{exit fee}"),
        (PAID - 1, "paid − 1", r"\text{paid} - 1"),
        ((1 - FEE) * PAID, "(1 − exit fee) × paid", None),
        (
            POOL + FEE * PAID,
            "pool + exit fee × paid",
            r"\text{pool} + \text{exit fee} \cdot \text{paid}",
        ),
        (PAID * Fraction(3, 10), "3 × paid / 10", r"\frac{3 \cdot \text{paid}}{10}"),
        (PAID > 0, "paid > 0", r"\text{paid} > 0"),
        (PAID >= 0, "paid ≥ 0", r"\text{paid} \ge 0"),
        (PAID < 0, "paid < 0", r"\text{paid} < 0"),
        (PAID <= 0, "paid ≤ 0", r"\text{paid} \le 0"),
        (PAID <= POOL, "pool ≥ paid", r"\text{pool} \ge \text{paid}"),
        (terms.equal(PAID, POOL), "paid = pool", r"\text{paid} = \text{pool}"),
        (terms.negate(terms.equal(PAID, 0)), "not (paid = 0)", None),
        (
            terms.any_of(terms.all_of(PAID > 0, POOL > 0), SUPPLY > 0),
            "paid > 0 and pool > 0 or supply > 0",
            None,
        ),
        (
            terms.all_of(PAID > 0, terms.any_of(POOL > 0, SUPPLY > 0)),
            "paid > 0 and (pool > 0 or supply > 0)",
            None,
        ),
        (terms.choose(PAID <= POOL, PAID, POOL), "min(paid, pool)", None),
        (terms.choose(PAID >= POOL, PAID, POOL), "max(paid, pool)", None),
        (
            Fraction(1, 100) * terms.floor(100 * PAID * FEE),
            "⌊100 × paid × exit fee⌋ / 100",
            r"\frac{\left\lfloor 100 \cdot \text{paid} \cdot \text{exit fee} \right\rfloor}{100}",
        ),
        (terms.choose(PAID > POOL, SUPPLY, POOL), "supply if paid > pool else pool", None),
        (
            terms.choose(PAID > 0, POOL, SUPPLY) * FEE,
            "(pool if paid > 0 else supply) × exit fee",
            None,
        ),
    ],
)
def test_brackets_and_signs(term: Any, text: str, latex: str | None) -> None:
    """Formulas have the fewest brackets that keep their sense, and each comparison its sign."""
    numbers = SymbolicNumbers()
    assert text == printed(term, numbers)
    if latex is not None:
        assert latex == Formula(LaTeX(), numbers, {}).write(term)


def test_quotients_are_fractions() -> None:
    """A named quotient is printed as the fraction that defines it, in one fraction with others."""
    numbers = SymbolicNumbers()
    value = numbers.ratio(PAID * POOL, SUPPLY)
    assert printed(FEE * value, numbers) == "exit fee × paid × pool / supply"
    assert printed(numbers.ratio(value, PAID + 1), numbers) == (
        "paid × pool / (supply × (paid + 1))"
    )
    assert printed(numbers.ratio(PAID, value), numbers) == "paid / (paid × pool / supply)"
    assert Formula(LaTeX(), numbers, {}).write(value) == (
        r"\frac{\text{paid} \cdot \text{pool}}{\text{supply}}"
    )


def test_quotient_of_choices_is_a_choice_of_quotients() -> None:
    """Where the denominator depends on a condition, each case is printed as its own fraction."""
    numbers = SymbolicNumbers()
    live = SUPPLY > 0
    above, below = numbers.choose(live, SUPPLY, 1), numbers.choose(live, POOL, FEE)
    assert printed(numbers.ratio(PAID * above, below), numbers) == (
        "paid × supply / pool if supply > 0 else paid / exit fee"
    )


# Rules.


def scheme_of(name: str, **choices: str) -> Scheme:
    scheme = load_scheme(name)
    return scheme.reading(scheme.readings.with_choices(choices))


def told(scheme: Scheme, rule: str) -> list[str]:
    """The rows of a rule's lines, without its heading."""
    return [row.strip() for row in describe_rule(scheme, rule).text().split("\n")[3:]]


def flat(lines: tuple[Line, ...]) -> Iterator[Line]:
    for line in lines:
        yield line
        yield from flat(line.lines)


RULES = [(name, rule) for name in SHIPPED for rule in load_scheme(name).rules]


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_every_rule_is_described(name: str, rule: str) -> None:
    """Each rule of the shipped schemes has a sentence, lines, LaTeX that closes, and JSON."""
    scheme = load_scheme(name)
    description = describe_rule(scheme, rule)
    assert description.sentence
    assert scheme.rules[rule].clauses == description.clauses
    assert list(scheme.rules[rule].sorts) == [each.name for each in description.arguments]
    ends = [line.words for line in description.lines[-3:]]
    assert ends == ["the pool", "the supply", "the price"]
    latex = description.latex()
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\begin{") == latex.count(r"\end{")
    assert "quotient." not in latex + description.text()
    data = description.to_dict()
    assert data == json.loads(json.dumps(data))


def test_purchase() -> None:
    """The wine shop's purchase is told in the order of its text."""
    grant = (
        "reward × contribution × paid × supply / pool if supply > 0 "
        "else reward × contribution × paid / issue price"
    )
    left_over = "points circulate, or no money is left over from earlier ones"
    granted_at = "points have a price to be granted at"
    expected = [
        "requires  something is paid: paid > 0",
        f"requires  {left_over}: supply > 0 or pool ≤ 0",
        f"requires  {granted_at}: (pool if supply > 0 else issue price) > 0",
        "pays      buyer → treasury: paid",
        "pays      treasury → supplier: (1 − margin) × paid",
        "pays      treasury → pool: contribution × paid",
        f"mints     to buyer: {grant}",
        "adds      to contributions total: contribution × paid",
        "becomes   the pool: pool + contribution × paid",
        f"becomes   the supply: supply + ({grant})",
        f"becomes   the price: (pool + contribution × paid) / (supply + ({grant}))",
    ]
    assert expected == told(load_scheme("wine-shop"), "purchase")


def test_heading() -> None:
    """A description opens with the rule's name and clauses, its sentence and its arguments."""
    scheme = load_scheme("wine-shop")
    heading = describe_rule(scheme, "sell").text().split("\n")[:3]
    assert heading == [
        f"sell ({', '.join(scheme.rules['sell'].clauses)})",
        "A member sells points back to the pool at the live price; they are destroyed.",
        "given: seller (a member), points (points)",
    ]


def test_effects_stand_under_their_mechanism() -> None:
    """What other mechanisms add to a purchase is told under their titles, with their clauses."""
    description = describe_rule(load_scheme("mall"), "purchase")
    effects = [line for line in description.lines if line.verb == "effect"]
    titles = [line.words.partition(":")[0] for line in effects]
    assert titles == ["Dividend quota", "Days that close", "Tier dividend"]
    assert [bool(line.clauses) for line in effects] == [True, True, True]
    rows = [(line.verb, line.words, line.amount) for line in effects[2].lines]
    raised = "max(buyer peak, buyer points + points per yuan × paid)"
    assert rows == [("sets", "buyer peak", raised)]


def test_loop_over_members_is_told_once() -> None:
    """A dividend is told for one member, and what it leaves by the name of its round."""
    lines = describe_rule(load_scheme("mall"), "close_day").lines[0].lines
    assert lines[1].verb == "turns"
    rows = [f"{line.verb} {line.words}: {line.amount}" for line in lines[1].lines]
    assert rows == [
        "shares share: daily rate × day sales × member points / supply",
        "pays dividends → member: min(share, member quota)",
        "moves member quota → issuer quota: min(share, member quota)",
        "adds to member dividends: min(share, member quota)",
        "adds to dividends total: min(share, member quota)",
    ]
    assert lines[2].amount == "dividends after round 1"


def test_turns_see_what_earlier_turns_left() -> None:
    """Members forced out one by one get the price of their turn; all at one price, another."""
    price = {
        "one-by-one": "pool in round 3 / supply in round 3",
        "one-price": "pool / supply",
    }
    for choice, expected in price.items():
        scheme = scheme_of("mall", forced_exit_price=choice)
        lines = flat(describe_rule(scheme, "close_day").lines)
        paid = next(line for line in lines if line.words == "pool → member")
        assert paid.amount.endswith(f" × {expected}")


def test_sum_over_members() -> None:
    """Points that share a fund are printed as a sum over members."""
    lines = flat(
        describe_rule(scheme_of("mall", fund_sharers="eligible-points"), "close_day").lines
    )
    share = next(line for line in lines if line.words == "share")
    assert share.amount == (
        "daily rate × day sales × (member points if member quota > 0 else 0) "
        "/ sum over members (member points if member quota > 0 else 0)"
    )


@pytest.mark.parametrize(
    ("choice", "payments"),
    [
        ("platform", []),
        ("pool", ["pays      pool → treasury: points × pool / supply"]),
        ("pool-at-cost", ["pays      pool → treasury: (1 − margin) × points × pool / supply"]),
    ],
)
def test_reading_who_pays_for_goods(choice: str, payments: list[str]) -> None:
    """The pool pays for goods in exactly the readings that say so."""
    rows = told(scheme_of("wine-shop", goods_payer=choice), "redeem")
    assert payments == [row for row in rows if "pool → treasury" in row]
    assert ("keeps     the pool" in rows) is (choice == "platform")


def test_reading_of_what_is_seen() -> None:
    """Only where paying and burning are two steps is a state between them told of."""
    verbs = {
        choice: [
            line.verb for line in describe_rule(scheme_of("mall", step_view=choice), "sell").lines
        ]
        for choice in ("atomic", "pay-then-burn")
    }
    assert "shows" not in verbs["atomic"]
    assert verbs["pay-then-burn"].index("shows") == verbs["pay-then-burn"].index("burns") - 1


def test_reading_of_chosen_rates() -> None:
    """A rate that the platform picks is told with its bounds and used from there on."""
    rows = told(scheme_of("mall", dividend_rates="chosen-daily"), "close_day")
    assert (
        "chooses   the platform, the daily rate: chosen daily rate ≥ lowest dividend rate "
        "and highest dividend rate ≥ chosen daily rate"
    ) in rows
    assert "pays      treasury → dividends: chosen daily rate × day sales" in rows


# An open margin is printed by the name that it has anyway; where a number of points is granted,
# the price of granting is of no consequence.
SILENT = {
    "wine-shop": ["product_cost=any-margin"],
    "mall": ["product_cost=any-margin"],
    "market": ["product_cost=any-margin"],
    "gallery": ["product_cost=any-margin"],
    "counter": ["product_cost=any-margin"],
    "shares": ["product_cost=any-margin"],
    "agents": ["product_cost=any-margin"],
    "old-members": ["product_cost=any-margin"],
    "dealers": ["product_cost=any-margin"],
    "linkage": ["product_cost=any-margin"],
}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_reading_changes_a_line(name: str) -> None:
    """Each other answer to a question that the scheme's texts ask is seen in a description."""
    scheme = load_scheme(name)

    def everything(told_of: Scheme) -> list[str]:
        claims = [each for each in CLAIMS.values() if each.applies(told_of.mechanisms)]
        rules = [describe_rule(told_of, rule).text() for rule in told_of.rules]
        return rules + [describe_claim(claim, told_of).text() for claim in claims]

    before = everything(scheme)
    unchanged = [
        task.deviation
        for task in tasks(scheme)
        if task.deviation and everything(task.scheme) == before
    ]
    assert SILENT[name] == unchanged


class Bookkeeper(World):
    """An exact world that keeps its postings."""

    postings: list[tuple[str, str, Fraction]]

    def move(self, source: str, target: str, amount: Fraction) -> None:
        """Keep the posting."""
        super().move(source, target, amount)
        if amount:
            self.postings.append((plain(source), plain(target), amount))


ROSTER = ("alice", "bob")
HISTORY: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "wine-shop": [
        ("purchase", {"buyer": "alice", "paid": Fraction(2000)}),
        ("purchase", {"buyer": "bob", "paid": Fraction(1400)}),
        ("convert", {"holder": "alice", "points": Fraction(6)}),
        ("spend", {"buyer": "alice", "merchant": "bob", "constants": Fraction(4)}),
    ],
    "mall": [("purchase", {"buyer": who, "paid": Fraction(2000)}) for who in ROSTER],
    "market": [
        ("purchase", {"buyer": "alice", "paid": Fraction(2000)}),
        ("trade", {"seller": "alice", "buyer": "bob", "points": Fraction(6), "paid": Fraction(5)}),
        ("list_company", {"value": Fraction(10**6)}),
    ],
    "gallery": [
        ("purchase", {"buyer": "alice", "paid": Fraction(800_000)}),
        ("acquire", {"buyer": "alice"}),
    ],
    "agents": [("purchase", {"buyer": "alice", "paid": Fraction(100)})],
    "counter": [("purchase", {"buyer": who, "paid": Fraction(2000)}) for who in ROSTER],
    "shares": [("purchase", {"buyer": who, "paid": Fraction(2000)}) for who in ROSTER],
    "old-members": [("purchase", {"buyer": "veteran", "paid": Fraction(100)})],
    "dealers": [("purchase", {"buyer": who, "paid": Fraction(5000)}) for who in ROSTER],
    "linkage": [
        ("purchase", {"buyer": "alice", "paid": Fraction(10000)}),
        ("sell_ahead", {"buyer": "alice", "paid": Fraction(600)}),
        ("rise", {"amount": Fraction(10)}),
    ],
}


SUMMED = (*PASSING, "award")
"""Rules whose lines speak of sums over all members."""


@pytest.mark.parametrize(("name", "rule"), [each for each in RULES if each[1] not in SUMMED])
def test_lines_are_what_happens(name: str, rule: str) -> None:
    """Under every reading, the amounts in the lines are those that the event really posts."""
    for _label, readings in [
        ("", load_scheme(name).readings),
        *load_scheme(name).readings.deviations(),
    ]:
        scheme = load_scheme(name).reading(readings)
        exact = ExactNumbers()
        roster = scheme.roster(2)
        world = Bookkeeper(scheme, exact, scheme.opening_state(roster), roster)
        world.postings = []
        for event, given_to in HISTORY[name]:
            if event != rule or event != "list_company":  # which happens once
                world.run(scheme.rules[event], given_to)
        sorts = scheme.rules[rule].sorts
        # In the history bob ends with takings, and alice with everything else.
        first = roster if rule != "restore" else roster[::-1]
        people = dict(zip([key for key in sorts if sorts[key] == "Member"], first, strict=False))
        sizes = {key: sort for key, sort in sorts.items() if sort != "Member"}
        amounts = {k: Fraction(1, 1 if sort == "Count" else 4) for k, sort in sizes.items()}
        values = known_to(scheme, world, people)
        values |= {plain(key): value for key, value in amounts.items()}
        world.postings = []
        world.run(scheme.rules[rule], {**people, **amounts})

        description = describe_rule(scheme, rule)
        lines = list(flat(description.lines))
        assert all(value_of(line.amount, values) for line in lines if line.verb == "requires")
        posted = [
            (renamed(line.source, people), renamed(line.target, people), amount)
            for line in lines
            if line.source and (amount := value_of(line.amount, values))
        ]
        assert world.postings == posted
        ends = {line.words: line.amount for line in lines if line.verb == "becomes"}
        assert world.pool == value_of(ends.get("the pool", "pool"), values)
        assert world.supply == value_of(ends.get("the supply", "supply"), values)


def known_to(scheme: Scheme, view: View, people: Mapping[str, str]) -> dict[str, Fraction]:
    """The value of every name that a description uses: parameters and balances."""
    symbols = Symbols(scheme)
    values = {plain(each): getattr(scheme.parameters, each) for each in MEANINGS}
    del values["tier thresholds"]
    for key in scheme.shared_entries():
        symbol = symbols.balance(key)
        if symbol.kind == "name":
            values[symbol.args[0]] = view.state[key]
        else:  # the issuer's account, with its sign turned
            values[COUNTED[key.partition(".")[2]]] = -view.state[key]
    for argument, person in people.items():
        for entry in scheme.member_entries():
            values[plain(f"{argument}.{entry}")] = view.state[f"{person}.{entry}"]
    return {**values, "supply": view.supply}


def renamed(account: str, people: Mapping[str, str]) -> str:
    holder, space, entry = account.partition(" ")
    return people.get(holder, holder) + space + entry


@pytest.mark.parametrize("name", SHIPPED)
def test_names_are_distinct(name: str) -> None:
    """No two balances, parameters or arguments of a rule are printed by one name."""
    scheme = load_scheme(name)
    fixed = on_symbols(scheme).parameters
    parameters = [getattr(fixed, each) for each in MEANINGS if each != "tier_thresholds"]
    for rule in scheme.rules.values():
        members = [each for each, sort in rule.sorts.items() if sort == "Member"]
        state = Symbols(scheme).state((*members, "member"))
        others = [terms.name(plain(each)) for each in rule.sorts if each not in members]
        names = [*parameters, *fixed.tier_thresholds, *state.values(), *others]
        assert len(names) == len(set(names))


def test_unknown_rule() -> None:
    """A rule that the scheme does not have is refused with those that it has."""
    with pytest.raises(UnknownRule, match="'lend'") as caught:
        describe_rule(load_scheme("mall"), "lend")
    assert caught.value.found == "lend"
    assert caught.value.expected == ("purchase", "sell", "redeem", "close_day")


# Claims.


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_every_claim_is_described(name: str) -> None:
    """Each claim is described by itself, in full and as JSON, and its LaTeX closes."""
    claim = CLAIMS[name]
    description = describe_claim(claim)
    assert (claim.kind.value, claim.clauses) == (description.kind, description.clauses)
    assert description.checks
    data = description.to_dict()
    assert data == json.loads(json.dumps(data))
    latex = description.latex()
    assert latex.count("{") == latex.count("}")
    assert "quotient." not in latex + description.text()


def test_claim_about_steps() -> None:
    """A claim about a step compares balances before it with those after it."""
    text = describe_claim(CLAIMS["price_never_falls"]).text().split("\n")
    assert text == [
        "price_never_falls (C1), at every step from one observed state to the next",
        "The quoted price never falls, whatever happens.",
        (
            "  the price quoted after the step: quoted yuan in pool after / quoted supply after ≥ "
            "quoted yuan in pool before / quoted supply before (yuan per point)"
        ),
    ]


def test_claim_that_supposes_a_rule() -> None:
    """What a claim supposes is said in words, and what would follow has names of its own."""
    description = describe_claim(CLAIMS["holders_can_cash_out"])
    assert description.supposed == (
        "supposing sell with seller = the member, points = member points",
    )
    assert description.checks[0].text() == (
        "what the member gets for all its points: "
        "(member yuan after sell − member yuan if sell is possible else 0) > 0 (yuan), "
        "where member points > 0"
    )


def test_claim_follows_the_reading() -> None:
    """What backs constant points is printed as the scheme's reading has it."""
    lefts = {
        choice: describe_claim(
            CLAIMS["constants_are_worth_their_face"],
            scheme_of("wine-shop", constant_backing=choice),
        )
        .checks[0]
        .left
        for choice in ("pool", "treasury", "nothing")
    }
    assert lefts == {
        "pool": "pool × platform points / supply",
        "treasury": "max(treasury, 0)",
        "nothing": "0",
    }
