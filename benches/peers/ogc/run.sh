#!/usr/bin/env bash
# Measures Hudna beside pygeoapi and tipg; README.md says how. Usage: run.sh FOLDER [HUDNA]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
scratch=$(cd "$1" && pwd)
hudna=$(realpath "${2:-$here/../../../target/release/hudna}")
pg_bin=/usr/lib/postgresql/15/bin
export PGHOST=127.0.0.1 PGPORT=7954 PGUSER=bench PGDATABASE=bench
processes=()

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
# PostgreSQL does not run as root.
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

finish() {
  for process in "${processes[@]}"; do kill "$process" 2>/dev/null || true; done
  [ ! -f "$scratch/pg/postmaster.pid" ] || as_postgres "$pg_bin/pg_ctl" -D "$scratch/pg" -m fast stop >/dev/null
}
trap finish EXIT

wait_for() {
  for _ in $(seq 120); do
    if curl -fsS -o /dev/null "$1" 2>/dev/null; then return; fi
    sleep 0.5
  done
  echo "nobody answers at $1" >&2
  exit 1
}

# What is needed, once.
for tool in wrk ogr2ogr "$pg_bin/initdb"; do
  command -v "$tool" >/dev/null || {
    as_root apt-get update -q
    as_root apt-get install -y -q --no-install-recommends wrk gdal-bin postgresql-15-postgis-3
  }
done
[ -x "$scratch/pygeoapi/bin/gunicorn" ] || {
  python3 -m venv "$scratch/pygeoapi"
  "$scratch/pygeoapi/bin/pip" install -q pygeoapi==0.21.0 gunicorn==27.0.1 GeoAlchemy2 psycopg2-binary 'pygeofilter[backend-sqlalchemy]'
}
[ -x "$scratch/tipg/bin/uvicorn" ] || {
  python3 -m venv "$scratch/tipg"
  "$scratch/tipg/bin/pip" install -q tipg==1.6.1 uvicorn==0.54.0 uvloop httptools
}

# The data, first for Hudna, then as Hudna serves it for the others.
rm -rf "$scratch/data"
python3 "$here/generate.py" "$scratch/data"
mkdir -p "$scratch/articles"
"$hudna" check --data "$scratch/data" --articles "$scratch/articles"
"$hudna" serve --data "$scratch/data" --articles "$scratch/articles" --listen 127.0.0.1:7951 >"$scratch/hudna.log" 2>&1 &
processes+=($!)
wait_for http://127.0.0.1:7951/collections
curl -fsS -o "$scratch/zones.geojson" 'http://127.0.0.1:7951/collections/zones/items?limit=10000'

[ -d "$scratch/pg" ] || {
  as_root install -d -o "$([ "$(id -u)" = 0 ] && echo postgres || id -un)" -m 700 "$scratch/pg"
  as_postgres "$pg_bin/initdb" -D "$scratch/pg" -U bench -A trust >/dev/null
}
as_postgres "$pg_bin/pg_ctl" -D "$scratch/pg" -w -l "$scratch/pg/log" \
  -o "-p $PGPORT -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=512MB" start >/dev/null
psql -qd postgres -c "SELECT 1 FROM pg_database WHERE datname = 'bench'" | grep -q 1 || createdb bench
psql -qc 'CREATE EXTENSION IF NOT EXISTS postgis' 2>/dev/null
ogr2ogr -q -f PostgreSQL -overwrite -nln zones -nlt GEOMETRY -lco FID=number -lco GEOMETRY_NAME=geom \
  "PG:host=$PGHOST port=$PGPORT user=$PGUSER dbname=$PGDATABASE" "$scratch/zones.geojson"
psql -q <<'SQL'
ALTER TABLE zones DROP CONSTRAINT zones_pkey;
ALTER TABLE zones DROP COLUMN number;
ALTER TABLE zones ADD PRIMARY KEY (id);
CREATE INDEX ON zones (zone);
CREATE INDEX ON zones (confidence);
ANALYZE zones;
SQL

# The peers, two workers each.
sed "s|@PORT@|$PGPORT|" "$here/pygeoapi.yml" >"$scratch/pygeoapi.yml"
export PYGEOAPI_CONFIG="$scratch/pygeoapi.yml" PYGEOAPI_OPENAPI="$scratch/pygeoapi-openapi.yml"
"$scratch/pygeoapi/bin/pygeoapi" openapi generate "$PYGEOAPI_CONFIG" --output-file "$PYGEOAPI_OPENAPI" >"$scratch/pygeoapi.log" 2>&1
"$scratch/pygeoapi/bin/gunicorn" --workers 2 --bind 127.0.0.1:7952 --log-level error pygeoapi.flask_app:APP >>"$scratch/pygeoapi.log" 2>&1 &
processes+=($!)
DATABASE_URL="postgresql://$PGUSER@$PGHOST:$PGPORT/$PGDATABASE" "$scratch/tipg/bin/uvicorn" \
  --workers 2 --host 127.0.0.1 --port 7953 --no-access-log --log-level error tipg.main:app >"$scratch/tipg.log" 2>&1 &
processes+=($!)
wait_for http://127.0.0.1:7952/collections/zones
wait_for http://127.0.0.1:7953/collections/public.zones

python3 "$here/measure.py"
