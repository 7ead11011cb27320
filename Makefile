# Needs Python 3.11 or newer, and make. Everything else goes into .venv, from requirements.lock.
#
#   make check    is each claim still proved or refuted as recorded? without a solver
#   make check-anew   the same, proved and searched for again; some minutes (SCHEMES='mall counter')
#   make verify   the same as check, in an environment of its own that has no solver
#   make test     lint, types and tests
#   make slow     the tests that take long
#   make mutants  does a test notice each change of the code that decides? can be interrupted, and
#                 goes on from there (ONLY='parts of names', AGAIN=1 also what nothing noticed)
#   make prove    the theorems once more, checked by the kernel of Coq; installs Coq with apt-get
#   make conform-node      the conformance kit on a ledger in JavaScript; installs Node with apt-get
#   make conform-postgres  the same on PostgreSQL, with several clients at once; installs it
#   make cases    the conformance cases alone as one archive for other languages, into dist/
#   make itf-quint   do our traces load in Quint's own reader? installs Quint with npm
#   make docs     the site, in English and Chinese, into build/site; installs a Chinese font with apt-get
#   make test-site   the site in a browser; installs Chromium with apt-get
#   make bench    measure; about ten minutes (WRITE=1 also writes docs/measured.md)
#   make bench-peers   the first history that breaks a promise, beside other model checkers;
#                 installs Maude and Java with apt-get (WRITE=1 also writes docs/peers.md)
#   make bench-cluster   what several machines would give; long, and goes on where it was interrupted
#                 (WRITE=1 also writes its part of docs/measured.md)
#   make record   write the expected results anew
#   make lock     resolve requirements.lock anew; LOCK_FLAGS=--upgrade takes the newest versions
#   make sbom     write the bill of materials anew
#   make vulnerabilities   are any known of the locked versions? asks a database on the net
#   make clean    remove what was set up and built
#
# Another interpreter: make check PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
LIGHT := .light-venv
TOOLS := .tools-venv
PY := $(VENV)/bin/python
# A new virtual environment starts empty, so the stamp of another interpreter is never found in it.
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
LOCKED := $(VENV)/.locked-$(VERSION)
READY := $(VENV)/.ready-$(VERSION)
COMPILE = $(TOOLS)/bin/uv pip compile --no-config --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-header --quiet $(LOCK_FLAGS)
PIP := $(PY) -m pip --quiet --disable-pip-version-check --no-input
FOLDERS := spec proofs counterexamples tests
# A process for each processor; whoever is done takes over half of what another has left.
PYTEST := $(VENV)/bin/pytest --numprocesses auto --maxprocesses 8 --dist worksteal

say = @printf '%s\n' '$(1)' >&2

define need_python
@$(PYTHON) -c '' 2>/dev/null || { \
	echo 'neverfalls needs Python 3.11 or newer: no "$(PYTHON)" was found.' \
		'Name one: make PYTHON=python3.12' >&2; exit 1; }
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo 'neverfalls needs Python 3.11 or newer: "$(PYTHON)" is $(VERSION).' \
		'Name another: make PYTHON=python3.12' >&2; exit 1; }
@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	echo '"$(PYTHON)" cannot make virtual environments: its ensurepip or venv module is missing.' \
		'On Debian and Ubuntu, install python$(VERSION)-venv.' >&2; exit 1; }
endef

# As root, or where sudo asks no password. The list of packages may be missing, or be old.
define install
command -v apt-get >/dev/null && \
	if [ "$$(id -u)" = 0 ]; then as_root=; else as_root="sudo -n"; fi && \
	echo 'installing $(1) with apt-get' >&2 && \
	{ $$as_root apt-get install -qq -y --no-install-recommends $(1) >/dev/null || \
		{ $$as_root apt-get update -qq && \
		$$as_root apt-get install -qq -y --no-install-recommends $(1) >/dev/null; }; }
endef

.DELETE_ON_ERROR:
.PHONY: check check-anew verify test slow mutants prove coq cases itf-quint bench bench-peers \
	bench-cluster record lock sbom conform-node conform-postgres docs font test-site vulnerabilities clean

check: $(READY)
	$(VENV)/bin/neverfalls check

check-anew: $(READY)
	$(if $(SCHEMES),set -e; for each in $(SCHEMES); do $(VENV)/bin/neverfalls check --anew $$each; done,\
		$(VENV)/bin/neverfalls check --anew)

# All locked packages but the solvers and what only they need.
verify:
	$(need_python)
	@$(PYTHON) -m venv --clear $(LIGHT)
	@$(PYTHON) .ci/light.py > $(LIGHT)/requirements.lock
	@$(LIGHT)/bin/python -m pip --quiet --disable-pip-version-check --no-input install \
		--require-hashes --no-deps --requirement $(LIGHT)/requirements.lock
	@$(LIGHT)/bin/python -m pip --quiet --disable-pip-version-check --no-input install \
		--no-index --no-deps --no-build-isolation --editable .
	$(LIGHT)/bin/neverfalls check

test: $(READY)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy $(FOLDERS)
	$(PYTEST)

# Packages are checked last: where no database answers, that is said, and all else has been tried.
slow: $(READY) $(TOOLS)/.ready
	$(PYTEST) -m slow
	$(TOOLS)/bin/python .ci/vulnerabilities.py || [ $$? = 3 ]

# Each recorded mutant is tried by the one test that noticed it, and a test is looked for that notices
# the others; what is found goes into tests/mutation/noticed.json. Which tests run which lines is kept
# in .mutation-lines.json, and found out again for files of tests that have changed.
mutants: $(READY)
	$(PY) -m tests.mutation $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(AGAIN),--again) \
		$(if $(ONLY),--only $(ONLY))

# The tests that need Coq come first: a kernel that accepts everything would show nothing.
prove: $(READY) coq
	$(PYTEST) -m coq
	$(VENV)/bin/neverfalls prove --kernel

# Coq is no Python package. Where it cannot be installed this fails, so that nobody takes it for a proof.
coq:
	@command -v coqc >/dev/null && command -v coqchk >/dev/null || { $(call install,coq); } || { \
		echo 'make prove needs Coq 8.16 or newer (coqc and coqchk), and nothing was proved.' \
			'Install it: apt-get install coq (Debian, Ubuntu), brew install coq (macOS),' \
			'or opam install coq.' >&2; exit 1; }

# A ledger in JavaScript, driven over its standard input and output; the machine of the explorer; and the judge of exercises.
conform-node: $(READY)
	@command -v node >/dev/null || { $(call install,nodejs); } || { \
		echo 'make conform-node needs Node 18 or newer, and nothing was tried.' \
			'Install it: apt-get install nodejs (Debian, Ubuntu), brew install node (macOS).' >&2; exit 1; }
	$(VENV)/bin/pytest -m node

# Several clients at once on a real PostgreSQL, in a server of its own in a temporary folder.
conform-postgres: $(READY)
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
		{ $(call install,postgresql); } || { \
		echo 'make conform-postgres needs PostgreSQL (initdb and pg_ctl), and nothing was tried.' \
			'Install it: apt-get install postgresql (Debian, Ubuntu),' \
			'brew install postgresql (macOS).' >&2; exit 1; }
	@$(PIP) install --require-hashes --requirement .ci/postgres.lock
	$(VENV)/bin/pytest -m postgres

cases: $(READY)
	@$(PY) .ci/cases.py dist

itf-quint: $(READY)
	@command -v npm >/dev/null || { $(call install,nodejs npm); } || { \
		echo 'make itf-quint needs Node 18 or newer with npm, and nothing was read.' >&2; exit 1; }
	@$(PY) .ci/quint.py

# What Sphinx and the browser need, beside the other packages.
DOCS := $(VENV)/.docs-$(VERSION)
SITE := build/site
LANGUAGES := en zh

$(DOCS): $(READY) .ci/docs.lock
	$(call say,installing what the site needs)
	@$(PIP) install --require-hashes --requirement .ci/docs.lock
	@touch $@

# The pages are written from the records anew, and read by Sphinx where they have changed.
docs: $(DOCS) font
	$(PY) -m neverfalls.proofs.site $(SITE)
	set -e; for each in $(LANGUAGES); do SITE_LANGUAGE=$$each $(VENV)/bin/sphinx-build -q -W --keep-going \
		-d $(SITE)/.doctrees/$$each -c docs $(SITE)/.source/$$each $(SITE)/$$each; done
	@echo 'open $(SITE)/index.html' >&2

# For the words on pictures, and for a browser.
font: $(READY)
	@$(PY) -c 'from neverfalls.proofs.plots.sheets import chinese_font; chinese_font()' 2>/dev/null || \
		{ $(call install,fontconfig fonts-noto-cjk); } || { \
		echo 'make docs needs a font with Chinese signs, such as fonts-noto-cjk.' >&2; exit 1; }

test-site: docs
	@command -v chromium >/dev/null || { $(call install,chromium); } || { \
		echo 'make test-site needs Chromium, and nothing was tried.' \
			'Install it: apt-get install chromium (Debian, Ubuntu), brew install chromium (macOS).' >&2; \
		exit 1; }
	$(VENV)/bin/pytest -m site

bench: $(READY)
	$(PY) -m tests.bench.run $(if $(WRITE),--write)

bench-peers: $(READY)
	@command -v maude >/dev/null && command -v java >/dev/null || \
		{ $(call install,maude default-jre-headless); } || { \
		echo 'make bench-peers needs Maude and Java, and nothing was measured.' \
			'Install them: apt-get install maude default-jre-headless (Debian, Ubuntu),' \
			'brew install maude openjdk (macOS).' >&2; exit 1; }
	@$(PIP) install --require-hashes --requirement .ci/peers.lock
	$(PY) -m tests.bench.peers.run $(if $(WRITE),--write)

bench-cluster: $(READY)
	$(PY) -m tests.bench.cluster $(if $(WRITE),--write)

record: $(READY)
	$(VENV)/bin/neverfalls record
	$(VENV)/bin/neverfalls record --every-reading

$(READY): $(LOCKED) pyproject.toml
	$(call say,[3/3] making neverfalls importable from this folder)
	@$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(LOCKED): requirements.lock
	$(need_python)
	$(call say,[1/3] making $(VENV) with Python $(VERSION))
	@$(PYTHON) -m venv --clear $(VENV)
	$(call say,[2/3] installing the locked packages; the first time this downloads about 90 MB)
	@$(PIP) install --require-hashes --requirement requirements.lock
	@touch $@

# What is used besides the project's own packages, locked with hashes as these are.
$(TOOLS)/.ready: .ci/tools.lock
	$(need_python)
	@$(PYTHON) -m venv --clear $(TOOLS)
	@$(TOOLS)/bin/python -m pip --quiet --disable-pip-version-check --no-input install \
		--require-hashes --requirement .ci/tools.lock
	@touch $@

lock: $(TOOLS)/.ready
	$(COMPILE) .ci/tools.in --output-file .ci/tools.lock
	$(COMPILE) .ci/postgres.in --output-file .ci/postgres.lock
	$(COMPILE) .ci/peers.in --output-file .ci/peers.lock
	$(COMPILE) pyproject.toml --extra prove --extra pages --extra run --extra cluster --group dev --output-file requirements.lock
	$(COMPILE) .ci/docs.in --constraint requirements.lock --output-file .ci/docs.lock
	$(PYTHON) .ci/pins.py
	$(MAKE) sbom

# Of the environment as it is locked: packages, licences, hashes, and which needs which.
sbom: $(READY) $(TOOLS)/.ready
	$(TOOLS)/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
		--output-format JSON $(PY) | $(PYTHON) .ci/sbom.py

vulnerabilities: $(TOOLS)/.ready
	$(TOOLS)/bin/python .ci/vulnerabilities.py

clean:
	rm -rf $(VENV) $(LIGHT) $(TOOLS) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage htmlcov
	rm -f .mutation-lines.json
	rm -rf build dist neverfalls.egg-info
	find $(FOLDERS) .ci -name __pycache__ -type d -prune -exec rm -rf {} +
