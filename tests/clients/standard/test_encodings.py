"""Part 1: the classes GeoJSON, HTML and OpenAPI 3.0; negotiation of form and language."""

import re

import pytest
from lxml import html as html_parser
from openapi_spec_validator import OpenAPIV30SpecValidator

from api import COLLECTIONS, GEOJSON, PROBLEM, SCHEMA, check_problem, link, media_type
from oracle import quote, resolve
from uris import FEATURES_1

each_collection = pytest.mark.parametrize("collection", COLLECTIONS)
PAGES = [
    "/",
    "/conformance",
    "/collections",
    *(f"/collections/{collection}" for collection in COLLECTIONS),
    *(f"/collections/{collection}/items" for collection in COLLECTIONS),
    "/collections/zones/items/idlib@2017-05-06",
    "/collections/articles/items/quotes",
    "/collections/passages/items/quotes:0",
]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


# ----- GeoJSON


@pytest.mark.conformance(FEATURES_1 + "geojson")
@each_collection
@pytest.mark.parametrize("how", ["accept", "f=json", "f=geojson", "anything"])
def test_features_are_geojson(api, collection, how):
    path = f"/collections/{collection}/items"
    feature = api.all(collection)[0]
    for path in (path, f"{path}/{quote(feature['id'])}"):
        if how.startswith("f="):
            answer = api.get(path, f=how[2:])
        else:
            answer = api.get(path, headers={"Accept": GEOJSON if how == "accept" else "*/*"})
        assert answer.status_code == 200 and media_type(answer) == GEOJSON
        assert answer.json()["type"] in ("FeatureCollection", "Feature")


@pytest.mark.conformance(FEATURES_1 + "geojson")
@each_collection
def test_geometries_are_those_of_rfc_7946(api, collection):
    from shapely.geometry import shape

    for feature in api.all(collection):
        geometry = feature["geometry"]
        if geometry is None:
            continue
        formed = shape(geometry)
        west, south, east, north = formed.bounds
        assert -180 <= west <= east <= 180 and -90 <= south <= north <= 90
        if geometry["type"] == "Point":
            continue
        assert geometry["type"] in ("Polygon", "MultiPolygon") and formed.is_valid
        for polygon in getattr(formed, "geoms", [formed]):
            assert polygon.exterior.is_ccw, "outer rings are counter-clockwise"
            assert not any(ring.is_ccw for ring in polygon.interiors), "holes are clockwise"
        if "bbox" in feature:
            assert feature["bbox"] == list(formed.bounds)
    assert "crs" not in api.items(collection)


# ----- HTML


@pytest.mark.conformance(FEATURES_1 + "html")
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_resource_has_a_page(api, path, lang):
    answer = api.get(path, headers={"Accept": BROWSER, "Accept-Language": lang})
    assert answer.status_code == 200 and media_type(answer) == "text/html"
    page = html_parser.fromstring(answer.text)
    assert page.get("lang") == lang and page.get("dir", "ltr") == ("rtl" if lang == "ar" else "ltr")
    assert answer.headers.get("content-language", lang) == lang
    assert page.findtext(".//title").strip()
    for attribute in ("src", "href"):
        loaded = page.xpath(f"//script/@{attribute} | //img/@{attribute} | //link[@rel='stylesheet']/@{attribute}")
        assert not [one for one in loaded if re.match(r"(https?:)?//", one) and not one.startswith(api.url)]


@pytest.mark.conformance(FEATURES_1 + "html")
@pytest.mark.parametrize("path", PAGES[1:])
def test_a_page_leads_to_its_other_forms(api, path):
    page = html_parser.fromstring(api.get(path, f="html").text)
    others = page.xpath("//link[@rel='alternate']/@type")
    expected = GEOJSON if "/items" in path else "application/json"
    assert expected in [one.split(";")[0] for one in others], others


@pytest.mark.conformance(FEATURES_1 + "html")
@each_collection
def test_a_page_of_items_shows_them(api, collection):
    page = api.get(f"/collections/{collection}/items", f="html", limit=5).text
    text = html_parser.fromstring(page).text_content()
    for feature in api.items(collection, limit=5)["features"]:
        assert feature["id"] in text or feature["id"] in page, feature["id"]


@pytest.mark.conformance(FEATURES_1 + "html")
@each_collection
def test_the_page_of_a_feature_shows_its_properties(api, collection):
    feature = api.all(collection)[-1]
    page = api.get(f"/collections/{collection}/items/{quote(feature['id'])}", f="html").text
    text = html_parser.fromstring(page).text_content()
    for name, value in feature["properties"].items():
        if isinstance(value, str):
            assert value in text, name


@pytest.mark.conformance(FEATURES_1 + "html")
def test_text_of_strangers_is_escaped(api):
    page = api.get("/collections/articles/items/quotes", f="html").text
    assert '"truce" 100% sure' in html_parser.fromstring(page).text_content()
    answer = api.get("/collections/zones/items", f="html", zone="<script>alert(1)</script>")
    assert "<script>alert" not in answer.text


# ----- OpenAPI 3.0


@pytest.mark.conformance(FEATURES_1 + "oas30")
def test_the_document_is_openapi_3_0(api):
    landing = api.json("/")
    told = link(landing, "service-desc")
    answer = api.get("/api")
    assert answer.headers["content-type"].replace(" ", "") == told["type"].replace(" ", "")
    assert media_type(answer) == "application/vnd.oai.openapi+json" and "version=3.0" in answer.headers["content-type"]
    document = answer.json()
    assert document["openapi"].startswith("3.0.")
    OpenAPIV30SpecValidator(document).validate()


@pytest.mark.conformance(FEATURES_1 + "oas30")
def test_the_document_names_every_resource_of_the_standards(api):
    paths = api.document["paths"]
    operations = [paths[path]["get"] for path in ("/", "/conformance", "/collections")]
    operations += [api.operation(collection, rest) for collection in COLLECTIONS for rest in ("", "/items", "/items/{featureId}")]
    for operation in operations:
        assert operation["operationId"] and operation["responses"]["200"]["content"]
    identifiers = [operation["operationId"] for path in paths.values() for operation in methods(path)]
    assert len(set(identifiers)) == len(identifiers)


def methods(path):
    return [operation for name, operation in path.items() if name in ("get", "post", "put", "delete", "head")]


@pytest.mark.conformance(FEATURES_1 + "oas30")
def test_the_document_is_self_contained(api):
    def references(node):
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            for value in node.values():
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    for reference in references(api.document):
        resolve(api.document, {"$ref": reference})


@pytest.mark.conformance(FEATURES_1 + "oas30")
@each_collection
def test_the_parameters_of_items_are_those_of_the_standards(api, collection):
    """/conf/core/fc-bbox-definition, fc-limit-definition, fc-time-definition."""
    parameters = api.parameters(collection)
    for name in ("limit", "bbox", "datetime", "bbox-crs", "crs", "filter", "filter-lang", "filter-crs"):
        assert parameters[name]["in"] == "query" and not parameters[name].get("required", False), name
    limit = parameters["limit"]["schema"]
    assert limit["type"] == "integer" and 1 <= limit["minimum"] <= limit["default"] <= limit["maximum"]
    assert parameters["limit"].get("explode", False) is False
    bbox = resolve(api.document, parameters["bbox"]["schema"])
    assert bbox["type"] == "array" and bbox["items"]["type"] == "number"
    assert parameters["bbox"]["style"] == "form" and parameters["bbox"]["explode"] is False
    assert resolve(api.document, parameters["datetime"]["schema"])["type"] == "string"


@pytest.mark.conformance(FEATURES_1 + "oas30")
def test_bad_requests_are_declared(api):
    for path, operations in api.document["paths"].items():
        for operation in methods(operations):
            bad = [code for code in operation["responses"] if code.startswith(("4", "default"))]
            assert bad, f"{path} tells of no refusal"
            for code in bad:
                content = resolve(api.document, operation["responses"][code]).get("content", {})
                assert PROBLEM in content, f"{path} {code}"


@pytest.mark.conformance(FEATURES_1 + "oas30")
def test_the_page_to_try_it_loads_nothing_from_elsewhere(api):
    answer = api.get("/api.html", headers={"Accept": "text/html"})
    assert answer.status_code == 200 and media_type(answer) == "text/html"
    page = html_parser.fromstring(answer.text)
    loaded = page.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src")
    for one in loaded:
        assert not re.match(r"(https?:)?//", one), one
        assert api.client.get("/" + one.lstrip("/") if not one.startswith("/") else one).status_code == 200


# ----- negotiation


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("application/geo+json", GEOJSON),
        ("application/json", GEOJSON),
        ("text/html;q=0.5, application/geo+json", GEOJSON),
        ("text/html, application/geo+json;q=0.5", "text/html"),
        ("application/geo+json;q=0.1, text/html;q=0.2", "text/html"),
        ("*/*", GEOJSON),
        ("image/png, */*;q=0.1", GEOJSON),
        ("text/*", None),
        ("application/geo+json;q=0, text/html", "text/html"),
        (BROWSER, "text/html"),
    ],
)
def test_the_client_s_wish_decides(api, accept, expected):
    answer = api.get("/collections/zones/items", headers={"Accept": accept}, limit=1)
    assert answer.status_code == 200
    if expected is None:
        assert media_type(answer).startswith("text/")
    else:
        assert media_type(answer) == expected
    assert "accept" in answer.headers["vary"].lower()


@pytest.mark.parametrize("path", PAGES + ["/collections/zones/schema", "/collections/zones/queryables", "/api"])
def test_an_impossible_wish_is_refused(api, path):
    check_problem(api.get(path, headers={"Accept": "image/png"}), 406)


def test_f_wins_over_accept(api):
    answer = api.get("/collections/zones/items", headers={"Accept": "text/html"}, f="json", limit=1)
    assert media_type(answer) == GEOJSON
    answer = api.get("/collections/zones/items", headers={"Accept": GEOJSON}, f="html", limit=1)
    assert media_type(answer) == "text/html"


@pytest.mark.parametrize("path", PAGES + ["/collections/zones/schema", "/collections/zones/queryables"])
@pytest.mark.parametrize("name", ["", "xml", "JSON", "json,html", "../json", "%00", "'"])
def test_an_unknown_f_is_refused(api, path, name):
    api.refused(path, status=(400, 406), parameter="f", f=name)


@pytest.mark.parametrize(("wish", "lang"), [("ar", "ar"), ("en", "en"), ("fr, ar;q=0.5", "ar"), ("ar;q=0.1, en;q=0.9", "en"), ("fr", None)])
def test_titles_are_in_the_language_asked_for(api, wish, lang):
    answer = api.get("/collections", headers={"Accept": "application/json", "Accept-Language": wish})
    title = answer.json()["collections"][0]["title"]
    arabic = bool(re.search(r"[\u0600-\u06ff]", title))
    if lang:
        assert arabic == (lang == "ar")
        assert answer.headers.get("content-language") == lang
    assert "accept-language" in answer.headers["vary"].lower()
    own = link(answer.json(), "self")
    assert own.get("hreflang") == answer.headers["content-language"]


def test_lang_wins_over_accept_language(api):
    answer = api.get("/collections/zones", headers={"Accept": "application/json", "Accept-Language": "en"}, lang="ar")
    assert re.search(r"[\u0600-\u06ff]", answer.json()["title"])


def test_queryables_come_as_schema(api):
    for name in ("schema", "queryables", "sortables"):
        for accept in (SCHEMA, "application/json", "*/*"):
            answer = api.get(f"/collections/zones/{name}", headers={"Accept": accept})
            assert answer.status_code == 200 and media_type(answer) == SCHEMA
