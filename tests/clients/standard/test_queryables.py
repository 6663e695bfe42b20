"""OGC API - Features - Part 3: Filtering; the classes around the filter itself. Annex A of OGC 19-079r2."""

from urllib.parse import urljoin

import pytest

from api import COLLECTIONS, SCHEMA, SPATIAL, link, media_type
from uris import FEATURES_3, REL

each_collection = pytest.mark.parametrize("collection", COLLECTIONS)
FILTER = [pytest.mark.conformance(FEATURES_3 + name) for name in ("filter", "features-filter")]


def queryables(api, collection):
    return api.json(f"/collections/{collection}/queryables")


@pytest.mark.conformance(FEATURES_3 + "queryables")
@each_collection
def test_queryables_are_linked_and_are_a_schema(api, collection):
    """/conf/queryables/get-queryables-uris, get-queryables"""
    told = link(api.json(f"/collections/{collection}"), REL + "queryables")
    answer = api.client.get(urljoin(api.url, told["href"]), headers={"Accept": SCHEMA})
    assert answer.status_code == 200 and media_type(answer) == SCHEMA == told["type"]
    schema = answer.json()
    assert schema["$schema"] in (
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema",
    )
    assert schema["$id"] == f"{api.url}/collections/{collection}/queryables"
    assert schema["type"] == "object" and schema["properties"]


@pytest.mark.conformance(FEATURES_3 + "queryables")
@each_collection
def test_spatial_queryables_have_a_format_and_no_type(api, collection):
    spatial = {n: p for n, p in queryables(api, collection)["properties"].items() if p.get("format", "").startswith("geometry-")}
    assert bool(spatial) == (collection in SPATIAL)
    for told in spatial.values():
        assert "type" not in told and "$ref" not in told


@pytest.mark.conformance(FEATURES_3 + "queryables")
@each_collection
def test_every_queryable_has_a_type_and_a_title(api, collection):
    for name, told in queryables(api, collection)["properties"].items():
        assert isinstance(told.get("type", told.get("format")), str), name
        if not told.get("format", "").startswith("geometry-"):
            assert told["title"], name


@pytest.mark.conformance(FEATURES_3 + "queryables")
@each_collection
def test_additional_properties_say_what_happens_to_unknown_names(api, collection):
    """/conf/filter/expression-construction"""
    assert queryables(api, collection).get("additionalProperties", True) is False
    path = f"/collections/{collection}/items"
    api.refused(path, parameter="filter", filter="this_is_not_a_queryable IS NULL")
    api.refused(path, parameter="this_is_not_a_queryable", this_is_not_a_queryable="x")


@pytest.mark.conformance(FEATURES_3 + "queryables-query-parameters")
@each_collection
def test_every_scalar_queryable_is_a_parameter(api, collection):
    """/conf/queryables-query-parameters/parameters"""
    features, asked = api.all(collection), 0
    for name, told in queryables(api, collection)["properties"].items():
        if told.get("type") not in ("string", "number", "integer", "boolean"):
            continue
        values = [f["properties"][name] for f in features if f["properties"].get(name) not in (None, "")]
        for value in {str(v): v for v in values[:: max(1, len(values) // 3)]}.values():
            text = str(value).lower() if isinstance(value, bool) else str(value)
            expected = [f["id"] for f in features if f["properties"].get(name) == value]
            assert api.ids(collection, **{name: text}) == expected, name
            asked += 1
    assert asked > 5


@pytest.mark.conformance(FEATURES_3 + "queryables-query-parameters")
def test_parameters_go_together(api):
    expected = [
        f["id"]
        for f in api.all("zones")
        if f["properties"]["zone"] == "idlib" and f["properties"]["confidence"] == "low"
    ]
    assert api.ids("zones", zone="idlib", confidence="low") == expected != []
    assert api.ids("zones", zone="idlib", filter="confidence = 'low'") == expected
    assert api.ids("zones", zone="no such zone") == []


@pytest.mark.conformance(FEATURES_3 + "queryables-query-parameters")
@each_collection
def test_parameters_are_in_the_document(api, collection):
    """Where GDAL looks for what it may push down."""
    scalar = {n for n, p in queryables(api, collection)["properties"].items() if p.get("type") not in (None, "array")}
    assert scalar <= set(api.parameters(collection))


@pytest.mark.conformance(FEATURES_3 + "queryables-query-parameters")
@pytest.mark.parametrize(
    ("collection", "name", "value"),
    [
        ("zones", "precision_m", "much"),
        ("zones", "precision_m", "NaN"),
        ("zones", "valid_from", "2017"),
        ("zones", "valid_from", "2017-06-31"),
        ("passages", "number", "1.5"),
        ("passages", "number", ""),
        ("passages", "is_title", "yes"),
        ("zones", "sources", "x"),
        ("zones", "geometry", "POINT(1 2)"),
    ],
)
def test_values_of_the_wrong_type_are_refused(api, collection, name, value):
    api.refused(f"/collections/{collection}/items", parameter=name, **{name: value})


class TestFilter:
    pytestmark = FILTER

    @each_collection
    def test_filters_are_read_in_both_languages(self, api, collection):
        """/conf/filter/filter-param, filter-lang-default"""
        name = list(queryables(api, collection)["properties"])[-1]
        path = f"/collections/{collection}/items"
        for language in ({}, {"filter_lang": "cql2-text"}):
            api.ids(collection, filter=f"{name} IS NULL", **language)
            api.refused(path, parameter="filter", filter="THIS IS NOT A FILTER", **language)
        text = f'{{"op":"isNull","args":[{{"property":"{name}"}}]}}'
        api.ids(collection, filter=text, filter_lang="cql2-json")
        api.refused(path, parameter="filter", filter=f"{name} IS NULL", filter_lang="cql2-json")
        api.refused(path, parameter="filter", filter=text, filter_lang="cql2-text")

    def test_an_unknown_language_is_refused(self, api):
        for language in ("", "cql", "CQL2-TEXT", "ecql"):
            api.refused("/collections/zones/items", parameter="filter-lang", filter="true", filter_lang=language)

    def test_an_unknown_system_is_refused(self, api):
        path = "/collections/zones/items"
        for crs in ("", "nonsense", "http://www.opengis.net/def/crs/EPSG/0/99999"):
            api.refused(path, parameter="filter-crs", filter="S_INTERSECTS(geometry,POINT(36 35))", filter_crs=crs)

    def test_a_filter_goes_with_every_other_parameter(self, api):
        """/conf/features-filter/mixing-expressions"""
        text = "confidence <> 'low'"
        alone = api.ids("zones", filter=text)
        boxed, then = api.ids("zones", bbox="36,35,37,36"), api.ids("zones", datetime="2018-01-01/2018-12-31")
        expected = [one for one in alone if one in boxed and one in then]
        assert api.ids("zones", filter=text, bbox="36,35,37,36", datetime="2018-01-01/2018-12-31") == expected != []

    def test_the_system_of_a_filter_and_of_a_box_are_two(self, api):
        mercator, wgs84 = (f"http://www.opengis.net/def/crs/EPSG/0/{code}" for code in ("3857", "4326"))
        asked = {"filter": "S_INTERSECTS(geometry,BBOX(35,36,36,37))", "filter_crs": wgs84}
        expected = api.ids("zones", filter="S_INTERSECTS(geometry,BBOX(36,35,37,36))")
        box = {"bbox": "3896182,4000000,4200000,4400000", "bbox_crs": mercator}
        boxed = api.ids("zones", **box)
        assert api.ids("zones", **asked, **box) == [one for one in expected if one in boxed] != []
