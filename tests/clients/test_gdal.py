"""GDAL reads the server as OGC API - Features: Debian's tools, and the newer library that pyogrio brings."""

import re
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import pyogrio
import pytest
from pyproj import Transformer
from shapely import transform

from api import COLLECTIONS
from gis import requests_of, run
from oracle import box_of, shape_of

DEBUG = {"CPL_DEBUG": "ON"}


def ogrinfo(server, *arguments, options=()):
    return run("ogrinfo", *options, f"OAPIF:{server.url}", *arguments, environment=DEBUG)


def queries(log):
    """The queries of the pages of items that GDAL asked for."""
    asked = [parse_qs(urlsplit(address).query) for address in requests_of(log) if "/items" in address]
    assert asked, log[-3000:]
    return asked


def test_the_collections_are_layers(server):
    listed = ogrinfo(server)
    assert re.findall(r"^\d: (\w+)", listed, re.MULTILINE) == COLLECTIONS
    assert re.search(r"zones .*Polygon", listed) and re.search(r"places .*Point", listed)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_layer_has_every_feature_and_field(server, api, collection):
    told = ogrinfo(server, collection, options=("-so",))
    assert f"Feature Count: {len(api.all(collection))}" in told
    for name in api.all(collection)[0]["properties"]:
        assert re.search(rf"^{name}: ", told, re.MULTILINE), name


def test_fields_have_the_types_of_the_schema(server):
    told = ogrinfo(server, "zones", options=("-so",))
    for name, kind in {"zone": "String", "valid_from": "Date", "valid_to": "Date", "precision_m": "Real", "sources": "StringList"}.items():
        assert f"{name}: {kind} " in told, told
    told = ogrinfo(server, "passages", options=("-so",))
    assert "number: Integer " in told and "is_title: Integer(Boolean)" in told


@pytest.mark.parametrize(
    ("collection", "name", "value"),
    [("zones", "zone", "idlib"), ("zones", "confidence", "low"), ("places", "kind", "crossing"), ("passages", "article", "quotes")],
)
def test_an_equality_is_pushed_down(server, api, collection, name, value):
    log = ogrinfo(server, collection, options=("-so", "-where", f"{name}='{value}'"))
    expected = [f for f in api.all(collection) if f["properties"][name] == value]
    assert expected and f"Feature Count: {len(expected)}" in log
    assert [value] in [query.get(name) for query in queries(log)], log[-3000:]
    assert "Full filter will be evaluated on client side" not in log


def test_a_box_is_pushed_down(server, api):
    log = ogrinfo(server, "zones", options=("-so", "-spat", "36", "35", "37", "36"))
    expected = [f for f in api.all("zones") if shape_of(f).intersects(box_of([36, 35, 37, 36]))]
    assert f"Feature Count: {len(expected)}" in log and len(expected) < len(api.all("zones"))
    assert ["36,35,37,36"] in [query.get("bbox") for query in queries(log)]


def test_a_box_and_an_equality_are_pushed_down_together(server, api):
    log = ogrinfo(server, "zones", options=("-so", "-spat", "36", "35", "37", "36", "-where", "confidence='low'"))
    box = box_of([36, 35, 37, 36])
    expected = [f for f in api.all("zones") if f["properties"]["confidence"] == "low" and shape_of(f).intersects(box)]
    assert f"Feature Count: {len(expected)}" in log
    assert any("bbox" in query and query.get("confidence") == ["low"] for query in queries(log))


def test_what_gdal_cannot_push_down_still_comes_out_right(server, api):
    log = ogrinfo(server, "zones", options=("-so", "-where", "area_km2 > 1000 AND name_en LIKE 'N%'"))
    expected = [f for f in api.all("zones") if f["properties"]["area_km2"] > 1000 and f["properties"]["name_en"][0] == "N"]
    assert f"Feature Count: {len(expected)}" in log


@pytest.mark.parametrize(("collection", "size"), [("zones", 3), ("zones", 20), ("places", 1000), ("passages", 4), ("articles", 1)])
def test_a_collection_becomes_a_file_page_by_page(server, api, tmp_path, collection, size):
    target = tmp_path / "copy.gpkg"
    log = run(
        "ogr2ogr", "-f", "GPKG", "-unsetFid", "-oo", f"PAGE_SIZE={size}", target, f"OAPIF:{server.url}", collection, environment=DEBUG
    )
    total = len(api.all(collection))
    pages = [query for query in queries(log) if query.get("limit") == [str(size)]]
    assert len(pages) >= -(-total // size)
    names = [name for name, value in api.all(collection)[0]["properties"].items() if not isinstance(value, list)]
    copied = pyogrio.read_dataframe(target, layer=collection, columns=["id", *names])
    assert list(copied["id"]) == [feature["id"] for feature in api.all(collection)]
    assert total == api.items(collection, limit=1)["numberMatched"]
    for feature, (_, row) in zip(api.all(collection), copied.iterrows(), strict=True):
        if feature["geometry"]:
            assert row.geometry.equals_exact(shape_of(feature), 1e-9)
        for name, value in feature["properties"].items():
            if name in names and isinstance(value, str) and not re.match(r"\d{4}-\d\d-\d\d$", value):
                assert row[name] == value, name


def test_the_items_of_a_page_are_a_geojson_file(server, api):
    told = run("ogrinfo", "-so", "-al", f"{server.url}/collections/zones/items?limit=1000")
    assert f"Feature Count: {len(api.all('zones'))}" in told and "using driver `GeoJSON'" in told


@pytest.mark.parametrize(
    ("form", "driver"),
    [("fgb", "FlatGeobuf"), ("gpkg", "GPKG"), ("csv", "CSV"), ("kml", "LIBKML"), ("geojsonseq", "GeoJSONSeq"), ("jsonfg", "GeoJSON")],
)
def test_every_form_opens(server, api, tmp_path, form, driver):
    file = tmp_path / f"zones.{form}"
    file.write_bytes(api.get("/collections/zones/items", f=form, limit=1000).content)
    told = run("ogrinfo", "-so", "-al", file)
    assert f"using driver `{driver}'" in told
    assert f"Feature Count: {len(api.all('zones'))}" in told


# ----- the newer library


@pytest.fixture(scope="module")
def newer():
    version = pyogrio.__gdal_version__
    assert version >= (3, 9), version
    return version


SCRIPT = """
import sys, pyogrio
url, layer, where, bbox, crs = sys.argv[1:6]
arguments = {"layer": layer, "where": where or None, "bbox": tuple(map(float, bbox.split(","))) if bbox else None}
options = {"CRS": crs} if crs else {}
frame = pyogrio.read_dataframe("OAPIF:" + url, **arguments, **options)
ids = list(frame["id"])
shape = frame.geometry.iloc[0].bounds if frame.geometry.notna().all() else None
print("IDS", *ids)
print("CRS", getattr(frame, "crs", None) and frame.crs.to_string())
print("BOUNDS", shape)
"""


def read(server, layer, where="", bbox="", crs=""):
    """Reads in a process of its own, so that GDAL's log can be seen."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, server.url, layer, where, bbox, crs],
        env={"CPL_DEBUG": "ON", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = dict(line.split(" ", 1) if " " in line else (line, "") for line in done.stdout.splitlines())
    return told["IDS"].split(), told["CRS"], told["BOUNDS"], done.stderr


@pytest.mark.usefixtures("newer")
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_newer_gdal_reads_every_feature(server, api, collection):
    ids, crs, _, _ = read(server, collection)
    assert ids == [feature["id"] for feature in api.all(collection)]
    if collection in ("zones", "places"):
        assert crs in ("EPSG:4326", "OGC:CRS84")


@pytest.mark.usefixtures("newer")
def test_the_newer_gdal_pushes_down(server, api):
    ids, _, _, log = read(server, "zones", where="zone='idlib'", bbox="36,35,37,36")
    box = box_of([36, 35, 37, 36])
    expected = [f["id"] for f in api.all("zones") if f["properties"]["zone"] == "idlib" and shape_of(f).intersects(box)]
    assert ids == expected != []
    assert any(query.get("zone") == ["idlib"] and "bbox" in query for query in queries(log)), log[-3000:]


@pytest.mark.usefixtures("newer")
@pytest.mark.parametrize("code", ["EPSG:32637", "EPSG:3857"])
def test_the_newer_gdal_asks_for_a_coordinate_system(server, api, code):
    ids, crs, bounds, log = read(server, "zones", crs=code)
    assert ids == [feature["id"] for feature in api.all("zones")] and crs == code
    assert any(query.get("crs", [""])[0].endswith(code.split(":")[1]) for query in queries(log))
    change = Transformer.from_crs("OGC:CRS84", code, always_xy=True)
    expected = transform(shape_of(api.all("zones")[0]), change.transform, interleaved=False).bounds
    assert [round(number, 1) for number in map(float, bounds.strip("()").split(","))] == [round(n, 1) for n in expected]
