"""OGC Features and Geometries JSON (JSON-FG), core and types-schemas."""

import pytest

from api import link, links, media_type
from oracle import days
from uris import FEATURES_1, JSON_FG

FG = "application/fg+json"
pytestmark = pytest.mark.conformance(FEATURES_1 + "geojson")


@pytest.mark.conformance(JSON_FG + "core")
@pytest.mark.parametrize("collection", ["zones", "places", "articles"])
def test_features_tell_their_time_and_place(api, collection):
    answer = api.get(f"/collections/{collection}/items", f="jsonfg", limit=10_000)
    assert answer.status_code == 200 and media_type(answer) == FG
    page = answer.json()
    assert any(uri.endswith("/conf/core") and "json-fg-1" in uri for uri in page["conformsTo"])
    for there, here in zip(page["features"], api.all(collection), strict=True):
        assert there["id"] == here["id"] and there["properties"] == here["properties"]
        assert {"time", "place", "geometry"} <= set(there)
        assert there["place"] is None, "in longitude and latitude the geometry says it all"
        assert there["geometry"] == here["geometry"]
        span = days(here)
        if span is None:
            assert there["time"] is None
        elif "interval" in there["time"]:
            start, end = there["time"]["interval"]
            assert start == here["properties"]["valid_from"] and end == (here["properties"]["last_day"] or "..")
        else:
            assert there["time"]["date"] == here["properties"]["published"]


@pytest.mark.conformance(JSON_FG + "core")
def test_other_systems_stand_in_place(api):
    crs = "http://www.opengis.net/def/crs/EPSG/0/32637"
    page = api.get("/collections/zones/items", f="jsonfg", crs=crs, limit=2).json()
    plain = api.items("zones", crs=crs, limit=2)
    told = page.get("coordRefSys") or page["features"][0]["coordRefSys"]
    assert told == crs
    for there, here in zip(page["features"], plain["features"], strict=True):
        assert there["place"]["coordinates"] == here["geometry"]["coordinates"]


@pytest.mark.conformance(JSON_FG + "types-schemas")
def test_types_and_schemas_are_named(api):
    page = api.get("/collections/zones/items", f="jsonfg", limit=2).json()
    feature = page["features"][0]
    assert page.get("featureType") or feature.get("featureType")
    schema = page.get("featureSchema") or feature.get("featureSchema")
    if isinstance(schema, dict):
        schema = next(iter(schema.values()))
    assert schema and schema.startswith("http") and api.client.get(schema).status_code == 200


def test_the_form_is_linked(api):
    assert links(api.items("zones", limit=1), "alternate", FG)
    page = api.get("/collections/zones/items", f="jsonfg", limit=1).json()
    assert link(page, "self")["type"].split(";")[0] == FG
