#!/usr/bin/env bash
# Measures `hudna join` beside DuckDB, SedonaDB and reading alone; README.md says how. Usage: run.sh FOLDER [HUDNA]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
benches=$(cd "$here/../.." && pwd)
mkdir -p "$1"
scratch=$(cd "$1" && pwd)
hudna=$(realpath "${2:-$benches/../target/release/hudna}")

# What is needed, once. A peer that cannot be had is left out; measure.py names it.
[ -x "$scratch/python/bin/python" ] || python3 -m venv "$scratch/python"
python=$scratch/python/bin/python
for package in duckdb==2.0.1 "sedonadb==0.5.0 pyarrow==26.0.1 geoarrow-pyarrow==0.3.0"; do
  "$python" -m pip install -q --disable-pip-version-check $package || echo "not to be had: $package" >&2
done
cargo build --quiet --release --manifest-path "$benches/Cargo.toml" --bin ground --bin parse
"$benches/target/release/ground" sets "$benches/target/data"

"$python" "$here/measure.py" "$benches/target/data" "$hudna" "$benches/target/release/parse"
rm -f "$benches"/target/data/joined*
