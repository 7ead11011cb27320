"""Histories as stories: who pays whom, and what breaks."""

from fractions import Fraction

from neverfalls.counterexamples import every, load, replay
from neverfalls.proofs.site.speaking import Speaker
from neverfalls.proofs.site.stories import holder, postings, story
from neverfalls.spec.model.mechanism import ASSETS


def test_a_sale_has_its_arrows() -> None:
    """The pool pays the seller, who leaves the fee in it; the points go back to the issuer."""
    found = postings(replay(load("mall.price_never_falls")), 2)
    assert found == [
        ("pool", "alice", "yuan", Fraction(300)),
        ("alice", "pool", "yuan", Fraction(30)),
        ("alice", "issuer", "points", Fraction(5)),
    ]


def test_what_went_to_and_fro_is_left_out() -> None:
    """Funds of tiers that nobody has reached come back to the treasury, and are not told."""
    found = postings(replay(load("mall.quota_is_paid_when_sales_stop")), 2)
    assert ("treasury", "tier-2") not in [(each.source, each.target) for each in found]
    assert ("dividends", "alice", "yuan", Fraction(400)) in found


def test_arrows_add_up_to_the_change() -> None:
    """In every shipped history the arrows of an asset explain what each member has of it."""
    wrong = []
    for trace in every():
        done = replay(trace)
        for number in range(1, len(trace.steps) + 1):
            before, after = done.states[number - 1][-1], done.states[number][-1]
            moved: dict[tuple[str, str], Fraction] = {}
            for source, target, asset, amount in postings(done, number):
                moved[source, asset] = moved.get((source, asset), Fraction(0)) - amount
                moved[target, asset] = moved.get((target, asset), Fraction(0)) + amount
            for member in trace.members:
                for asset in ("yuan", "points"):
                    entries = [e for e in done.scheme.member_entries() if ASSETS.get(e) == asset]
                    held = [f"{member}.{entry}" for entry in entries]
                    change = sum(after[key] - before[key] for key in held)
                    if moved.get((member, asset), 0) != change:
                        wrong.append((trace.id, number, member, asset))
    assert wrong == []


def test_a_story_ends_with_both_numbers() -> None:
    """What was found and what was promised stand at its end."""
    text = "\n".join(story(Speaker("en"), load("mall.price_never_falls")))
    assert "1. **Alice buys goods for 2000 yuan.**" in text
    assert "price of a point: 66 → 62 (pool 930 yuan, 15 points)" in text
    assert "62 yuan per point, where at least 66 was promised" in text


def test_a_loop_is_said_to_go_on() -> None:
    """A history that avoids something for ever says which events repeat, and names the member."""
    text = "\n".join(story(Speaker("en"), load("mall.quota_is_paid_when_sales_stop")))
    assert "Event 4 can go on like this for ever." in text
    assert "quota that Alice is still owed" in text


def test_every_holder_has_a_name() -> None:
    """In Chinese no account keeps its English name; members keep theirs."""
    speaker = Speaker("zh")
    names = {
        name
        for trace in every()
        for number in range(1, len(trace.steps) + 1)
        for each in postings(replay(trace), number)
        for name in (each.source, each.target)
        if name not in trace.members
    }
    assert [each for each in sorted(names) if holder(speaker, each).isascii()] == []
