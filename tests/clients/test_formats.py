"""The downloads as programs of other people read them: pandas and its kin, SQLite, XML, GDAL.

GeoJSON is what the others are held against. HUDNA_BIN names the program to test.
"""

import csv
import io
import json
import os
import re
import sqlite3
import struct
import subprocess
import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree
from datetime import date
from pathlib import Path

import geopandas
import numpy
import pandas
import pyarrow.parquet
import pyogrio
import pytest
from shapely import from_wkb, from_wkt
from shapely.geometry import MultiPolygon, Polygon, shape

ROOT = Path(__file__).parents[2]
HUDNA = os.environ.get("HUDNA_BIN", str(ROOT / "target/debug/hudna"))
KML = "{http://www.opengis.net/kml/2.2}"
DAYS = ["valid_from", "valid_to", "last_day"]
# Not in GeoJSON downloads, whose properties are older.
ONLY_IN_TABLES = {"last_day", "area_km2"}
LISTS = ["doubts_en", "doubts_ar", "sources"]


def start():
    """A server on a free port, and its address."""
    command = [HUDNA, "serve", "--listen", "127.0.0.1:0"]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HUDNA_")}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, env=kept, text=True)
    line = server.stdout.readline()
    found = re.search(r"http://[0-9.:]+", line)
    assert found, f"{HUDNA} says {line!r}"
    return server, found[0]


@pytest.fixture(scope="module")
def server():
    process, address = start()
    yield address
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def download(server, tmp_path_factory):
    """Fetches a path into a file."""
    folder = tmp_path_factory.mktemp("downloads")

    def fetch(path):
        file = folder / path.replace("/", "_").replace("?", "_")
        with urllib.request.urlopen(server + path) as answer:
            file.write_bytes(answer.read())
        return file

    return fetch


@pytest.fixture(scope="module")
def expected(download):
    """The features of the GeoJSON download by id, which all others must hold."""
    collection = json.loads(download("/zones.geojson").read_text())
    features = {feature["id"]: feature for feature in collection["features"]}
    assert len(features) == len(collection["features"]) > 10
    return features


def multi(geometry):
    return MultiPolygon([geometry]) if isinstance(geometry, Polygon) else geometry


def assert_ground(found, feature):
    """Equal point by point, to 1e-9 degrees."""
    assert multi(found).equals_exact(multi(shape(feature["geometry"])), 1e-9), feature["id"]


def plain(value):
    """A value of pandas as JSON has it."""
    if isinstance(value, (list, numpy.ndarray)):
        return list(value)
    if pandas.isna(value):
        return None
    if isinstance(value, pandas.Timestamp):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else value


def assert_table(frame, expected):
    """Counts, ids, every property and the ground."""
    assert set(frame["id"]) == set(expected) and len(frame) == len(expected)
    for _, row in frame.iterrows():
        feature = expected[row["id"]]
        assert_ground(row["geometry"], feature)
        for name, value in feature["properties"].items():
            if name == "band":  # an address of this server
                continue
            found = plain(row[name])
            if name in LISTS and isinstance(found, str):
                found = json.loads(found)
            # Where no doubt is told, older downloads leave the list out or empty.
            assert found == value or (not found and not value), (row["id"], name)


def test_geoparquet(download, expected):
    file = download("/zones.parquet")
    frame = geopandas.read_parquet(file)
    assert_table(frame, expected)
    assert frame.crs.to_string() == "OGC:CRS84"
    schema = pyarrow.parquet.read_schema(file)
    assert all(str(schema.field(name).type) == "date32[day]" for name in DAYS)
    assert all(str(schema.field(name).type).startswith("list<") for name in LISTS)
    geo = json.loads(schema.metadata[b"geo"])
    column = geo["columns"][geo["primary_column"]]
    assert geo["version"] == "1.1.0" and column["encoding"] == "WKB"
    assert set(column["geometry_types"]) == set(frame.geom_type)
    assert column["bbox"] == pytest.approx(list(frame.total_bounds), abs=1e-9)
    group = pyarrow.parquet.read_metadata(file).row_group(0)
    assert group.column(0).compression == "ZSTD" and group.column(0).statistics.min in expected


def test_flatgeobuf(download, expected):
    file = download("/zones.fgb")
    frame = pyogrio.read_dataframe(file)
    assert_table(frame, expected)
    assert frame.crs.to_epsg() == 4326
    assert all(str(frame[name].dtype).startswith("datetime64") for name in DAYS)
    west, south, east, north = frame.geometry.iloc[3].bounds
    inside = pyogrio.read_dataframe(file, bbox=(west, south, east, north))
    touched = {i for i, f in expected.items() if shape(f["geometry"]).intersects(frame.geometry.iloc[3].envelope)}
    assert set(inside["id"]) == touched and len(touched) < len(expected)


def test_geopackage(download, expected):
    file = download("/zones.gpkg")
    frame = pyogrio.read_dataframe(file)
    assert_table(frame, expected)
    assert frame.crs.to_epsg() == 4326
    assert all(str(frame[name].dtype).startswith("datetime64") for name in DAYS)


def test_geopackage_by_sqlite_alone(download, expected):
    with sqlite3.connect(download("/zones.gpkg")) as db:
        ask = lambda sql: db.execute(sql).fetchall()
        assert ask("PRAGMA integrity_check") == [("ok",)]
        assert ask("PRAGMA foreign_key_check") == []
        assert ask("PRAGMA application_id") == [(0x47504B47,)]
        assert ask("SELECT table_name, data_type, srs_id FROM gpkg_contents") == [("zones", "features", 4326)]
        assert ask("SELECT srs_id FROM gpkg_spatial_ref_sys ORDER BY srs_id") == [(-1,), (0,), (4326,)]
        assert ask("SELECT count(*) FROM rtree_zones_geometry") == [(len(expected),)]
        for ident, blob, first in ask("SELECT id, geometry, valid_from FROM zones"):
            magic, version, flags, srs = struct.unpack("<2sBBi", blob[:8])
            assert (magic, version, flags, srs) == (b"GP", 0, 0b011, 4326)
            ground = from_wkb(blob[40:])
            west, east, south, north = struct.unpack("<4d", blob[8:40])
            assert (west, south, east, north) == ground.bounds
            assert_ground(ground, expected[ident])
            assert first == expected[ident]["properties"]["valid_from"]


def test_csv(download, expected):
    rows = list(csv.DictReader(io.StringIO(download("/zones.csv").read_text("utf-8"))))
    assert {row["id"] for row in rows} == set(expected) and len(rows) == len(expected)
    for row in rows:
        feature = expected[row["id"]]
        assert_ground(from_wkt(row["geometry"]), feature)
        for name in set(row) - {"id", "geometry"} - ONLY_IN_TABLES:
            value = feature["properties"].get(name)
            found = json.loads(row[name]) if name in LISTS and row[name] else row[name]
            found = float(found) if isinstance(value, (int, float)) else found
            assert found == value or (not found and not value), (row["id"], name)


def test_kml(download, expected):
    root = ElementTree.parse(download("/zones.kml")).getroot()
    marks = root.findall(f"{KML}Document/{KML}Placemark")
    assert len(marks) == len(expected)
    for mark in marks:
        data = {d.get("name"): d.findtext(f"{KML}value") for d in mark.iter(f"{KML}Data")}
        feature = expected[data["id"]]
        own = feature["properties"]
        assert mark.findtext(f"{KML}name") == own["name_en"]
        assert mark.findtext(f"{KML}TimeSpan/{KML}begin") == own["valid_from"]
        assert mark.findtext(f"{KML}TimeSpan/{KML}end") == data.get("last_day")
        assert data["name_ar"] == own["name_ar"] and json.loads(data["sources"]) == own["sources"]
        red, green, blue = (own["color"][i : i + 2] for i in (1, 3, 5))
        assert mark.findtext(f"{KML}Style/{KML}LineStyle/{KML}color") == f"ff{blue}{green}{red}"
        assert_ground(MultiPolygon([polygon(p) for p in mark.iter(f"{KML}Polygon")]), feature)


def polygon(element):
    def ring(boundary):
        pairs = boundary.findtext(f"{KML}LinearRing/{KML}coordinates").split()
        return [tuple(map(float, pair.split(","))) for pair in pairs]

    holes = [ring(hole) for hole in element.findall(f"{KML}innerBoundaryIs")]
    return Polygon(ring(element.find(f"{KML}outerBoundaryIs")), holes)


def test_text_sequence(download, expected):
    records = download("/zones.geojsons").read_bytes().split(b"\x1e")
    assert records[0] == b"" and all(record.endswith(b"\n") for record in records[1:])
    features = [json.loads(record) for record in records[1:]]
    assert {f["id"] for f in features} == set(expected) and len(features) == len(expected)
    for feature in features:
        assert_ground(shape(feature["geometry"]), expected[feature["id"]])


@pytest.mark.parametrize("ending", ["geojsons", "csv", "kml", "fgb", "gpkg", "parquet"])
def test_a_day_leaves_out_the_others(download, ending):
    on_day = json.loads(download("/zones.geojson?date=2017-06-15").read_text())["features"]
    ids = {feature["id"] for feature in on_day}
    assert 0 < len(ids) < 10
    file = download(f"/zones.{ending}?date=2017-06-15")
    file = file.rename(file.with_name(f"day.{ending}"))
    if ending == "parquet":
        found = geopandas.read_parquet(file)
    else:
        found = pyogrio.read_dataframe(file)
    assert set(found["id"]) == ids and len(found) == len(ids)


def test_equal_data_gives_equal_bytes_in_every_process(download):
    process, address = start()
    try:
        for ending in ["geojsons", "csv", "kml", "fgb", "gpkg", "parquet"]:
            with urllib.request.urlopen(f"{address}/zones.{ending}") as answer:
                assert answer.read() == download(f"/zones.{ending}").read_bytes(), ending
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("ending", ["geojson", "csv", "kml", "fgb", "gpkg"])
def test_gdal_opens_the_address_itself(server, expected, ending):
    """As QGIS does, too, without saving the file first."""
    command = ["ogrinfo", "-so", "-al", f"{server}/zones.{ending}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"Feature Count: {len(expected)}" in told.stdout, told
    assert told.stderr == ""


def test_an_unknown_ending_is_refused(server):
    with pytest.raises(urllib.error.HTTPError) as told:
        urllib.request.urlopen(f"{server}/zones.shp")
    assert told.value.code == 404 and "parquet" in json.load(told.value)["detail"]
