"""Rows per second of `hudna join` and of what it is compared with. Usage: measure.py DATA HUDNA PARSE

DATA is what `ground sets` wrote, PARSE the program that only reads. Ten million rows `lon,lat,date` from disk (in the cache) to disk.
A peer that is not installed is named and left out.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 3


def run(*command):
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return time.perf_counter() - begun


def on_one_core(work):
    """The same, with whatever it starts, on one core."""

    def pinned():
        all_cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(all_cores)})
        try:
            return work()
        finally:
            os.sched_setaffinity(0, all_cores)

    return pinned


class Subjects:
    def __init__(self, data, hudna, parse):
        self.data, self.hudna, self.parse = data, hudna, parse
        self.out = data / "joined"

    def join(self, file, threads):
        ending = file.rsplit(".", 1)[1]
        options = ["--threads", str(threads), "--force", "--quiet", "-o", f"{self.out}.{ending}"]
        return lambda: run(self.hudna, "join", str(self.data / file), *options)

    def only_read(self, file):
        def timed():
            said = subprocess.run([self.parse, str(self.data / file)], check=True, capture_output=True, text=True).stdout
            return float(said.split()[1])

        return timed

    def duckdb_copy(self):
        import duckdb

        def timed():
            db = duckdb.connect(config={"threads": 1})
            begun = time.perf_counter()
            db.execute(f"COPY (SELECT * FROM read_csv('{self.data}/rows.csv')) TO '{self.out}-duckdb.csv' (HEADER)")
            return time.perf_counter() - begun

        return timed

    def sedonadb(self):
        import sedonadb

        def timed():
            db = sedonadb.connect()
            begun = time.perf_counter()
            db.read_parquet(f"{self.data}/P.parquet").to_memtable().to_view("areas", overwrite=True)
            db.read_parquet(f"{self.data}/rows.parquet").to_view("points", overwrite=True)
            joined = db.sql(
                "SELECT p.lon, p.lat, p.date, a.id FROM points p LEFT JOIN areas a"
                " ON ST_Intersects(a.geometry, ST_Point(p.lon, p.lat, 4326)) AND p.date >= a.valid_from"
                " AND (a.valid_to IS NULL OR p.date < a.valid_to)"
            )
            joined.to_parquet(f"{self.out}-sedona.parquet", single_file_output=True)
            return time.perf_counter() - begun

        return timed


def main(data, hudna, parse):
    subjects, cores, missing = Subjects(data, hudna, parse), os.cpu_count(), []
    makers = {
        "CSV, hudna join, 1 core": lambda: on_one_core(subjects.join("rows.csv", 1)),
        f"CSV, hudna join, {cores} cores": lambda: subjects.join("rows.csv", cores),
        "CSV, csv crate, three typed columns, reading only": lambda: on_one_core(subjects.only_read("rows.csv")),
        "CSV, DuckDB copy without a join, 1 core": lambda: on_one_core(subjects.duckdb_copy()),
        "Parquet, hudna join, 1 core": lambda: on_one_core(subjects.join("rows.parquet", 1)),
        f"Parquet, hudna join, {cores} cores": lambda: subjects.join("rows.parquet", cores),
        "Parquet, three columns, reading only": lambda: on_one_core(subjects.only_read("rows.parquet")),
        f"Parquet, SedonaDB join to Parquet, {cores} cores": subjects.sedonadb,
    }
    works = {}
    for name, make in makers.items():
        try:
            works[name] = make()
            works[name]()  # once, so that files are in the cache
        except (Exception, SystemExit) as error:
            works.pop(name, None)
            missing.append(f"{name}: {str(error).splitlines()[0]}")
    times = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            os.sync()  # or who waits for the disk waits for what the one before left unwritten
            times[name].append(work())
    rows = sum(1 for _ in open(data / "rows.csv", "rb")) - 1
    rates = {name: rows / statistics.median(own) / 1e6 for name, own in times.items()}
    print(f"\n{rows:,} rows, millions a second, medians of {ROUNDS}\n\n| | M rows/s |\n|---|---:|")
    for name, rate in rates.items():
        print(f"| {name} | {rate:.2f} |")
    tell_ratios(rates, list(makers))
    for line in missing:
        print(f"- not measured: {line}")


def tell_ratios(rates, names):
    csv_one, csv_all, csv_read, duckdb, parquet_one, parquet_all, parquet_read, sedona = names
    wanted = [
        ("CSV, one core, against DuckDB's plain copy", csv_one, duckdb, 3),
        ("CSV, one core, against parsing alone", csv_one, csv_read, 0.5),
        ("CSV, all cores against one", csv_all, csv_one, 1.7),
        ("Parquet, one core, against reading the three columns", parquet_one, parquet_read, 0.4),
        ("Parquet, end to end, all cores, against SedonaDB", parquet_all, sedona, 6),
    ]
    print("\n| ratio | wanted | reached |\n|---|---:|---:|")
    for name, own, other, least in wanted:
        reached = f"{rates[own] / rates[other]:.2f} x" if own in rates and other in rates else "not measured"
        print(f"| {name} | {least} x | {reached} |")


main(Path(sys.argv[1]), *sys.argv[2:])
