"""Events in sentences: each rule has one, and a name in words."""

from neverfalls.proofs.site.events import happened, rule_words, worded
from neverfalls.proofs.site.speaking import Speaker
from neverfalls.spec.mechanisms import MECHANISMS

RULES = {name: rule for room in MECHANISMS.values() for name, rule in room.rules.items()}


def test_every_rule_has_a_sentence_and_a_name() -> None:
    """No event of a rule is told by the rule's own name, and all that it is given is told."""
    speaker = Speaker("en")
    for name, rule in RULES.items():
        given = {
            key: f"somebody{number}" if sort == "Member" else str(number + 7)
            for number, (key, sort) in enumerate(rule.sorts.items())
        }
        told = happened(speaker, name, given)
        assert name not in told.split()
        assert [each for each in given.values() if worded(each) not in told] == []
        assert rule_words(speaker, name) != name


def test_an_unknown_rule_keeps_its_name() -> None:
    """An event of a rule without a sentence is its name and what it was given."""
    assert happened(Speaker("en"), "borrow", {"who": "alice", "what": "1/2"}) == (
        "borrow Alice 1/2 (0.5000)"
    )
    assert rule_words(Speaker("en"), "borrow") == "borrow"
