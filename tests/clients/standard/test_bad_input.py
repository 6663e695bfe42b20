"""Each parameter with each kind of nonsense: a refusal that names the parameter and the rule, soon."""

import json
import time

import pytest

from api import check_problem
from uris import CRS84, EPSG

ITEMS = "/collections/zones/items"
#: Nothing a stranger sends may keep the server busy for longer.
PATIENCE_S = 2.0

NONSENSE = {
    "bbox": [
        "", ",", "1", "1,2,3", "1,2,3,4,5", "1,2,3,4,5,6,7", "36,36,37,35", "36,35,9,37,36,8", "NaN,35,37,36",
        "36,nan,37,36", "inf,35,37,36", "-Infinity,35,37,36", "1e999,35,37,36", "36,35,37,", "36,,37,36", "a,b,c,d",
        "36 35 37 36", "36;35;37;36", "36,35,37,91", "36,-91,37,36", "181,35,182,36", "-181,35,37,36", "0x10,0,20,20",
        "36,35,37,36,", "[36,35,37,36]", "36,35,NaN,37,36,9", "٣٦,٣٥,٣٧,٣٦", "1" * 400 + ",0,1,1",
        "36,35,37,36%00", "--36,35,37,36", "1_0,0,20,20",
    ],
    "datetime": [
        "", "/", "../..", "..", "../", "/..", "2017", "2017-06", "2017-13-01", "2017-06-31", "2017-02-29", "20170615",
        "2017-06-15T25:00:00Z", "2017-06-15T10:00:00", "2017-06-15T10:00:00+99:00", "2018-01-01/2017-01-01", "yesterday",
        "2017-06-15/2017-06-16/2017-06-17", "2017-06-15/x", "x/2017-06-15", "2017-06-15/P1D", "1500000000", "null",
        "2017-W24", "٢٠١٧-٠٦-١٥", "2017-06-15Z", "+12017-06-15", "2017-6-15", "2017-06-15T12:00Z/..", "2017-06-15T12:00:00Z/2017-06-15T11:00:00Z",
    ],
    "limit": ["", "0", "-1", "1.5", "1e3", "NaN", "inf", "ten", "null", "0x10", "1,2", " 5", "5;"],
    "offset": ["", "-1", "1.5", "NaN", "x", "null"],
    "crs": ["", "x", "4326", EPSG + "0", EPSG + "99999", EPSG, "http://", "[EPSG:4326]", CRS84 + "/", "EPSG:4326,EPSG:3857"],
    "bbox-crs": ["", "x", "4326", EPSG + "0", EPSG + "99999", CRS84 + "#"],
    "filter-crs": ["", "x", EPSG + "99999"],
    "filter-lang": ["", "x", "cql2", "CQL2-TEXT", "cql-text", "json"],
    "sortby": ["", "nothing", "-", "+", "zone,", "zone,,zone", "zone;valid_from", "zone asc", "geometry", "sources"],
    "properties": ["nothing", "zone,nothing", "zone zone", "*", "geometry.x"],
    "f": ["", "x", "xml", "GeoJSON", "json,csv", "application/geo+json", "../../etc/passwd", "\x01", "j" * 2000],
    "lang": ["", "xx", "english", "en,ar", "EN_us", "*"],
    "valid_from": ["", "2017", "x", "2017-06-31"],
    "precision_m": ["", "x", "NaN", "inf", "1,5", "1e999"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in NONSENSE.items() for value in values])
def test_nonsense_is_refused_by_name(api, name, value):
    started = time.monotonic()
    companions = {"filter-crs": {"filter": "S_INTERSECTS(geometry,POINT(36 35))"}, "filter-lang": {"filter": "true"}}
    answer = api.client.get(ITEMS, params={name: value} | companions.get(name, {}))
    check_problem(answer, (400, 406) if name == "f" else 400, name)
    assert time.monotonic() - started < PATIENCE_S


@pytest.mark.parametrize("name", [*NONSENSE, "filter"])
def test_a_parameter_is_given_once(api, name):
    answer = api.client.get(f"{ITEMS}?{name}=a&{name}=b")
    check_problem(answer, 400, name)


@pytest.mark.parametrize("name", NONSENSE)
@pytest.mark.parametrize("bytes_", ["%FF", "%00", "%C3%28", "%ED%A0%80"])
def test_bytes_that_are_no_text_are_refused(api, name, bytes_):
    check_problem(api.client.get(f"{ITEMS}?{name}={bytes_}"), 400, name)


FILTERS = [
    # unparsable
    "", " ", "zone", "zone =", "= 'idlib'", "zone = 'idlib", "zone = idlib'", "zone == 'idlib'", "zone = \"idlib", "(zone = 'idlib'",
    "zone = 'idlib')", "zone = 'idlib' AND", "AND zone = 'idlib'", "zone = 'idlib' zone = 'idlib'", "zone LIKE", "zone IN ()",
    "zone IN 'idlib'", "area_km2 BETWEEN 1", "area_km2 BETWEEN 1 AND", "zone IS", "zone IS NOT", "NOT", "zone = 'a' XOR zone = 'b'",
    "zone = 'idlib'; DROP TABLE zones", "zone = 'idlib' -- x", "{}", "[]", "null", "SELECT 1", "\u202e", "zone = 'idlib'\x00"[:-1] + "\x01",
    "true false", "S_INTERSECTS(geometry", "S_INTERSECTS(geometry,POINT(1))", "S_INTERSECTS(geometry,POINT(1 2 3 4 5))",
    "S_INTERSECTS(geometry,POINT(NaN 2))", "S_INTERSECTS(geometry,POLYGON((0 0,1 1)))", "S_INTERSECTS(geometry,POLYGON((0 0,1 1,1 0,0 0.5)))",
    "T_AFTER(valid_from,INTERVAL('2018-01-01'))", "DATE('2018-01-01')",
    # unknown names
    "nothing = 1", "Zone = 'idlib'", "\"zone \" = 'idlib'", "zones.zone = 'idlib'", "zone = nothing", "NO_SUCH_FUNCTION(zone) = 'x'",
    "S_NEAR(geometry,POINT(1 2))", "T_NEVER(valid_from,DATE('2018-01-01'))", "A_NONE(sources,('x'))", "no_such_function()",
    # wrong types
    "zone = 1", "zone > true", "area_km2 = 'large'", "area_km2 LIKE '%1%'", "valid_from = 'yesterday'", "valid_from = 5", "valid_from = DATE('2018-02-30')",
    "valid_from > TIMESTAMP('2018-01-01')", "sources = 'x'", "sources LIKE '%x%'", "sources > 1", "geometry = 1", "geometry = 'x'", "geometry LIKE 'x'",
    "S_INTERSECTS(zone,POINT(1 2))", "S_INTERSECTS(geometry,'POINT(1 2)')", "S_INTERSECTS(geometry)", "S_INTERSECTS(geometry,POINT(1 2),3)",
    "T_AFTER(zone,DATE('2018-01-01'))", "T_AFTER(valid_from)", "T_DURING(valid_from,DATE('2018-01-01'))", "A_CONTAINS(zone,('x'))",
    "T_INTERSECTS(valid_from,INTERVAL('2018-12-31','2018-01-01'))", "T_INTERSECTS(valid_from,INTERVAL('x','y'))", "area_km2 + zone > 1",
    "area_km2 + 1", "zone AND true", "NOT zone", "NOT 1", "1", "'x'", "CASEI(area_km2) = 'x'", "CASEI(zone)", "CASEI() = 'x'", "area_km2 IN (1,'x')",
    "area_km2 BETWEEN 'a' AND 'b'", "zone LIKE 5", "zone LIKE zone LIKE zone", "area_km2 = NULL", "zone IN (zone, 1)", "true + 1 = 2", "true > 1",
    "S_INTERSECTS(geometry,BBOX(1,2,3))", "S_INTERSECTS(geometry,BBOX(1,4,3,2))", "S_INTERSECTS(geometry,POINT(181 2))", "BBOX(1,2,3,4)",
]  # fmt: skip


@pytest.mark.parametrize("text", FILTERS)
def test_a_filter_that_is_none_is_refused(api, text):
    check_problem(api.client.get(ITEMS, params={"filter": text}), 400, "filter")


JSON_FILTERS = [
    "", "{", "null", "1", "\"true\"", "[]", "{}", "{\"op\":\"=\"}", "{\"op\":\"=\",\"args\":[]}", "{\"op\":\"=\",\"args\":[{\"property\":\"zone\"}]}",
    "{\"op\":\"nothing\",\"args\":[1,2]}", "{\"op\":5,\"args\":[1,2]}", "{\"args\":[1,2]}", "{\"op\":\"=\",\"args\":\"zone\"}",
    "{\"op\":\"=\",\"args\":[{\"property\":\"nothing\"},1]}", "{\"op\":\"=\",\"args\":[{\"property\":\"zone\"},1]}",
    "{\"op\":\"AND\",\"args\":[true,true]}", "{\"op\":\"and\",\"args\":[]}", "{\"op\":\"not\",\"args\":[true,true]}", "{\"op\":\"not\",\"args\":[]}",
    "{\"op\":\"isNull\",\"args\":[]}", "{\"op\":\"isnull\",\"args\":[{\"property\":\"zone\"}]}", "{\"op\":\"like\",\"args\":[{\"property\":\"zone\"},5]}",
    "{\"op\":\"between\",\"args\":[{\"property\":\"area_km2\"},1]}", "{\"op\":\"in\",\"args\":[{\"property\":\"zone\"},\"idlib\"]}",
    "{\"op\":\"s_intersects\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"Point\"}]}",
    "{\"op\":\"s_intersects\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"Nothing\",\"coordinates\":[1,2]}]}",
    "{\"op\":\"s_intersects\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"Point\",\"coordinates\":[\"x\",2]}]}",
    "{\"op\":\"s_intersects\",\"args\":[{\"property\":\"geometry\"},{\"bbox\":[1,2,3]}]}",
    "{\"op\":\"t_overlappedby\",\"args\":[{\"interval\":[\"2018-01-01\",\"..\"]},{\"interval\":[\"2018-01-01\",\"..\"]}]}",
    "{\"op\":\"t_after\",\"args\":[{\"property\":\"valid_from\"},{\"date\":\"x\"}]}", "{\"op\":\"t_after\",\"args\":[{\"property\":\"valid_from\"},{\"interval\":[]}]}",
    "{\"op\":\"=\",\"args\":[1,2]} x", "{\"op\":\"=\",\"args\":[1e999,2]}", "zone = 'idlib'",
]  # fmt: skip


@pytest.mark.parametrize("text", JSON_FILTERS)
def test_a_json_filter_that_is_none_is_refused(api, text):
    check_problem(api.client.get(ITEMS, params={"filter": text, "filter-lang": "cql2-json"}), 400, "filter")


def deep(depth):
    return {
        "parentheses": "(" * depth + "true" + ")" * depth,
        "not": "NOT " * depth + "true",
        "minus": "area_km2 > " + "-" * depth + "1",
        "functions": "CASEI(" * depth + "zone" + ")" * depth + " = 'x'",
        "arithmetic": "area_km2 > " + "(1+" * depth + "1" + ")" * depth,
        "and": " AND ".join(["true"] * depth),
        "or": " OR ".join(["zone = 'x'"] * (depth // 4)),
        "power": "area_km2 > 9" + "^9" * depth,
        "half open": "(" * depth,
        "arrays": "A_CONTAINS(sources," + "(" * depth + "'x'" + ")" * depth + ")",
        "like": "zone LIKE '" + "%a" * (depth // 2) + "'",
        "in": "zone IN (" + ",".join(["'x'"] * (depth // 2)) + ")",
        "quotes": "zone = '" + "''" * (depth // 2) + "'",
    }


@pytest.mark.parametrize("kind", deep(1))
@pytest.mark.parametrize("depth", [20, 200, 1000, 1900])
def test_no_filter_keeps_the_server_busy(api, kind, depth):
    """A bounded length, depth and work: an answer or a refusal, but at once."""
    started = time.monotonic()
    answer = api.client.get(ITEMS, params={"filter": deep(depth)[kind]})
    assert answer.status_code in (200, 400, 414), f"{answer.status_code} {answer.text[:200]}"
    if answer.status_code != 200:
        check_problem(answer, (400, 414), "filter" if answer.status_code == 400 else None)
    assert time.monotonic() - started < PATIENCE_S
    assert api.get("/healthz").status_code == 200


@pytest.mark.parametrize("depth", [30, 200, 300])
def test_no_json_filter_keeps_the_server_busy(api, depth):
    node = True
    for _ in range(depth):
        node = {"op": "not", "args": [node]}
    answer = api.client.get(ITEMS, params={"filter": json.dumps(node, separators=(",", ":")), "filter-lang": "cql2-json"})
    assert answer.status_code in (200, 400, 414)
    assert api.get("/healthz").status_code == 200


def test_a_heavy_filter_over_many_features_ends(api):
    """The most shapes that fit into an address, against every place."""
    ring = ",".join(f"{36 + i * 0.001:.3f} {35 + (i % 2) * 0.5:.1f}" for i in range(280))
    shape = f"POLYGON(({ring},36.3 34,36 34,36 35))"
    started = time.monotonic()
    answer = api.client.get("/collections/places/items", params={"filter": f"S_INTERSECTS(geometry,{shape})"})
    assert answer.status_code in (200, 400)
    slow = " OR ".join(["name_en LIKE '%a%e%i%o%u%a%e%i%'"] * 40)
    assert api.client.get("/collections/places/items", params={"filter": slow}).status_code in (200, 400)
    assert time.monotonic() - started < 2 * PATIENCE_S


def test_an_address_that_is_too_long_is_refused(api):
    answer = api.client.get(ITEMS, params={"filter": "zone = '" + "x" * 9000 + "'"})
    check_problem(answer, 414)


@pytest.mark.parametrize(
    "path",
    [
        "/collections/zones%2Fitems",
        "/collections/zones/items/idlib%402017-05-06%2F..",
        "/collections/zones/items/..%2F..%2Fetc%2Fpasswd",
        "/collections/zones/items/%2e%2e%2f",
        "/collections/zones/items/%00",
        "/collections/zones/items/%FF",
        "/collections/%FF/items",
        "/collections/zones/items/" + "x" * 5000,
        "/collections/zones/items/idlib@2017-05-06/x",
        "/collections/zones/items/passages:1:2",
        "/collections/Zones",
        "/collections/zones/",
        "/collections/zones/items/",
        "/collections//items",
        "/collections/zones/nothing",
        "/nothing",
    ],
)
def test_strange_paths_are_not_found(api, path):
    check_problem(api.client.get(path), 404)


@pytest.mark.parametrize("feature", ["quotes:00", "quotes:+1", "quotes:99", "quotes:-1", "quotes:1.0", "quotes:", ":0", "quotes", "quotes:1 "])
def test_only_the_very_id_finds_a_passage(api, feature):
    check_problem(api.client.get(f"/collections/passages/items/{feature}"), 404)


def test_the_id_may_be_percent_encoded(api):
    answer = api.client.get("/collections/zones/items/idlib%402017-05-06")
    assert answer.status_code == 200 and answer.json()["id"] == "idlib@2017-05-06"


def test_problems_hold_no_inside(api):
    for text in ("zone = ", "S_INTERSECTS(geometry,POLYGON((0 0,1 1)))"):
        detail = api.client.get(ITEMS, params={"filter": text}).json()["detail"]
        for word in ("src/", "panicked", "Error {", "Err(", "unwrap", ".rs"):
            assert word not in detail
