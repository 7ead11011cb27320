"""Every mechanism of the documents has a claim that holds because of it, and one that breaks."""

from collections import defaultdict

from neverfalls.proofs.verdicts.record import record_of
from neverfalls.spec.claims.claim import CLAIMS
from neverfalls.spec.clauses import clauses
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme


def test_every_mechanism_has_a_proof_and_a_counterexample() -> None:
    """Among the cells that its claims have, or that a reading of it has, are both verdicts."""
    found: dict[str, set[str]] = defaultdict(set)
    for scheme in map(load_scheme, SHIPPED):
        record = record_of(scheme)
        assert record is not None
        for cell in record["cells"]:
            needs = CLAIMS[cell["claim"]].needs
            changed = cell["deviation"].partition("=")[0]
            for room in scheme.rooms:
                if room.name in needs or changed in room.questions:
                    for clause in room.clauses:
                        found[clause].add(cell["status"])
    documents = {clause for room in MECHANISMS.values() for clause in room.clauses}
    numbered = {clause for clause in documents if clause.startswith("M")}
    assert numbered == {name for name in clauses() if name.startswith("M") and "." not in name}
    lacking = {clause: {"proved", "refuted"} - found[clause] for clause in numbered}
    assert {clause: words for clause, words in lacking.items() if words} == {}
