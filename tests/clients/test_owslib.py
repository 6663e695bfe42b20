"""OWSLib, as Python programs and metadata harvesters use it."""

import json

import pytest
from owslib.ogcapi.features import Features

from api import COLLECTIONS
from oracle import asked_days, box_of, days, meets, shape_of


@pytest.fixture(scope="module")
def features(server):
    return Features(server.url)


def test_the_server_introduces_itself(features):
    assert features.links and features.response["title"]
    assert features.conformance()["conformsTo"]
    assert features.api()["openapi"].startswith("3.0")


def test_the_collections(features):
    assert features.feature_collections() == COLLECTIONS
    assert features.collections()["collections"]
    assert features.collection("zones")["id"] == "zones"


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_schemas(features, collection):
    assert features.collection_queryables(collection)["properties"]
    assert features.collection_schema(collection)["properties"]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_items_and_an_item(features, api, collection):
    page = features.collection_items(collection, limit=3)
    assert [feature["id"] for feature in page["features"]] == [f["id"] for f in api.all(collection)[:3]]
    first = page["features"][0]
    assert features.collection_item(collection, first["id"])["properties"] == first["properties"]


def test_a_box_a_time_and_a_property(features, api):
    ids = lambda **asked: [f["id"] for f in features.collection_items("zones", limit=100, **asked)["features"]]  # noqa: E731
    box, (start, end) = box_of([36, 35, 37, 36]), asked_days("2018-01-01/2018-12-31")
    zones = api.all("zones")
    assert ids(bbox=[36, 35, 37, 36]) == [f["id"] for f in zones if shape_of(f).intersects(box)]
    assert ids(datetime_="2018-01-01/2018-12-31") == [f["id"] for f in zones if meets(days(f), start, end)]
    assert ids(zone="idlib") == [f["id"] for f in zones if f["properties"]["zone"] == "idlib"]


def test_filters_in_both_languages(features, api):
    expected = [f["id"] for f in api.all("zones") if f["properties"]["area_km2"] > 1000]
    text = features.collection_items("zones", limit=100, filter="area_km2 > 1000")
    assert [feature["id"] for feature in text["features"]] == expected
    # By GET: what OWSLib sends by POST (`cql=`) is no part of the standards.
    tree = json.dumps({"op": ">", "args": [{"property": "area_km2"}, 1000]})
    in_json = features.collection_items("zones", limit=100, filter=tree, **{"filter-lang": "cql2-json"})
    assert [feature["id"] for feature in in_json["features"]] == expected
