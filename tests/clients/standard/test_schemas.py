"""OGC API - Features - Part 5: Schemas (Annex A of OGC 23-058), and sorting and choosing properties."""

import itertools
from urllib.parse import urljoin, urlsplit

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from api import COLLECTIONS, SCHEMA, SPATIAL, link, media_type
from uris import FEATURES_5, REL

each_collection = pytest.mark.parametrize("collection", COLLECTIONS)
each_schema = pytest.mark.parametrize(
    "name",
    [
        pytest.param("schema", marks=pytest.mark.conformance(FEATURES_5 + "returnables-and-receivables")),
        pytest.param("queryables", marks=pytest.mark.conformance(FEATURES_5 + "queryables")),
        pytest.param("sortables", marks=pytest.mark.conformance(FEATURES_5 + "sortables")),
    ],
)
KEYWORDS = {
    "$schema", "$id", "$comment", "$defs", "title", "description", "type", "format", "properties", "required", "enum",
    "const", "items", "minItems", "maxItems", "uniqueItems", "minimum", "maximum", "exclusiveMinimum", "pattern",
    "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "additionalProperties", "readOnly", "writeOnly",
    "default", "examples", "anyOf", "oneOf", "allOf", "deprecated",
}  # fmt: skip


def read(api, collection, name):
    return api.json(f"/collections/{collection}/{name}")


@pytest.mark.conformance(FEATURES_5 + "schemas")
@each_collection
@each_schema
def test_a_schema_is_linked_and_valid(api, collection, name):
    """/conf/schemas/basic-schema-inspection, /conf/{class}/link, op-and-response"""
    told = link(api.json(f"/collections/{collection}"), REL + name)
    assert urlsplit(told["href"]).path == f"/collections/{collection}/{name}"
    answer = api.client.get(urljoin(api.url, told["href"]), headers={"Accept": SCHEMA})
    assert answer.status_code == 200 and media_type(answer) == SCHEMA
    schema = answer.json()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema" and schema["type"] == "object"
    Draft202012Validator.check_schema(schema)
    own = urlsplit(schema["$id"])
    assert own.scheme in ("http", "https") and not own.query
    again = api.client.get(schema["$id"], headers={"Accept": SCHEMA})
    assert again.status_code == 200 and again.json() == schema


@pytest.mark.conformance(FEATURES_5 + "schemas")
@each_collection
@each_schema
def test_properties_are_told_of_as_the_standard_wants(api, collection, name):
    """/req/schemas/properties, additional-keywords, role, role-id, property-seq, unit"""
    schema = read(api, collection, name)
    roles = []
    for key, told in schema["properties"].items():
        spatial = told.get("format", "").startswith("geometry-")
        assert spatial != ("type" in told) and "$ref" not in told, key
        if "x-ogc-role" in told:
            roles.append(told["x-ogc-role"])
        if "x-ogc-unit" in told:
            assert "number" in told["type"] or "integer" in told["type"]
        if not spatial and told.get("x-ogc-role") != "id":
            assert told["title"], key
    assert all(isinstance(role, str) for role in roles) and len(set(roles)) == len(roles)
    if name == "schema":
        (identity,) = [told for told in schema["properties"].values() if told.get("x-ogc-role") == "id"]
        assert identity["type"] in ("string", "integer")
    for node in (schema, *schema["properties"].values()):
        strange = [word for word in node if word not in KEYWORDS and not word.startswith("x-ogc-")]
        assert not strange, f"additional keywords begin with x-ogc-: {strange}"
    if name == "sortables":
        assert all(told["type"] not in ("array", "object") for told in schema["properties"].values())


@pytest.mark.conformance(FEATURES_5 + "core-roles-features")
@pytest.mark.conformance(FEATURES_5 + "advanced-property-roles")
@each_collection
@each_schema
def test_roles_of_features(api, collection, name):
    """/conf/core-roles-features (of the standard as published: advanced-property-roles)"""
    roles = {t["x-ogc-role"]: t for t in read(api, collection, name)["properties"].values() if "x-ogc-role" in t}
    if name != "sortables":
        assert ("primary-geometry" in roles) == (collection in SPATIAL)
    if "primary-geometry" in roles:
        assert roles["primary-geometry"]["format"].startswith("geometry-")
    temporal = {role: told for role, told in roles.items() if role.startswith("primary-in")}
    assert set(temporal) in (set(), {"primary-instant"}, {"primary-interval-start", "primary-interval-end"})
    assert all(told["format"] in ("date", "date-time") and "string" in told["type"] for told in temporal.values())
    assert set(temporal) == {
        "zones": {"primary-interval-start", "primary-interval-end"},
        "places": set(),
        "passages": {"primary-instant"},
        "articles": {"primary-instant"},
    }[collection]


@pytest.mark.conformance(FEATURES_5 + "returnables-and-receivables")
@each_collection
def test_every_feature_fits_the_schema(api, collection):
    """/conf/returnables-and-receivables/response-1"""
    schema = read(api, collection, "schema")
    own = {key: told for key, told in schema["properties"].items() if told.get("x-ogc-role") not in ("id", "primary-geometry")}
    validator = Draft202012Validator(
        {"type": "object", "properties": own, "additionalProperties": schema.get("additionalProperties", True)},
        format_checker=FormatChecker(),
    )
    for feature in api.all(collection):
        validator.validate(feature["properties"])
        assert isinstance(feature["id"], str)
    shapes = {f["geometry"]["type"].lower() for f in api.all(collection) if f["geometry"]}
    formats = [told["format"] for told in schema["properties"].values() if told.get("x-ogc-role") == "primary-geometry"]
    allowed = set(formats[0].removeprefix("geometry-").split("-or-")) if formats else set()
    assert shapes <= allowed or allowed == {"any"}
    assert set(own) == set(api.all(collection)[0]["properties"]), "one schema: every feature has every property"


@pytest.mark.conformance(FEATURES_5 + "schemas")
@each_collection
def test_titles_are_in_both_languages(api, collection):
    english, arabic = (api.json(f"/collections/{collection}/schema", lang=lang)["properties"] for lang in ("en", "ar"))
    assert list(english) == list(arabic)
    told = [key for key in english if "title" in english[key]]
    assert told and all(english[key]["title"] != arabic[key]["title"] for key in told)


# ----- sorting


def expected_order(features, keys):
    """What is not known comes last in both directions; those alike stay in the order of the list."""
    ordered = list(features)
    for name, descending in reversed(keys):
        known = [f for f in ordered if f["properties"][name] is not None]
        unknown = [f for f in ordered if f["properties"][name] is None]
        # `reverse` of a stable sort keeps equal ones as they were.
        known.sort(key=lambda f: f["properties"][name], reverse=descending)
        ordered = known + unknown
    return [feature["id"] for feature in ordered]


@pytest.mark.conformance(FEATURES_5 + "sortables")
@each_collection
def test_features_are_sorted_by_every_sortable(api, collection):
    features = api.all(collection)
    names = list(read(api, collection, "sortables")["properties"])
    assert names
    for name, (sign, descending) in itertools.product(names, [("", False), ("+", False), ("-", True)]):
        assert api.ids(collection, sortby=sign + name) == expected_order(features, [(name, descending)]), sign + name


@pytest.mark.conformance(FEATURES_5 + "sortables")
def test_features_are_sorted_by_several(api):
    features = api.all("zones")
    keys = [("confidence", True), ("zone", False), ("area_km2", True)]
    assert api.ids("zones", sortby="-confidence,zone,-area_km2") == expected_order(features, keys)
    assert api.ids("zones", sortby="zone,-valid_to") == expected_order(features, [("zone", False), ("valid_to", True)])


@pytest.mark.conformance(FEATURES_5 + "sortables")
def test_pages_of_a_sorted_list_hold_every_feature_once(api):
    page, seen = api.items("places", sortby="-kind", limit=400), []
    while True:
        seen += [feature["id"] for feature in page["features"]]
        if not [one for one in page["links"] if one["rel"] == "next"]:
            break
        page = api.follow(page)
    assert seen == expected_order(api.all("places"), [("kind", True)])


@pytest.mark.parametrize("text", ["", "nothing", "-", "zone,", ",zone", "zone;valid_from", "--zone", "sources", "geometry", "zone desc"])
def test_what_cannot_be_sorted_by_is_refused(api, text):
    api.refused("/collections/zones/items", parameter="sortby", sortby=text)


# ----- choosing properties


@pytest.mark.parametrize("names", [["zone"], ["name_ar", "zone"], ["doubts_en", "valid_to", "precision_m"]])
def test_only_the_properties_asked_for_are_sent(api, names):
    page = api.items("zones", properties=",".join(names))
    for chosen, whole in zip(page["features"], api.all("zones"), strict=True):
        assert chosen["properties"] == {name: whole["properties"][name] for name in names}
        assert chosen["id"] == whole["id"] and chosen["geometry"] == whole["geometry"]


@pytest.mark.parametrize("text", ["nothing", "zone,nothing", "zone;area_km2", "*"])
def test_unknown_properties_are_refused(api, text):
    api.refused("/collections/zones/items", parameter="properties", properties=text)
