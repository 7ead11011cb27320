"""What holds for all tests."""

import pytest

# Modules that assert on behalf of tests tell as much as tests do when an assertion fails.
pytest.register_assert_rewrite(
    "tests.counterexamples.shipped", "tests.spec.domains", "tests.spec.machine"
)
