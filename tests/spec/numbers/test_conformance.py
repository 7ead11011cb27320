"""One suite that every number domain passes: each rule means in it what exact fractions say.

A domain computes in its own numbers, then says which amounts come out. The rules start from
states that random histories reach, under random readings.
"""

from collections.abc import Iterable
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neverfalls.proofs.verdicts.task import tasks
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.model.questions import QUESTIONS, Readings
from neverfalls.spec.model.world import World
from neverfalls.spec.numbers import ExactNumbers, terms
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme

from ..histories import Pick, event, history
from .domains import DOMAINS, Case, exactly, symbolically

HALF = Fraction(1, 2)
OPENING = [
    ("purchase", 0, 0, Fraction(1)),
    ("convert", 0, 0, HALF),
    ("spend", 0, 0, HALF),
    ("trade", 0, 0, HALF),
    ("list_company", 0, 0, Fraction(1)),
    ("acquire", 0, 0, Fraction(1)),
    ("purchase", 0, 0, Fraction(4)),
    ("sell_ahead", 0, 0, Fraction(4)),
    ("rise", 0, 0, HALF),
    ("bring_friends", 0, 0, Fraction(1, 10)),
]
"""What many of the histories begin with, so that every rule has something to work on."""

MULTIPLES = [Fraction(2), Fraction(1, 10), Fraction(1, 100)]
"""Quotas that last, that dividends use up, and that forced exits are due for."""

SIZES = [Fraction(n, 100) for n in (100, 50, 20, 10, 75, 99, 0, 200, -100, 4000)]

RULES = [(name, rule) for name in SHIPPED for rule in load_scheme(name).rules]


# Strategies are made once: to make one takes longer than to draw from it.
SMALL = st.integers(0, 2)
MEMBERS = st.integers(2, 3)
QUOTAS = st.sampled_from(MULTIPLES)
BEGUN = st.integers(1, 3)


def picks(rules: Iterable[str]) -> st.SearchStrategy[Pick]:
    """A random event by one of these rules."""
    return st.builds(Pick, st.sampled_from(list(rules)), SMALL, SMALL, st.sampled_from(SIZES))


@cache
def readings(name: str) -> st.SearchStrategy[Readings]:
    """A scheme's own readings, or a single deviation, or any answer to each of its questions."""
    scheme = load_scheme(name)
    single = [task.scheme.readings for task in tasks(scheme) if task.deviation]
    answers = {
        question: st.sampled_from([choice.value for choice in QUESTIONS[question]])
        for question in scheme.relevant_questions
    }
    mixed = st.fixed_dictionaries(answers).map(scheme.readings.with_choices)
    return st.one_of(st.just(scheme.readings), st.sampled_from(single), mixed)


@cache
def events(name: str) -> st.SearchStrategy[list[Pick]]:
    """A few random events of a scheme."""
    return st.lists(picks(load_scheme(name).rules), max_size=4)


@cache
def cases(name: str, rule: str) -> st.SearchStrategy[Case]:
    """States that random histories reach, and random arguments, some of them out of bounds."""
    shipped, last = load_scheme(name), picks([rule])
    known = [Pick(*pick) for pick in OPENING if pick[0] in shipped.rules]

    @st.composite
    def build(draw: st.DrawFn) -> Case:
        scheme = shipped.reading(draw(readings(name)))
        scheme = scheme.with_parameters(quota_multiple=draw(QUOTAS))
        roster = scheme.roster(draw(MEMBERS))
        start = known[: draw(BEGUN)]
        state = history(scheme, roster, [*start, *draw(events(name))])
        arguments = event(scheme, roster, state, draw(last))
        return Case(scheme, roster, state, rule, arguments)

    return build()


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize(("name", "rule"), RULES)
def test_every_domain_computes_what_fractions_say(name: str, rule: str, domain: str) -> None:
    """A rule is allowed, and leaves every balance, as it does on exact fractions."""
    compute, examples = DOMAINS[domain]

    @settings(max_examples=examples)
    @given(cases(name, rule))
    def check(case: Case) -> None:
        assert exactly(case) == compute(case)

    check()


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_the_first_requirement_not_met_is_the_one_named(name: str, rule: str) -> None:
    """On fractions the first requirement that is false stops the rule, and its name is given."""

    @settings(max_examples=30)
    @given(cases(name, rule))
    def check(case: Case) -> None:
        run = symbolically(case, everything=True)
        assert run is not None
        amounts = run.amounts()
        unmet = [why for why, truth in run.requirements if not terms.evaluate(truth, amounts)]
        world = World(case.scheme, ExactNumbers(), dict(case.state), case.roster)
        told = []
        try:
            world.run(case.scheme.rules[rule], case.arguments)
        except NotEnabled as error:
            told.append(error.requirement)
        assert unmet[:1] == told

    check()
