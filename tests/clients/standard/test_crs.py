"""OGC API - Features - Part 2: Coordinate Reference Systems by Reference. Annex A. The oracle is PROJ."""

import math
import re
from functools import cache
from urllib.parse import parse_qs, urlsplit

import pytest
from pyproj import CRS, Transformer
from shapely import transform
from shapely.geometry import box, shape

from api import GEOJSON, SPATIAL, link, links
from oracle import quote, shape_of
from uris import CRS84, EPSG, FEATURES_2

pytestmark = pytest.mark.conformance(FEATURES_2 + "crs")
WGS84, MERCATOR, UTM = (EPSG + code for code in ("4326", "3857", "32637"))
ALL = [CRS84, WGS84, MERCATOR, UTM]
each_collection = pytest.mark.parametrize("collection", SPATIAL)
each_crs = pytest.mark.parametrize("crs", ALL, ids=lambda uri: uri.rsplit("/", 1)[1])
#: A box around northern Homs in degrees.
HOMS = (36.5, 34.7, 36.9, 35.1)


@cache
def to_degrees(uri, inverse=False):
    """From a coordinate system, in its own order of axes, to longitude and latitude."""
    if uri == CRS84:
        return lambda points: points
    direction = "INVERSE" if inverse else "FORWARD"
    change = Transformer.from_crs(CRS.from_user_input(uri), CRS.from_user_input("OGC:CRS84"), always_xy=False)

    def convert(points):
        x, y = change.transform(points[:, 0], points[:, 1], direction=direction)
        points = points.copy()
        points[:, 0], points[:, 1] = x, y
        return points

    return convert


def test_collections_list_their_systems(api):
    listed = api.json("/collections")
    for collection in SPATIAL:
        (told,) = [one for one in listed["collections"] if one["id"] == collection]
        systems = told["crs"]
        if "#/crs" in systems:
            systems = [*systems, *listed["crs"]]
        assert set(ALL) <= set(systems)
        assert told["storageCrs"] in systems
        assert told["storageCrs"] == CRS84 and "storageCrsCoordinateEpoch" not in told


def projected(feature, crs):
    """The geometry in a system as PROJ works it out; nothing where the projection does not reach."""
    there = transform(shape_of(feature), to_degrees(crs, inverse=True))
    return there if all(map(math.isfinite, there.bounds)) else None


def assert_same(geometry, expected, crs):
    if expected is None:
        assert geometry is None, "a point that the projection cannot show has no coordinates"
    else:
        assert shape(geometry).equals_exact(expected, 1e-8 if crs in (CRS84, WGS84) else 0.002)


@each_collection
@each_crs
def test_features_come_in_the_system_asked_for(api, collection, crs):
    answer = api.get(f"/collections/{collection}/items", headers={"Accept": GEOJSON}, crs=crs, limit=10_000)
    assert answer.status_code == 200
    assert answer.headers["content-crs"] == f"<{crs}>"
    features = answer.json()["features"]
    assert [feature["id"] for feature in features] == [feature["id"] for feature in api.all(collection)]
    for there, here in zip(features, api.all(collection), strict=True):
        assert_same(there["geometry"], projected(here, crs), crs)
        assert there["properties"] == here["properties"]


@each_collection
@each_crs
def test_a_feature_comes_in_the_system_asked_for(api, collection, crs):
    here = api.all(collection)[3]
    path = f"/collections/{collection}/items/{quote(here['id'])}"
    answer = api.get(path, headers={"Accept": GEOJSON}, crs=crs)
    assert answer.headers["content-crs"] == f"<{crs}>"
    assert_same(answer.json()["geometry"], projected(here, crs), crs)


def test_the_default_is_longitude_and_latitude(api):
    for path in ("/collections/zones/items", "/collections/zones/items/idlib@2017-05-06"):
        answer = api.get(path, headers={"Accept": GEOJSON})
        assert answer.headers["content-crs"] == f"<{CRS84}>"


def test_latitude_comes_first_where_the_definition_says_so(api):
    here = api.all("places")[0]["geometry"]["coordinates"]
    there = api.items("places", crs=WGS84, limit=1)["features"][0]["geometry"]["coordinates"]
    assert there == [here[1], here[0]]


@each_collection
@each_crs
def test_boxes_are_in_the_system_named(api, collection, crs):
    convert = to_degrees(crs, inverse=True)
    corners = transform(box(*HOMS), convert).bounds
    text = ",".join(f"{number:.9f}" for number in corners)
    # A straight edge in metres is bent in degrees: the oracle compares in the system of the box.
    area = box(*corners)
    project = [transform(shape_of(feature), convert) for feature in api.all(collection)]
    expected = [f["id"] for f, there in zip(api.all(collection), project, strict=True) if there.intersects(area)]
    assert api.ids(collection, bbox=text, bbox_crs=crs) == expected
    assert 0 < len(expected) < len(api.all(collection))


def test_a_box_is_in_degrees_whatever_the_answer_is_in(api):
    text = ",".join(map(str, HOMS))
    assert api.ids("places", bbox=text, crs=UTM) == api.ids("places", bbox=text)


def test_six_numbers_in_metres_make_a_box(api):
    flat = "4060000,4120000,4110000,4170000"
    tall = "4060000,4120000,-50,4110000,4170000,9000"
    assert api.ids("places", bbox=flat, bbox_crs=MERCATOR) == api.ids("places", bbox=tall, bbox_crs=MERCATOR) != []


@each_crs
def test_pages_stay_in_the_system(api, crs):
    first = api.items("places", crs=crs, limit=7)
    for rel in ("self", "next"):
        assert parse_qs(urlsplit(link(first, rel)["href"]).query)["crs"] == [crs], rel
    second = api.follow(first)
    both = api.items("places", crs=crs, limit=14)["features"]
    assert first["features"] + second["features"] == both
    for one in links(first, "alternate", "text/html"):
        assert parse_qs(urlsplit(one["href"]).query).get("crs", [CRS84]) in ([crs], [CRS84])


@pytest.mark.parametrize("name", ["crs", "bbox-crs"])
@pytest.mark.parametrize(
    "value",
    ["", "nonsense", EPSG + "99999", EPSG + "2180", "http://www.opengis.net/def/crs/EPSG/0/", "4326", "<" + CRS84 + ">", CRS84 + " "],
)
def test_unknown_systems_are_refused(api, name, value):
    problem = api.refused("/collections/zones/items", parameter=name, bbox="36,34,37,35", **{name: value})
    assert CRS84 in problem["detail"], "the refusal says what is offered"


def test_an_unknown_system_of_a_feature_is_refused(api):
    api.refused("/collections/zones/items/idlib@2017-05-06", parameter="crs", crs=EPSG + "99999")


def test_numbers_in_metres_are_not_longer_than_they_are_exact(api):
    text = api.get("/collections/places/items", crs=UTM, limit=50).text
    digits = [len(found) for found in re.findall(r'"coordinates":\[\d+\.(\d+)', text)]
    assert digits and max(digits) <= 4
