"""OGC API - Features - Part 1: Core; OGC API - Common - Parts 1 and 2. Annex A of each."""

import math
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from api import COLLECTIONS, GEOJSON, check_problem, link, links, media_type
from oracle import EVER, asked_days, box_of, days, meets, moment, quote, resolve, shape_of
from uris import COMMON_1, COMMON_2, CRS84, FEATURES_1

pytestmark = [
    pytest.mark.conformance(FEATURES_1 + "core"),
    pytest.mark.conformance(COMMON_1 + "core"),
    pytest.mark.conformance(COMMON_1 + "landing-page"),
    pytest.mark.conformance(COMMON_1 + "json"),
    pytest.mark.conformance(COMMON_2 + "collections"),
]
each_collection = pytest.mark.parametrize("collection", COLLECTIONS)


def test_the_landing_page_leads_everywhere(api):
    landing = api.json("/")
    assert landing["title"] and landing["description"]
    assert link(landing, "service-desc")["type"].startswith("application/vnd.oai.openapi+json")
    for rel, media in [("service-doc", "text/html"), ("conformance", None), ("data", None), ("self", None)]:
        link(landing, rel, media)
    assert link(landing, "alternate", "text/html")


def test_links_are_absolute(api):
    """QGIS before 3.40 follows no relative link (qgis/QGIS#58089)."""
    documents = ["/", "/collections", "/collections/zones", "/collections/zones/items"]
    for path in documents:
        for one in api.json(path)["links"]:
            assert urlsplit(one["href"]).scheme in ("http", "https"), f"{path}: {one}"


@pytest.mark.parametrize(
    "path", ["/", "/conformance", "/collections", "/collections/zones", "/collections/places", "/collections/articles"]
)
def test_every_link_answers_with_its_media_type(api, path):
    found = api.json(path).get("links", [])
    assert found or path == "/conformance"
    for one in found:
        answer = api.client.get(urljoin(api.url, one["href"]))
        assert answer.status_code == 200, f"{one}: {answer.status_code}"
        sent, told = answer.headers["content-type"].replace(" ", ""), one["type"].replace(" ", "")
        assert sent.split(";")[0] == told.split(";")[0], f"{one}: {sent}"
        for parameter in told.split(";")[1:]:
            assert parameter in sent, f"{one}: {sent}"


def test_conformance_is_a_list_of_uris(api):
    classes = api.json("/conformance")["conformsTo"]
    assert classes and all(uri.startswith("http://www.opengis.net/spec/") for uri in classes)


def test_the_collections_are_listed(api):
    listed = api.json("/collections")
    assert [one["id"] for one in listed["collections"]] == COLLECTIONS
    link(listed, "self"), link(listed, "alternate", "text/html")
    for one in listed["collections"]:
        for media in (GEOJSON, "text/html"):
            assert urlsplit(link(one, "items", media)["href"]).path == f"/collections/{one['id']}/items"
        assert one == api.json(f"/collections/{one['id']}"), "the list and the collection differ"


@each_collection
def test_a_collection_tells_what_it_is(api, collection):
    told = api.json(f"/collections/{collection}")
    assert told["id"] == collection and told["title"] and told["description"]
    assert told.get("itemType", "feature") == "feature"
    link(told, "self"), link(told, "alternate", "text/html")
    for one in told["links"]:
        assert one["rel"] and one["type"] and one["href"], one


@each_collection
def test_the_extent_of_a_collection_holds_its_features(api, collection):
    extent = api.json(f"/collections/{collection}").get("extent", {})
    shapes = [shape_of(feature) for feature in api.all(collection) if feature["geometry"]]
    if shapes:
        west, south, east, north = extent["spatial"]["bbox"][0]
        around = [shape.bounds for shape in shapes]
        assert west == min(b[0] for b in around) and south == min(b[1] for b in around)
        assert east == max(b[2] for b in around) and north == max(b[3] for b in around)
        assert extent["spatial"].get("crs", CRS84) == CRS84
    else:
        assert "spatial" not in extent
    spans = [span for feature in api.all(collection) if (span := days(feature)) is not None]
    if spans:
        start, end = extent["temporal"]["interval"][0]
        assert moment(start).date() == min(span[0] for span in spans)
        last = max(span[1] for span in spans)
        assert end is None if last == EVER[1] else moment(end).date() == last
    else:
        assert "temporal" not in extent


@each_collection
def test_items_are_a_feature_collection(api, collection):
    page = api.items(collection)
    assert page["type"] == "FeatureCollection"
    assert page["numberReturned"] == len(page["features"]) <= page["numberMatched"]
    link(page, "self", GEOJSON), link(page, "alternate", "text/html")
    for feature in page["features"]:
        assert feature["type"] == "Feature" and feature["id"] and "geometry" in feature
        assert isinstance(feature["properties"], dict)


@each_collection
def test_the_default_page_is_short(api, collection):
    page = api.items(collection)
    assert page["numberReturned"] == min(limit_of(api)["default"], page["numberMatched"])


@each_collection
def test_each_feature_is_found_under_its_id(api, collection):
    features = api.all(collection)
    for feature in features[:: max(1, len(features) // 25)]:
        answer = api.get(f"/collections/{collection}/items/{quote(feature['id'])}", headers={"Accept": GEOJSON})
        assert answer.status_code == 200 and media_type(answer) == GEOJSON
        own = answer.json()
        for rel, media in [("self", GEOJSON), ("alternate", "text/html"), ("collection", None)]:
            link(own, rel, media)
        for key in ("type", "id", "geometry", "properties"):
            assert own[key] == feature[key], key


@each_collection
def test_ids_of_features_are_in_the_links_of_features(api, collection):
    feature = api.all(collection)[-1]
    own = api.get(f"/collections/{collection}/items/{quote(feature['id'])}").json()
    again = api.client.get(urljoin(api.url, link(own, "self")["href"])).json()
    assert again["id"] == feature["id"]


# ----- limit and paging


def limit_of(api):
    return resolve(api.document, api.parameters("zones")["limit"]["schema"])


@each_collection
@pytest.mark.parametrize("size", [1, 2, 3, 7, 19, 20, 21, 500])
def test_pages_hold_every_feature_once(api, collection, size):
    total = len(api.all(collection))
    size = max(size, total // 40)
    page, seen, pages = api.items(collection, limit=size), [], 0
    while True:
        assert page["numberMatched"] == total and page["numberReturned"] == len(page["features"]) <= size
        seen += [feature["id"] for feature in page["features"]]
        pages += 1
        assert pages <= total + 1, "the pages do not end"
        if not links(page, "next"):
            break
        page = api.follow(page)
    assert seen == [feature["id"] for feature in api.all(collection)]
    assert pages == max(1, math.ceil(total / size)), "a page too many"


@each_collection
def test_pages_lead_back(api, collection):
    first = api.items(collection, limit=1)
    if not links(first, "next"):
        return
    second = api.follow(first)
    assert api.follow(second, "prev")["features"] == first["features"]


def test_next_links_keep_every_parameter(api):
    asked = {"bbox": "35,34,38,37", "sortby": "-name_en", "properties": "name_en,kind", "kind": "settlement"}
    asked |= {"filter": "name_en LIKE '%a%' AND name_en <> 'a&b=c+d%'", "filter-lang": "cql2-text", "limit": "5"}
    page = api.items("places", **asked)
    expected = api.ids("places", **{name: value for name, value in asked.items() if name != "limit"})
    assert len(expected) > 15
    seen = []
    while True:
        seen += [feature["id"] for feature in page["features"]]
        if not links(page, "next"):
            break
        query = parse_qs(urlsplit(link(page, "next")["href"]).query)
        for name, value in asked.items():
            assert query[name] == [value], name
        page = api.follow(page)
    assert seen == expected


def test_a_limit_above_the_greatest_is_cut(api):
    greatest = limit_of(api)["maximum"]
    for limit in (greatest, greatest + 1, 10 * greatest, 10**30):
        page = api.items("places", limit=limit)
        assert page["numberReturned"] == min(greatest, page["numberMatched"])


@pytest.mark.parametrize("limit", ["0", "-1", "1.5", "", "ten", "1e2", "NaN", "١", "+1", "1 ", "0x10"])
def test_a_limit_that_is_no_number_of_features_is_refused(api, limit):
    api.refused("/collections/zones/items", parameter="limit", limit=limit)


# ----- bbox

BOXES = [
    "36,35,37,36",
    "36.63,35.93,36.63,35.93",
    "-180,-90,180,90",
    "35.5,32,36.5,33.5",
    "38,35,42,37",
    "0,0,1,1",
    "36,35,-100,37,36,9000",
    "36.2,33.4,36.6,33.7",
    "179,-90,-179,90",
    "37,35,36.5,36",  # everything but half a degree: the box crosses the antimeridian
    "36.65,-90,36.60,90",
]


@each_collection
@pytest.mark.parametrize("text", BOXES)
def test_a_box_asks_for_what_touches_it(api, collection, text):
    numbers = [float(number) for number in text.split(",")]
    area = box_of(numbers if len(numbers) == 4 else [*numbers[:2], *numbers[3:5]])
    expected = [f["id"] for f in api.all(collection) if not f["geometry"] or shape_of(f).intersects(area)]
    assert api.ids(collection, bbox=text) == expected


def test_the_boxes_tell_features_apart(api):
    counts = {len(api.ids("places", bbox=text)) for text in BOXES}
    assert len(counts) > 5, "the boxes of these tests prove nothing"


@each_collection
@pytest.mark.parametrize("text", ["35,34,38,37", "37,35,36.5,36"])
def test_pages_of_a_box_hold_every_feature_once(api, collection, text):
    expected = api.ids(collection, bbox=text)
    page, seen = api.items(collection, bbox=text, limit=max(1, len(expected) // 9)), []
    while True:
        seen += [feature["id"] for feature in page["features"]]
        if not links(page, "next") or len(seen) > len(expected):
            break
        page = api.follow(page)
    assert seen == expected


# ----- datetime

TIMES = [
    "2017-06-15",
    "2017-06-15T12:00:00Z",
    "2017-05-05",
    "2017-05-06",
    "2018-04-14",
    "2018-04-13",
    "2018-09-17",
    "2017-07-09/2017-07-09",
    "2018-01-01/2018-06-30",
    "2018-01-01T00:00:00Z/2018-06-30T23:59:59Z",
    "../2017-05-06",
    "../2017-05-05",
    "2020-03-05/..",
    "2099-01-01/..",
    "/2018-01-01",
    "2018-07-31/",
    "1900-01-01",
    "2017-06-15T23:30:00-02:00",
]


@each_collection
@pytest.mark.parametrize("text", TIMES)
def test_datetime_asks_for_what_was_then(api, collection, text):
    start, end = asked_days(text)
    expected = [f["id"] for f in api.all(collection) if meets(days(f), start, end)]
    assert api.ids(collection, datetime=text) == expected


def test_the_times_tell_features_apart(api):
    assert len({tuple(api.ids("zones", datetime=text)) for text in TIMES}) > 8


def test_everything_together(api):
    """/conf/core/fc-op with every parameter."""
    area = box_of([35.5, 32, 37, 36])
    start, end = asked_days("2017-09-20/..")
    expected = [f["id"] for f in api.all("zones") if shape_of(f).intersects(area) and meets(days(f), start, end)]
    assert api.ids("zones", bbox="35.5,32,37,36", datetime="2017-09-20/..") == expected
    page = api.items("zones", bbox="35.5,32,37,36", datetime="2017-09-20/..", limit=2)
    assert page["numberMatched"] == len(expected) > 2
    assert [feature["id"] for feature in page["features"]] == expected[:2]


# ----- what must be refused

PATHS = [
    "/",
    "/conformance",
    "/api",
    "/api.html",
    "/collections",
    "/collections/zones",
    "/collections/zones/items",
    "/collections/zones/items/idlib@2017-05-06",
    "/collections/zones/queryables",
    "/collections/zones/schema",
    "/collections/zones/sortables",
]


@pytest.mark.parametrize("path", PATHS)
def test_unknown_parameters_are_refused(api, path):
    api.refused(path, parameter="no-such-parameter", **{"no-such-parameter": "1"})


@pytest.mark.parametrize("path", PATHS)
def test_misspelt_parameters_are_refused(api, path):
    api.refused(path, parameter="F", F="json")


@pytest.mark.parametrize("path", ["/collections/nothing", "/collections/nothing/items", "/collections/zones/items/nothing"])
def test_unknown_ids_are_not_found(api, path):
    api.refused(path, status=404)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", PATHS)
def test_other_methods_are_refused(api, path, method):
    answer = api.client.request(method, path)
    check_problem(answer, 405)
    assert {"GET", "HEAD"} <= {one.strip() for one in answer.headers["allow"].split(",")}
