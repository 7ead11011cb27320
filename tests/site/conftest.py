"""These tests need a browser; where its driver is not installed there is nothing to collect.

`make test-site` installs it. Asked for without it, pytest finds no test, which is an error.
"""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("playwright") else ["test_*.py"]
