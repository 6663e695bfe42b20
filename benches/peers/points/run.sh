#!/usr/bin/env bash
# Measures points per second beside what else one could use; README.md says how. Usage: run.sh FOLDER [SET...]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
benches=$(cd "$here/../.." && pwd)
data=$benches/target/data
mkdir -p "$1"
scratch=$(cd "$1" && pwd)
shift
pg_bin=/usr/lib/postgresql/15/bin
export PGHOST=127.0.0.1 PGUSER=bench PGDATABASE=bench

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
# PostgreSQL does not run as root.
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
finish() { [ ! -f "$scratch/pg/postmaster.pid" ] || as_postgres "$pg_bin/pg_ctl" -D "$scratch/pg" -m fast stop >/dev/null; }
trap finish EXIT

# What is needed, once. A peer that cannot be had is left out; measure.py names it.
[ -x "$scratch/python/bin/python" ] || python3 -m venv "$scratch/python"
python=$scratch/python/bin/python
while read -r package; do
  "$python" -m pip install -q --disable-pip-version-check $package || echo "not to be had: $package" >&2
done <"$here/requirements.txt"
[ -x "$pg_bin/initdb" ] || {
  as_root apt-get update -q
  as_root apt-get install -y -q --no-install-recommends postgresql-15-postgis-3 || true
}

# The sets and the points, and Hudna's index.
mkdir -p "$data"
[ -f "$data/T.parquet" ] || "$python" "$here/time_zones.py" "$data" || echo "no time zones" >&2
cargo build --quiet --release --manifest-path "$benches/Cargo.toml" --bin ground
"$benches/target/release/ground" sets "$data"

if [ -x "$pg_bin/initdb" ]; then
  export PGPORT=7955
  [ -d "$scratch/pg" ] || {
    as_root install -d -o "$([ "$(id -u)" = 0 ] && echo postgres || id -un)" -m 700 "$scratch/pg"
    as_postgres "$pg_bin/initdb" -D "$scratch/pg" -U bench -A trust >/dev/null
  }
  as_postgres "$pg_bin/pg_ctl" -D "$scratch/pg" -w -l "$scratch/pg/log" \
    -o "-p $PGPORT -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=1GB" start >/dev/null
  psql -qd postgres -c "SELECT 1 FROM pg_database WHERE datname = 'bench'" | grep -q 1 || createdb bench
  psql -qc 'CREATE EXTENSION IF NOT EXISTS postgis' 2>/dev/null || unset PGPORT
fi

"$python" "$here/measure.py" "$data" "$benches/target/release/ground" "$@"
