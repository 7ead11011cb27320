"""Changes to the code that decides verdicts, and whether a test notices each of them.

`make mutants` changes one place at a time and runs the tests that run it. Which test notices each
is recorded in `noticed.json`, so that all of them are tried again in minutes. What no test can
notice, or need, is listed in `unnoticed.toml` with the reason.
"""
