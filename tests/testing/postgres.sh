#!/bin/sh
# A private PostgreSQL server for as long as standard input stays open.
#
# Prints one line to connect with, and waits. When its input ends, which it also does when whoever
# holds it is killed, or on a signal, the server is stopped and its folder removed. It installs
# nothing, listens on a socket in a folder that only its owner may enter, and on no network address.
# Run as root, it runs the server as postgres, or as nobody. By hand: sh tests/testing/postgres.sh,
# and Ctrl-D in the end.

set -eu
unset LC_ALL LANG LANGUAGE PGDATA PGHOST PGPORT PGUSER PGDATABASE PGOPTIONS

# Debian keeps these programs off the path, in a folder for each version.
if command -v initdb >/dev/null && command -v pg_ctl >/dev/null; then
	programs=
else
	programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)/
	[ -x "${programs}initdb" ] || {
		echo 'PostgreSQL 13 or newer is not installed (initdb and pg_ctl).' \
			'Install it: apt-get install postgresql (Debian, Ubuntu), brew install postgresql (macOS).' >&2
		exit 1
	}
fi

# Not $TMPDIR: the path of a socket has about a hundred characters at most.
folder=$(TMPDIR= mktemp -d -t neverfalls-pg.XXXXXX)
owner=
reader=
run() { if [ -n "$owner" ]; then runuser -u "$owner" -- "$@"; else "$@"; fi; }
end() {
	trap - EXIT
	[ -z "$reader" ] || kill "$reader" 2>/dev/null || true
	[ ! -f "$folder/data/postmaster.pid" ] ||
		run "${programs}pg_ctl" stop -s -w -m immediate -D "$folder/data" >/dev/null 2>&1 </dev/null || true
	cd / && rm -rf "$folder"
}
trap end EXIT
trap 'exit 1' HUP INT TERM

if [ "$(id -u)" = 0 ]; then
	owner=postgres
	id "$owner" >/dev/null 2>&1 || owner=nobody
	chown "$owner" "$folder"
fi
cd "$folder"

# Nothing here is kept, so nothing needs to reach the disk. Deadlocks are looked for early.
run "${programs}initdb" -D data -U ledger -A trust -E UTF8 --no-locale --no-sync \
	>initdb.log 2>&1 </dev/null || { cat initdb.log >&2; exit 1; }
run "${programs}pg_ctl" start -s -w -t 60 -D data -l data/server.log \
	-o "-k $folder -c listen_addresses='' -c fsync=off -c shared_buffers=16MB -c deadlock_timeout=300ms" \
	>/dev/null 2>&1 </dev/null || { cat data/server.log >&2; exit 1; }

echo "host=$folder user=ledger dbname=postgres"
# In the background, because a shell heeds no signal while it waits for a command in front of it.
exec 3<&0
cat <&3 >/dev/null &
reader=$!
wait "$reader"
