"""Asks Hudna's index and its peers for the same points, first whether they agree, then how many a second.

Usage: measure.py DATA GROUND [SET...]   (DATA is what `ground sets` wrote)

Every answer is the pairs of a point and an area that covers it (its line counts) and was in force on the point's day.
A peer that is not installed is named and left out.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[threads] = "1"

import numpy as np
import pyarrow.parquet as pq

KINDS = ["uniform", "clustered", "near"]
ROUNDS, TURN, FIRST_TRY = 3, 1.0, 20
# Times as fast as the best of Shapely, one core each.
WANTED = {"S": 5}


class Areas:
    """One set, as numpy and as a table."""

    def __init__(self, data, name):
        self.name, self.path = name, data / f"{name}.parquet"
        table = pq.read_table(self.path)
        self.wkb = table["geometry"].to_pylist()
        self.since = table["valid_from"].to_numpy().astype("datetime64[D]")
        until = table["valid_to"].to_numpy().astype("datetime64[D]")
        self.until = np.where(np.isnat(until), np.datetime64("9999-12-31"), until)

    def in_force(self, areas, days):
        return (self.since[areas] <= days) & (days < self.until[areas])


def columns(points):
    return points["lon"].to_numpy(), points["lat"].to_numpy(), points["date"].to_numpy().astype("datetime64[D]")


class Hudna:
    """The index in a process of its own, which keeps the time itself."""

    name = "Hudna"

    def __init__(self, data, areas, ask):
        self.process = subprocess.Popen([ask, "ask", data, areas.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def timed(self, kind, first, points):
        print(kind, first, len(points), file=self.process.stdin, flush=True)
        seconds, pairs = self.process.stdout.readline().split()
        return float(seconds), int(pairs)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Peer:
    cores = 1

    def __init__(self, data, areas):
        self.areas = areas
        self.prepare(data)

    def timed(self, kind, first, points):
        begun = time.perf_counter()
        pairs = self.pairs(points)
        return time.perf_counter() - begun, pairs

    def close(self):
        pass


class ShapelyTree(Peer):
    name = "Shapely, tree of areas"

    def prepare(self, _):
        import shapely

        self.shapely, self.shapes = shapely, shapely.from_wkb(self.areas.wkb)
        shapely.prepare(self.shapes)
        self.tree = shapely.STRtree(self.shapes)

    def pairs(self, points):
        lon, lat, days = columns(points)
        which, areas = self.tree.query(self.shapely.points(lon, lat), predicate="intersects")
        return int(self.areas.in_force(areas, days[which]).sum())


class ShapelyBoxes(ShapelyTree):
    """The tree gives boxes; days come next, and each prepared area is asked once for all points that are left."""

    name = "Shapely, boxes then prepared areas"

    def pairs(self, points):
        lon, lat, days = columns(points)
        which, areas = self.tree.query(self.shapely.points(lon, lat))
        held = self.areas.in_force(areas, days[which])
        which, areas = which[held], areas[held]
        order = np.argsort(areas, kind="stable")
        which, areas = which[order], areas[order]
        starts = np.flatnonzero(np.r_[True, areas[1:] != areas[:-1]]) if len(areas) else []
        pairs = 0
        for start, end in zip(starts, [*starts[1:], len(areas)]):
            some = which[start:end]
            pairs += int(self.shapely.intersects_xy(self.shapes[areas[start]], lon[some], lat[some]).sum())
        return pairs


class ShapelyEach(ShapelyTree):
    """No tree: each prepared area is asked for the points of its box and its days, by numpy."""

    name = "Shapely, each prepared area"

    def prepare(self, data):
        super().prepare(data)
        self.boxes = self.shapely.bounds(self.shapes)
        if len(self.shapes) > 1000:
            raise LookupError("too many areas to go through each")

    def pairs(self, points):
        lon, lat, days = columns(points)
        pairs = 0
        for number, (west, south, east, north) in enumerate(self.boxes):
            held = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
            some = np.flatnonzero(held & self.areas.in_force(number, days))
            pairs += int(self.shapely.intersects_xy(self.shapes[number], lon[some], lat[some]).sum())
        return pairs


class ShapelyPoints(ShapelyTree):
    """The tree holds the points and is asked for each prepared area."""

    name = "Shapely, tree of points"

    def pairs(self, points):
        lon, lat, days = columns(points)
        tree = self.shapely.STRtree(self.shapely.points(lon, lat))
        areas, which = tree.query(self.shapes, predicate="intersects")
        return int(self.areas.in_force(areas, days[which]).sum())


class GeoPandas(Peer):
    name = "geopandas sjoin"

    def prepare(self, _):
        import geopandas

        self.geopandas = geopandas
        self.frame = geopandas.read_parquet(self.areas.path)

    def pairs(self, points):
        lon, lat, days = columns(points)
        crs = self.frame.crs
        frame = self.geopandas.GeoDataFrame({"day": days}, geometry=self.geopandas.points_from_xy(lon, lat), crs=crs)
        joined = self.geopandas.sjoin(frame, self.frame[["geometry"]], predicate="intersects")
        held = self.areas.in_force(joined["index_right"].to_numpy(), joined["day"].to_numpy().astype("datetime64[D]"))
        return int(held.sum())


QUESTION = """SELECT count(*) AS pairs FROM points p JOIN areas a ON ST_Intersects(a.geometry, {point})
 WHERE p.date >= a.valid_from AND (a.valid_to IS NULL OR p.date < a.valid_to)"""


class SedonaDb(Peer):
    name, cores = "SedonaDB", os.cpu_count()

    def prepare(self, _):
        import sedonadb

        self.db = sedonadb.connect()
        self.db.read_parquet(str(self.areas.path)).to_memtable().to_view("areas", overwrite=True)

    def pairs(self, points):
        self.db.create_data_frame(points).to_view("points", overwrite=True)
        question = QUESTION.format(point="ST_Point(p.lon, p.lat, 4326)")
        return int(self.db.sql(question).to_arrow_table()["pairs"][0].as_py())


class DuckDb(Peer):
    name = "DuckDB spatial"

    def prepare(self, _):
        import duckdb

        self.db = duckdb.connect(config={"threads": 1, "allow_unsigned_extensions": True})
        self.db.execute(f"LOAD '{self.extension(duckdb)}'")
        self.db.execute(
            "CREATE TABLE areas AS SELECT id, valid_from, valid_to, ST_GeomFromWKB(geometry) AS geometry "
            f"FROM (SELECT * REPLACE (ST_AsWKB(geometry) AS geometry) FROM read_parquet('{self.areas.path}'))"
        )

    def extension(self, duckdb):
        """From the package duckdb-ext-spatial, or what DuckDB finds by itself."""
        place = f"duckdb_ext/extensions/v{duckdb.__version__}/*/spatial.duckdb_extension"
        return next((found for folder in sys.path for found in Path(folder).glob(place)), "spatial")

    def pairs(self, points):
        self.db.register("points", points)
        return self.db.execute(QUESTION.format(point="ST_Point(p.lon, p.lat)")).fetchone()[0]


class PostGis(Peer):
    name, most = "PostGIS", 20_000

    def prepare(self, data):
        if "PGPORT" not in os.environ:
            raise LookupError("no server was started")
        days = zip(self.areas.since, self.areas.until)
        rows = ((number, *day, wkb.hex()) for number, (day, wkb) in enumerate(zip(days, self.areas.wkb)))
        self.psql("DROP TABLE IF EXISTS areas; CREATE TABLE areas (id int, valid_from date, valid_to date, geometry geometry)")
        self.copy("areas", rows)
        self.psql("CREATE INDEX ON areas USING gist (geometry); ANALYZE areas")
        for kind in KINDS:
            self.psql(f"DROP TABLE IF EXISTS {kind}; CREATE TABLE {kind} (n int PRIMARY KEY, lon float8, lat float8, date date)")
            points = read(data, self.areas.name, kind).slice(0, self.most * (ROUNDS + 1))
            self.copy(kind, ((number, *row) for number, row in enumerate(zip(*columns(points)))))
            self.psql(f"ANALYZE {kind}")

    def psql(self, said, **more):
        command = ["psql", "-qAt", "-v", "ON_ERROR_STOP=1", "-c", said]
        return subprocess.run(command, text=True, check=True, capture_output=True, **more).stdout

    def copy(self, table, rows):
        command = ["psql", "-q", "-c", f"COPY {table} FROM STDIN (FORMAT csv)"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as psql:
            psql.stdin.writelines(",".join(map(str, row)) + "\n" for row in rows)

    def timed(self, kind, first, points):
        """Its own clock, without starting psql and connecting."""
        some = f"(SELECT * FROM {kind} WHERE n >= {first} AND n < {first + len(points)}) p"
        question = QUESTION.format(point="ST_Point(p.lon, p.lat)").replace("points p", some)
        once = "SET max_parallel_workers_per_gather = 0; SET jit = off"
        script = f"{once};\n\\timing on\n{question};\n"
        said = subprocess.run(["psql", "-qAt"], input=script, text=True, check=True, capture_output=True).stdout.split()
        return float(said[said.index("Time:") + 1].replace(",", ".")) / 1e3, int(said[0])


class Tzfpy(Peer):
    """Simplified shapes, so its answers differ near lines."""

    name = "tzfpy"

    def prepare(self, _):
        if self.areas.name != "T":
            raise LookupError("it knows time zones only")
        import tzfpy

        self.ask = tzfpy.get_tzs
        self.ask(0, 0)

    def pairs(self, points):
        lon, lat, _ = columns(points)
        return sum(len(self.ask(x, y)) for x, y in zip(lon.tolist(), lat.tolist()))


PEERS = [ShapelyTree, ShapelyBoxes, ShapelyEach, ShapelyPoints, GeoPandas, SedonaDb, DuckDb, PostGis, Tzfpy]


def read(data, name, kind):
    return pq.read_table(data / f"{name}-{kind}.parquet").combine_chunks()


def calibrate(peer, kind, points, most):
    """How many points take about a turn."""
    count = FIRST_TRY
    while True:
        seconds, _ = peer.timed(kind, 0, points.slice(0, count))
        if seconds > TURN / 4 or count >= most:
            return max(FIRST_TRY, min(most, int(count * TURN / max(seconds, 1e-6))))
        count = min(count * 5, most)


def per_second(subjects, kind, points):
    """Millions of points a second, medians; and in how many pairs each differs from Hudna."""
    total = len(points)
    counts = [calibrate(peer, kind, points, getattr(peer, "most", total // 2)) for peer in subjects]
    rates, pairs = [[] for _ in subjects], [0] * len(subjects)
    for number in range(ROUNDS):
        for which, (peer, count) in enumerate(zip(subjects, counts)):
            first = number * count % (total - count + 1)
            seconds, found = peer.timed(kind, first, points.slice(first, count))
            rates[which].append(count / seconds / 1e6)
            if peer is not subjects[0]:
                pairs[which] += abs(found - subjects[0].timed(kind, first, points.slice(first, count))[1])
    return [statistics.median(own) for own in rates], pairs


def main(data, ask, names):
    missing = []
    for name in names:
        if not (data / f"{name}.parquet").exists():
            missing.append(f"{name}: {name}.parquet is not there")
            continue
        areas = Areas(data, name)
        subjects = [Hudna(data, areas, ask)]
        for kind in PEERS:
            try:
                subjects.append(kind(data, areas))
            except Exception as error:
                missing.append(f"{name}, {kind.name}: {str(error).splitlines()[0] if str(error) else type(error).__name__}")
        tell(name, subjects, {kind: per_second(subjects, kind, read(data, name, kind)) for kind in KINDS})
        for subject in subjects:
            subject.close()
    for line in missing:
        print(f"- not measured: {line}")


def tell(name, subjects, results):
    print(f"\n{name}, millions of points a second (how many times slower than Hudna), medians of {ROUNDS}\n")
    print(f"| | cores | {' | '.join(KINDS)} | pairs that differ |")
    print("|---|---:|" + "---:|" * len(KINDS) + "---:|")
    for which, subject in enumerate(subjects):
        cells, differ = [], 0
        for kind in KINDS:
            rates, pairs = results[kind]
            times = f" ({rates[0] / rates[which]:.1f} x)" if which else ""
            cells.append(f"{rates[which]:.3g}{times}")
            differ += pairs[which]
        print(f"| {subject.name} | {getattr(subject, 'cores', 1)} | {' | '.join(cells)} | {differ if which else ''} |")
    if name in WANTED:
        best = {kind: max(r for r, s in zip(results[kind][0], subjects) if "Shapely" in s.name) for kind in KINDS}
        ratios = ", ".join(f"{results[kind][0][0] / best[kind]:.1f} x" for kind in KINDS)
        print(f"\nAgainst the best of Shapely: {ratios}; wanted {WANTED[name]} x.")
    print(flush=True)


main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:] or ["P", "S", "T", "A"])
