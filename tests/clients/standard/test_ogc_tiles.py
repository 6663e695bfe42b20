"""OGC API - Tiles - Part 1: Core (Annex A of OGC 20-057), TileJSON. The decoder is the one of Mapzen."""

import math
from urllib.parse import urljoin

import mapbox_vector_tile
import pytest
from shapely import transform
from shapely.geometry import box, shape

from api import SPATIAL, check_problem, link, links, media_type
from oracle import asked_days, days, meets, shape_of
from uris import REL, TILES

pytestmark = pytest.mark.conformance(TILES + "core")
each_collection = pytest.mark.parametrize("collection", SPATIAL)
MVT = "application/vnd.mapbox-vector-tile"
SCHEME = "WebMercatorQuad"
SCHEME_URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
WORLD = math.pi * 6_378_137
TILES_OF_INTEREST = [(0, 0, 0), (5, 12, 19), (6, 25, 38), (7, 50, 76), (8, 101, 154), (9, 201, 308), (10, 403, 616)]


def mercator(points):
    points = points.copy()
    radius = 6_378_137
    points[:, 0] = [math.radians(x) * radius for x in points[:, 0]]
    points[:, 1] = [math.log(math.tan(math.pi / 4 + math.radians(y) / 2)) * radius for y in points[:, 1]]
    return points


def ground(zoom, row, col):
    size = 2 * WORLD / 2**zoom
    west, north = -WORLD + col * size, WORLD - row * size
    return box(west, north - size, west + size, north), size


def path_of(collection, zoom, row, col):
    return f"/collections/{collection}/tiles/{SCHEME}/{zoom}/{row}/{col}"


def decoded(api, collection, tile, **asked):
    answer = api.get(path_of(collection, *tile), **asked)
    if answer.status_code == 204:
        assert not answer.content
        return None
    assert answer.status_code == 200 and media_type(answer) == MVT, answer.text[:300]
    layers = mapbox_vector_tile.decode(answer.content, default_options={"y_coord_down": False})
    assert list(layers) == [collection]
    return layers[collection]


def in_metres(feature, layer, tile):
    area, size = ground(*tile)
    west, south, _, _ = area.bounds
    unit = size / layer["extent"]

    def place(points):
        points = points * unit
        points[:, 0] += west
        points[:, 1] += south
        return points

    return transform(shape(feature["geometry"]), place)


# ----- what tells of them


@pytest.mark.conformance(TILES + "geodata-tilesets")
@each_collection
def test_collections_lead_to_their_tilesets(api, collection):
    told = link(api.json(f"/collections/{collection}"), REL + "tilesets-vector")
    assert api.client.get(urljoin(api.url, told["href"])).status_code == 200
    for other in ("passages", "articles"):
        assert not links(api.json(f"/collections/{other}"), REL + "tilesets-vector")
        api.refused(f"/collections/{other}/tiles", status=404)


@pytest.mark.conformance(TILES + "tilesets-list")
@each_collection
def test_the_tilesets_are_listed(api, collection):
    """/conf/tilesets-list/tileset-links"""
    listed = api.json(f"/collections/{collection}/tiles")
    (told,) = listed["tilesets"]
    assert told["dataType"] == "vector" and told["crs"].endswith("/3857")
    assert told["tileMatrixSetURI"] == SCHEME_URI or links(told, REL + "tiling-scheme")
    own = link(told, "self", "application/json")
    assert api.client.get(urljoin(api.url, own["href"])).json()["dataType"] == "vector"


@pytest.mark.conformance(TILES + "tileset")
@each_collection
def test_a_tileset_tells_what_it_is(api, collection):
    """/conf/tileset/tileset-description"""
    told = api.json(f"/collections/{collection}/tiles/{SCHEME}")
    assert told["dataType"] == "vector" and told["crs"].endswith("/3857")
    assert told["tileMatrixSetURI"] == SCHEME_URI
    scheme = link(told, REL + "tiling-scheme")
    definition = api.client.get(urljoin(api.url, scheme["href"])).json()
    assert definition["uri"] == SCHEME_URI and definition["tileMatrices"][0]["id"] == "0"
    first = definition["tileMatrices"][0]
    assert first["matrixWidth"] == first["matrixHeight"] == 1 and first["tileWidth"] == first["tileHeight"] == 256
    assert first["pointOfOrigin"] == pytest.approx([-WORLD, WORLD])
    template = link(told, "item", MVT)
    assert template["templated"] is True
    for name in ("{tileMatrix}", "{tileRow}", "{tileCol}"):
        assert name in template["href"]
    west, south, east, north = (b for p in ("lowerLeft", "upperRight") for b in told["boundingBox"][p])
    extent = api.json(f"/collections/{collection}")["extent"]["spatial"]["bbox"][0]
    assert [west, south, east, north] == pytest.approx(extent, abs=0.01) or abs(west) > 180
    names = set(told["layers"][0]["propertiesSchema"]["properties"]) if "layers" in told else set()
    assert not names or names >= {"id"} or "zone" in names or "kind" in names


@each_collection
def test_the_template_leads_to_tiles(api, collection):
    told = api.json(f"/collections/{collection}/tiles/{SCHEME}")
    href = link(told, "item", MVT)["href"]
    for name, value in {"{tileMatrix}": "6", "{tileRow}": "25", "{tileCol}": "38"}.items():
        href = href.replace(name, value)
    assert media_type(api.client.get(urljoin(api.url, href))) == MVT


@each_collection
def test_tilejson_says_the_same(api, collection):
    told = api.json(f"/collections/{collection}/tiles/{SCHEME}", f="tilejson")
    assert told["tilejson"] == "3.0.0" and told["vector_layers"][0]["id"] == collection
    assert told["attribution"] and 0 <= told["minzoom"] <= told["maxzoom"] <= 24
    address = told["tiles"][0]
    assert address.startswith(api.url)
    for name, value in {"{z}": "6", "{y}": "25", "{x}": "38"}.items():
        address = address.replace(name, value)
    assert media_type(api.client.get(address)) == MVT
    fields = set(told["vector_layers"][0]["fields"])
    layer = decoded(api, collection, (6, 25, 38))
    assert {name for feature in layer["features"] for name in feature["properties"]} <= fields


# ----- what is on them


@pytest.mark.conformance(TILES + "mvt")
@pytest.mark.parametrize("tile", TILES_OF_INTEREST)
def test_areas_are_where_they_belong(api, tile):
    """/conf/mvt/content"""
    layer = decoded(api, "zones", tile)
    area, size = ground(*tile)
    unit = size / 4096
    expected = {f["id"]: transform(shape_of(f), mercator).intersection(area) for f in api.all("zones")}
    expected = {name: part for name, part in expected.items() if part.area > (20 * unit) ** 2}
    found = {f["properties"]["id"]: f for f in layer["features"]} if layer else {}
    assert set(expected) <= set(found), set(expected) - set(found)
    for name, part in expected.items():
        there = in_metres(found[name], layer, tile)
        assert there.is_valid, f"{name}: not a valid shape"
        there = there.intersection(area)
        # What simplification may move: a few units along the line.
        assert there.symmetric_difference(part).area <= 4 * unit * part.length, name


@pytest.mark.conformance(TILES + "mvt")
def test_properties_are_those_of_the_features(api):
    layer = decoded(api, "zones", (6, 25, 38))
    assert layer["extent"] == 4096
    by_id = {feature["id"]: feature["properties"] for feature in api.all("zones")}
    for feature in layer["features"]:
        own = by_id[feature["properties"]["id"]]
        for name, value in feature["properties"].items():
            if name in own and not isinstance(own[name], list):
                assert value == own[name], name
        assert {"zone", "color"} <= set(feature["properties"])


@pytest.mark.conformance(TILES + "mvt")
@pytest.mark.parametrize("tile", [(9, 201, 308), (10, 403, 616), (10, 410, 615)])
def test_points_are_where_they_belong(api, tile):
    layer, (area, size) = decoded(api, "places", tile), ground(*tile)
    expected = {f["id"]: transform(shape_of(f), mercator) for f in api.all("places")}
    expected = {name: point for name, point in expected.items() if area.contains(point)}
    assert expected
    found = {f["properties"]["id"]: in_metres(f, layer, tile) for f in layer["features"]}
    for name, point in expected.items():
        assert found[name].distance(point) <= 1.5 * size / layer["extent"], name


@pytest.mark.conformance(TILES + "datetime")
@pytest.mark.parametrize("text", ["2017-06-15", "2018-04-01", "2020-03-06/..", "1900-01-01"])
def test_tiles_of_a_day(api, text):
    layer = decoded(api, "zones", (6, 25, 38), datetime=text)
    found = {feature["properties"]["id"] for feature in layer["features"]} if layer else set()
    area, _ = ground(6, 25, 38)
    there = [f for f in api.all("zones") if meets(days(f), *asked_days(text))]
    assert found == {f["id"] for f in there if transform(shape_of(f), mercator).intersects(area)}


# ----- what must be refused


@pytest.mark.parametrize(
    "rest",
    [
        "0/0/1", "0/1/0", "6/64/0", "6/0/64", "-1/0/0", "0/-1/0", "x/0/0", "6/25/x", "6/25/38.5", "30/0/0", "6/25/99999999999999999999",
        "6/25/+38", "6/25/%00", "NaN/0/0", "6//38",
    ],
)  # fmt: skip
def test_tiles_that_are_none_are_not_found(api, rest):
    check_problem(api.client.get(f"/collections/zones/tiles/{SCHEME}/{rest}"), (400, 404))


def test_unknown_schemes_collections_and_parameters_are_refused(api):
    check_problem(api.client.get("/collections/zones/tiles/Nothing/0/0/0"), 404)
    check_problem(api.client.get("/collections/zones/tiles/Nothing"), 404)
    check_problem(api.client.get(f"/collections/nothing/tiles/{SCHEME}/0/0/0"), 404)
    check_problem(api.client.get(path_of("zones", 0, 0, 0), params={"nothing": "1"}), 400, "nothing")
    check_problem(api.client.get(path_of("zones", 0, 0, 0), params={"datetime": "never"}), 400, "datetime")
    check_problem(api.client.get(path_of("zones", 0, 0, 0), params={"f": "png"}), (400, 406), "f")
    check_problem(api.client.get(f"/collections/zones/tiles/{SCHEME}", params={"datetime": "never"}), 400, "datetime")


def test_a_tile_without_anything_is_empty(api):
    """Within the limits of the tileset nothing is sent; outside there is no tile."""
    assert decoded(api, "zones", (6, 25, 38), datetime="1900-01-01") is None
    for tile in [(10, 0, 0), (10, 700, 100)]:
        check_problem(api.client.get(path_of("zones", *tile)), 404)


def test_tiles_are_kept(api):
    path = path_of("zones", 6, 25, 38)
    first = api.client.get(path)
    again = api.client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304 and not again.content
    assert first.headers["access-control-allow-origin"] == "*"
