"""CQL2: every class, as text and as JSON, against what Python works out. Annex A of OGC 21-065."""

import json
import random
from datetime import date, datetime

import pytest
from shapely.geometry import LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from api import COLLECTIONS, SPATIAL
from cql2 import (
    ARRAY_FUNCTIONS,
    COMPARISONS,
    INTERVALS_ONLY,
    SPATIAL_METHODS,
    TEMPORAL,
    UTC,
    accenti,
    always,
    arith,
    array,
    array_function,
    bbox,
    between,
    both,
    casei,
    compare,
    either,
    geom,
    geometry,
    interval,
    is_not_null,
    is_null,
    like,
    lit,
    negation,
    one_of,
    prop,
    spatial,
    temporal,
)
from oracle import shape_of
from uris import CQL2, CRS84, EPSG, FEATURES_3

pytestmark = [
    pytest.mark.conformance(CQL2 + "cql2-text"),
    pytest.mark.conformance(CQL2 + "cql2-json"),
    pytest.mark.conformance(FEATURES_3 + "filter"),
    pytest.mark.conformance(FEATURES_3 + "features-filter"),
]
JSON = "cql2-json"
SEED = 5


def class_of(name):
    return pytest.mark.conformance(CQL2 + name)


def check(api, collection, expression):
    """Both encodings select what the oracle selects; gives the ids."""
    expected = expression.selects(api.all(collection))
    assert api.ids(collection, filter=expression.text) == expected, expression.text
    asked = {"filter": expression.as_json(), "filter_lang": JSON}
    assert api.ids(collection, **asked) == expected, expression.as_json()
    return expected


def check_all(api, collection, expressions, telling=True):
    """Each, and that together they tell features apart (else they would prove nothing)."""
    total = len(api.all(collection))
    counts = [len(check(api, collection, expression)) for expression in expressions]
    if telling:
        assert any(0 < count < total for count in counts), counts


zone, name_en, name_ar = prop("zone"), prop("name_en"), prop("name_ar")
valid_from, valid_to, last_day = (prop(name, "day") for name in ("valid_from", "valid_to", "last_day"))
area, precision, number = prop("area_km2"), prop("precision_m"), prop("number")
published = prop("published", "day")
DATES = [date(2017, 5, 6), date(2017, 9, 15), date(2018, 4, 14), date(2018, 4, 13), date(2020, 3, 6), date(2022, 4, 14)]


# ----- basic-cql2


@class_of("basic-cql2")
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_each_queryable_compares_as_the_standard_tests_it(api, collection):
    """/conf/basic-cql2/comparison: the literals of the standard, then some of the data."""
    properties = api.json(f"/collections/{collection}/queryables")["properties"]
    literals = {"string": "foo", "boolean": True, "number": 3.14, "integer": 1, "date": date(2022, 4, 14)}
    compared = 0
    for name, told in properties.items():
        kind = told.get("format") if told.get("format") == "date" else told.get("type")
        if kind not in literals:
            continue
        operand = prop(name, "day" if kind == "date" else None)
        values = [f["properties"][name] for f in api.all(collection)]
        values = [date.fromisoformat(v) if kind == "date" else v for v in values if v is not None]
        for literal in [literals[kind], *values[len(values) // 2 :][:1]]:
            found = {op: check(api, collection, compare(op, operand, lit(literal))) for op in COMPARISONS}
            for one, other in (("=", "<>"), (">", "<="), ("<", ">=")):
                assert not set(found[one]) & set(found[other])
        compared += 1
    assert compared >= 4


@class_of("basic-cql2")
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_is_null(api, collection):
    """/conf/basic-cql2/is-null, for every queryable, arrays and geometry included."""
    for name in api.json(f"/collections/{collection}/queryables")["properties"]:
        operand = geometry() if name == "geometry" else prop(name)
        without, with_ = check(api, collection, is_null(operand)), check(api, collection, is_not_null(operand))
        assert len(without) + len(with_) == len(api.all(collection))


@class_of("basic-cql2")
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_true_and_false(api, collection):
    assert check(api, collection, always(True)) and not check(api, collection, always(False))


@class_of("basic-cql2")
def test_not_leaves_out_what_is_not_known(api):
    basis = prop("basis")
    check_all(api, "zones", [negation(compare("=", basis, lit("astana-memorandum-2017")))])
    some = compare("=", basis, lit("astana-memorandum-2017"))
    missing = check(api, "zones", is_null(basis))
    assert missing and not set(missing) & set(check(api, "zones", either(some, negation(some))))


@class_of("basic-cql2")
def test_combinations_follow_three_valued_logic(api):
    """/conf/basic-cql2/logical, with the formula of the standard and a fixed seed."""
    pool = predicates(("basic",))
    for collection, own in pool.items():
        chance = random.Random(SEED)
        for _ in range(25):
            p1, p2, p3, p4 = (chance.choice(own) for _ in range(4))
            check(api, collection, either(both(negation(p2), p1), both(p3, p4), negation(either(p1, p4))))


def predicates(kinds):
    basic = {
        "zones": [
            compare("<>", prop("basis"), lit("astana-memorandum-2017")),
            compare(">", area, lit(500)),
            is_null(valid_to),
            compare("<", valid_from, lit(date(2018, 1, 1))),
            compare(">=", zone, lit("idlib")),
            compare("=", prop("confidence"), lit("low")),
            is_null(prop("basis")),
            compare("<=", last_day, lit(date(2018, 7, 18))),
        ],
        "places": [
            compare("=", prop("kind"), lit("settlement")),
            compare(">", name_ar, lit("م")),
            is_null(prop("admin")),
            compare("<", name_en, lit("M")),
            is_not_null(name_ar),
        ],
        "passages": [
            compare("=", prop("is_title"), lit(True)),
            compare(">", number, lit(3)),
            is_null(published),
            compare(">=", published, lit(date(2018, 1, 1))),
            compare("<>", prop("publisher"), lit("Echo")),
        ],
    }
    advanced = {
        "zones": [
            between(area, lit(100), lit(3000)),
            like(name_en, "%hom%"),
            one_of(zone, lit("idlib"), lit("x")),
            casei_equal("confidence", "LOW"),
        ],
        "places": [
            like(name_en, "%a_"),
            one_of(prop("kind"), lit("city"), lit("hill")),
            spatial("s_intersects", geometry(), bbox(36, 35, 37, 36)),
            array_function("a_contains", prop("zones"), array("idlib")),
        ],
        "passages": [
            between(number, lit(1), lit(2)),
            like(prop("text"), "%Idlib%"),
            array_function("a_overlaps", prop("zones"), array("idlib", "eastern-ghouta")),
            temporal("t_after", published, lit(date(2017, 12, 31))),
        ],
    }
    chosen = {collection: list(own) for collection, own in basic.items()}
    if "advanced" in kinds:
        for collection, own in advanced.items():
            chosen[collection] += own
    return chosen


def casei_equal(name, text):
    return compare("=", casei(prop(name)), casei(lit(text)))


@class_of("basic-cql2")
@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("zone='idlib'", "zone = 'idlib'"),
        ("zone = 'idlib' and area_km2 > 100", "zone = 'idlib' AND area_km2 > 100"),
        ("  zone\t=\n'idlib'  ", "zone = 'idlib'"),
        ("\"zone\" = 'idlib'", "zone = 'idlib'"),
        ("NOT zone = 'idlib'", "NOT (zone = 'idlib')"),
        ("zone = 'idlib' OR zone = 'x' AND area_km2 < 0", "zone = 'idlib' OR (zone = 'x' AND area_km2 < 0)"),
        ("not zone = 'idlib' and area_km2 > 0", "(NOT zone = 'idlib') AND area_km2 > 0"),
        ("((((zone = 'idlib'))))", "zone = 'idlib'"),
        ("area_km2 > 1e2", "area_km2 > 100"),
        ("area_km2 > +100.0", "area_km2 > 100"),
        ("area_km2 > -1", "area_km2 > (0-1)"),
        ("valid_from > '2018-01-01'", "valid_from > DATE('2018-01-01')"),
        ("valid_from = Date('2017-05-06')", "valid_from = DATE('2017-05-06')"),
    ],
)
def test_text_may_be_written_in_several_ways(api, text, same):
    ids = api.ids("zones", filter=text)
    assert ids == api.ids("zones", filter=same) and ids


@class_of("cql2-text")
@pytest.mark.parametrize("title", ["It's a \"truce\" 100% sure", "A path\\with_under%score", "Déclaration sur les Zones à Idlib"])
def test_quotes_and_backslashes_in_text(api, title):
    """/conf/cql2-text/escaping"""
    assert len(check(api, "articles", compare("=", prop("title"), lit(title)))) == 1


def test_text_is_the_usual_language(api):
    """/conf/filter/filter-lang-default"""
    text = "zone = 'idlib'"
    assert api.ids("zones", filter=text) == api.ids("zones", filter=text, filter_lang="cql2-text") != []


# ----- advanced-comparison-operators


@class_of("advanced-comparison-operators")
def test_like(api):
    """/conf/advanced-comparison-operators/like"""
    for collection, names in {"zones": ["name_en", "basis"], "places": ["name_en", "name_ar", "admin"]}.items():
        for name in names:
            own = prop(name)
            everything = check(api, collection, like(own, "%"))
            assert everything == check(api, collection, like(own, "%%"))
            some, empty = check(api, collection, like(own, "_%")), check(api, collection, like(own, ""))
            assert some and not set(some) & set(empty)
            check(api, collection, like(own, "\\%\\_"))
    check_all(api, "places", [like(name_en, pattern) for pattern in ("B_r%", "%b", "al-%", "AL-%", "a.*", "%(%)", "____")])
    check_all(api, "places", [like(name_ar, pattern) for pattern in ("ال%", "%ة", "___", "%ا_ا%")])
    check_all(api, "places", [like(name_en, pattern, negated=True) for pattern in ("B_r%", "%a%")])
    check_all(api, "articles", [like(prop("title"), p) for p in ("%100\\%%", "%\\\\with%", "%with\\_under%", "%it_s%", "It's%")])
    check_all(api, "passages", [like(prop("text"), "%\n%"), like(prop("text"), "%Idlib%")])


@class_of("advanced-comparison-operators")
def test_between(api):
    for own in (area, precision):
        check_all(api, "zones", [between(own, lit(low), lit(high)) for low, high in ((0, 100), (100.0, 1.0), (500, 3000.5))])
        check_all(api, "zones", [between(own, lit(500), lit(3000), negated=True)])
    middle = api.all("zones")[5]["properties"]["area_km2"]
    assert check(api, "zones", between(area, lit(middle), lit(middle))), "both bounds belong to it"
    check_all(api, "passages", [between(number, lit(1), lit(2)), between(number, lit(-1), lit(1e9), negated=True)], telling=False)
    assert api.ids("zones", filter="area_km2 BETWEEN 100 AND 3000 AND zone = 'idlib'") == (
        both(between(area, lit(100), lit(3000)), compare("=", zone, lit("idlib"))).selects(api.all("zones"))
    )


@class_of("advanced-comparison-operators")
def test_in(api):
    check_all(api, "zones", [one_of(zone, lit("idlib"), lit("foo")), one_of(zone, lit("idlib"), negated=True)])
    check_all(api, "zones", [one_of(valid_from, *map(lit, DATES)), one_of(valid_to, *map(lit, DATES), negated=True)])
    check_all(api, "zones", [one_of(prop("basis"), lit("astana-memorandum-2017"), negated=True)])
    check_all(api, "passages", [one_of(number, lit(1), lit(2), lit(3)), one_of(prop("is_title"), lit(True))])
    check_all(api, "articles", [one_of(prop("passages"), lit(1), lit(3), negated=True)], telling=False)
    assert api.ids("zones", filter="valid_from IN ('2017-05-06','2018-04-14')") == (
        one_of(valid_from, lit(DATES[0]), lit(DATES[2])).selects(api.all("zones"))
    )


@class_of("advanced-comparison-operators")
def test_combinations_of_everything(api):
    """.../logical of all further classes, with the formula of the standard."""
    for collection, own in predicates(("basic", "advanced")).items():
        chance = random.Random(SEED + 1)
        for _ in range(40):
            p1, p2, p3, p4 = (chance.choice(own) for _ in range(4))
            formula = either(both(negation(p1), p2), both(p3, negation(p4)), negation(both(p1, p4)))
            check(api, collection, formula)


# ----- case-insensitive-comparison, accent-insensitive-comparison


@class_of("case-insensitive-comparison")
def test_case_does_not_count(api):
    publisher = prop("publisher")
    check_all(api, "articles", [compare("=", casei(publisher), casei(lit(text))) for text in ("ECHO", "écho", "Écho", "echo")])
    title = casei(prop("title"))
    assert check(api, "articles", compare("=", title, casei(lit("strasse STRASSE straße")))) == ["street"]
    check_all(api, "articles", [one_of(casei(publisher), casei(lit("ÉCHO")), casei(lit("o'NEIL_press")))])
    assert api.ids("zones", filter="CASEI(name_en) LIKE casei('%HOMS%')") == (
        like(name_en, "%Homs%").selects(api.all("zones"))
    )
    check_all(api, "places", [compare("<", casei(name_en), casei(lit("b"))), compare("=", casei(name_ar), casei(lit("حلب")))])
    assert check(api, "places", compare("<>", casei(name_ar), casei(lit("حلب"))))


@class_of("accent-insensitive-comparison")
def test_accents_do_not_count(api, claimed):
    if CQL2 + "accent-insensitive-comparison" not in claimed:
        return
    publisher = prop("publisher")
    check_all(api, "articles", [compare("=", accenti(publisher), accenti(lit(text))) for text in ("ÉCHO", "écho", "echo")])
    both_ways = compare("=", casei(accenti(publisher)), casei(accenti(lit("Echo"))))
    assert len(check(api, "articles", both_ways)) == 3


# ----- spatial


POINTS = [Point(36.63, 35.93), Point(36.75, 34.9), Point(7.02, 49.92), Point(36.4, 33.53)]
BOXES = [(36, 35, 37, 36), (-180, -90, 180, 90), (36.2, 33.4, 36.6, 33.7), (0, 0, 1, 1), (179, -90, -179, 90), (37, 35, 36.5, 36)]
LINES = [LineString([(7, 50), (10, 51)]), LineString([(35, 33), (36.6, 35.9), (38, 36)])]
POLYGONS = [
    Polygon([(-180, -90), (180, -90), (180, 90), (-180, 90)]),
    Polygon([(36, 35), (37, 35.2), (36.8, 36), (36.1, 36.1)], [[(36.5, 35.5), (36.5, 35.7), (36.7, 35.7)]]),
    MultiPolygon([box(36.2, 33.4, 36.6, 33.7), box(36.5, 34.7, 36.9, 35.1)]),
]
SHAPES = [geom(shape) for shape in [*POINTS, MultiPoint([(36.63, 35.93), (7, 50)]), *LINES, *POLYGONS]]


@class_of("basic-spatial-functions")
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_intersects_points_and_boxes(api, collection):
    """/conf/basic-spatial-functions"""
    if collection not in SPATIAL:
        api.refused(f"/collections/{collection}/items", parameter="filter", filter="S_INTERSECTS(geometry,POINT(1 2))")
        return
    own = [spatial("s_intersects", geometry(), other) for other in [*map(geom, POINTS), *(bbox(*numbers) for numbers in BOXES)]]
    check_all(api, collection, own)
    some = api.all(collection)[7]
    corner = shape_of(some).boundary.geoms[0] if shape_of(some).geom_type == "MultiPolygon" else shape_of(some)
    corner = Point(corner.exterior.coords[0]) if hasattr(corner, "exterior") else Point(corner.coords[0])
    assert some["id"] in check(api, collection, spatial("s_intersects", geometry(), geom(corner))), "the line belongs to it"


@class_of("basic-spatial-functions-plus")
@pytest.mark.parametrize("collection", SPATIAL)
def test_intersects_any_shape(api, collection):
    check_all(api, collection, [spatial("s_intersects", geometry(), other) for other in SHAPES])


@class_of("spatial-functions")
@pytest.mark.parametrize("collection", SPATIAL)
@pytest.mark.parametrize("name", SPATIAL_METHODS)
def test_spatial_functions(api, collection, name):
    """/conf/spatial-functions"""
    others = [*SHAPES, *(bbox(*numbers) for numbers in BOXES)]
    own = api.all(collection)[5]
    others.append(geom(shape_of(own)))
    for other in others:
        expected = check(api, collection, spatial("s_" + name, geometry(), other))
        check(api, collection, negation(spatial("s_" + name, geometry(), other)))
        if other is others[-1] and name in ("equals", "intersects", "within", "contains"):
            assert own["id"] in expected


@class_of("spatial-functions")
@pytest.mark.parametrize("name", SPATIAL_METHODS)
def test_impossible_coordinates_are_refused(api, name):
    for shape in ("POINT(90 180)", "POINT(1000000 1000000)", "BBOX(1000000,1000000,2000000,2000000)"):
        api.refused("/collections/zones/items", parameter="filter", filter=f"S_{name.upper()}(geometry,{shape})")


@class_of("spatial-functions")
def test_a_point_at_a_corner_touches(api):
    for feature in api.all("places")[:5]:
        point = shape_of(feature)
        touching = box(point.x, point.y, point.x + 0.1, point.y + 0.1)
        assert feature["id"] in check(api, "places", spatial("s_touches", geometry(), geom(touching)))


@pytest.mark.parametrize("code", ["4326", "3857", "32637"])
def test_filter_crs(api, code):
    """/conf/filter/filter-crs-param"""
    shape = Polygon([(36.2, 33.4), (36.6, 33.4), (36.6, 33.7), (36.2, 33.7)])
    from pyproj import Transformer
    from shapely import transform

    change = Transformer.from_crs("OGC:CRS84", "EPSG:" + code)

    def convert(points):
        points[:, 0], points[:, 1] = change.transform(points[:, 0].copy(), points[:, 1].copy())
        return points

    expected = spatial("s_intersects", geometry(), geom(shape)).selects(api.all("places"))
    asked = spatial("s_intersects", geometry(), geom(transform(shape, convert)))
    found = api.ids("places", filter=asked.text, filter_crs=EPSG + code)
    assert found and len(set(found) ^ set(expected)) <= len(expected) // 50
    in_json = api.ids("places", filter=asked.as_json(), filter_lang=JSON, filter_crs=EPSG + code)
    assert in_json == found
    assert api.ids("places", filter=asked.text, filter_crs=EPSG + code, crs=EPSG + "4326") == found


def test_filter_crs_is_in_degrees_without_being_named(api):
    shape = spatial("s_intersects", geometry(), bbox(36.2, 33.4, 36.6, 33.7))
    assert api.ids("places", filter=shape.text, filter_crs=CRS84, crs=EPSG + "3857") == shape.selects(api.all("places"))


# ----- temporal-functions


YEAR = interval(date(2018, 1, 1), date(2018, 12, 31))
INTERVALS = [
    YEAR,
    interval(date(2017, 5, 6), date(2017, 9, 14)),
    interval("..", date(2018, 4, 13)),
    interval(date(2018, 4, 14), ".."),
    interval(date(2017, 7, 22), date(2018, 3, 30)),
]


@class_of("temporal-functions")
@pytest.mark.parametrize("name", TEMPORAL)
def test_temporal_functions_of_days(api, name):
    """/conf/temporal-functions/temporal-functions-1"""
    for own in (valid_from, valid_to, last_day):
        check_all(api, "zones", [temporal(name, own, other) for other in [*map(lit, DATES), *INTERVALS]], telling=name != "t_equals")
    check(api, "zones", temporal(name, valid_from, interval(date(2017, 5, 6), date(2017, 5, 6))))
    check_all(api, "articles", [temporal(name, published, other) for other in (lit(date(2018, 9, 17)), YEAR)])
    check(api, "articles", negation(temporal(name, published, YEAR)))


@class_of("temporal-functions")
@pytest.mark.parametrize("name", TEMPORAL | INTERVALS_ONLY)
def test_temporal_functions_of_periods(api, name):
    """/conf/temporal-functions/temporal-functions-2. Periods without an end: see the next test."""
    ended = is_not_null(last_day)
    periods = [interval(date.fromisoformat(f["properties"]["valid_from"]), date.fromisoformat(f["properties"]["last_day"]))
               for f in api.all("zones") if f["properties"]["last_day"]]
    others = [*INTERVALS, periods[3], periods[8], *shifted(api)]
    found = [check(api, "zones", both(ended, temporal(name, interval(valid_from, last_day), other))) for other in others]
    assert any(found), f"no interval of this test makes {name} true"


def shifted(api):
    """Intervals that meet, start, end, hold and overlap a period of the data."""
    own = next(f for f in api.all("zones") if f["properties"]["zone"] == "eastern-ghouta")["properties"]
    start, end = date.fromisoformat(own["valid_from"]), date.fromisoformat(own["last_day"])
    early, late, middle = date(2016, 1, 1), date(2021, 1, 1), start + (end - start) / 2
    pairs = [(early, start), (end, late), (start, middle), (middle, end), (start, late), (early, end), (early, late), (early, middle)]
    pairs += [(middle, late), (start.replace(day=start.day + 1), middle), (start, end)]
    return [interval(*pair) for pair in pairs]


@class_of("temporal-functions")
def test_an_end_that_is_not_known(api):
    """Null makes a condition unknown, or an open end: either may be meant, but not an error and nothing else."""
    open_ended = [f["id"] for f in api.all("zones") if not f["properties"]["last_day"]]
    assert open_ended
    future = "T_INTERSECTS(INTERVAL(valid_from,last_day),INTERVAL('2090-01-01','2099-12-31'))"
    assert api.ids("zones", filter=future) in ([], open_ended)


@class_of("temporal-functions")
def test_moments(api):
    noon = datetime(2018, 4, 14, 12, tzinfo=UTC)
    for name in TEMPORAL:
        api.ids("zones", filter=temporal(name, valid_from, lit(noon)).text)
        api.ids("zones", filter=f"{name}(valid_from,INTERVAL('2018-01-01T00:00:00Z','2018-12-31T23:59:59Z'))")
    inside = api.ids("zones", filter="T_INTERSECTS(valid_from,INTERVAL('2018-01-01T00:00:00Z','2018-12-31T23:59:59Z'))")
    assert inside == temporal("t_intersects", valid_from, YEAR).selects(api.all("zones"))


@class_of("temporal-functions")
@pytest.mark.parametrize("name", INTERVALS_ONLY)
def test_functions_of_intervals_refuse_days(api, name):
    """Clause 7: "Using these functions with instants will result in a client error"."""
    path = "/collections/zones/items"
    api.refused(path, parameter="filter", filter=f"{name.upper()}(valid_from,INTERVAL('2018-01-01','2018-12-31'))")
    api.refused(path, parameter="filter", filter=f"{name.upper()}(INTERVAL('2018-01-01','2018-12-31'),DATE('2018-02-01'))")
    in_json = {"op": name, "args": [{"property": "valid_from"}, {"interval": ["2018-01-01", "2018-12-31"]}]}
    api.refused(path, parameter="filter", filter=json.dumps(in_json), filter_lang=JSON)


# ----- array-functions


@class_of("array-functions")
@pytest.mark.parametrize("name", ARRAY_FUNCTIONS)
def test_array_functions(api, name):
    """/conf/array-functions/array-predicates"""
    sets = [("foo", "bar"), ("idlib",), ("idlib", "eastern-ghouta"), ("eastern-ghouta", "idlib", "northern-homs", "daraa-southwest")]
    for collection in ("passages", "articles", "places"):
        check_all(api, collection, [array_function(name, prop("zones"), array(*texts)) for texts in sets])
        check(api, collection, negation(array_function(name, prop("zones"), array("idlib"))))
    sources = api.all("zones")[2]["properties"]["sources"]
    assert sources
    check_all(api, "zones", [array_function(name, prop("sources"), array(*sources[:size])) for size in (1, len(sources))])


# ----- property-property


@class_of("property-property")
def test_properties_stand_on_both_sides(api):
    check_all(api, "zones", [compare(op, precision, area) for op in COMPARISONS])
    check_all(api, "zones", [compare(op, lit(500), area) for op in COMPARISONS])
    check_all(api, "zones", [compare("<", lit(date(2018, 1, 1)), valid_from), compare("=", lit("idlib"), zone)])
    check_all(api, "zones", [compare("<", valid_from, last_day), compare("=", valid_to, valid_from)], telling=False)
    check(api, "zones", compare("=", lit(1), lit(1))), check(api, "zones", compare(">", lit("a"), lit("b")))
    check_all(api, "places", [compare("<", name_en, prop("kind")), compare("=", name_ar, name_en)])
    check_all(api, "zones", [spatial("s_intersects", geom(POLYGONS[1]), geometry())])
    check(api, "zones", spatial("s_equals", geometry(), geometry()))
    check(api, "zones", spatial("s_within", geom(POINTS[0]), bbox(36, 35, 37, 36)))
    check_all(api, "zones", [temporal("t_before", lit(date(2018, 1, 1)), valid_from)])
    check(api, "zones", temporal("t_during", interval(date(2018, 2, 1), date(2018, 3, 1)), YEAR))
    check_all(api, "places", [array_function("a_overlaps", array("idlib"), prop("zones"))])
    check_all(api, "zones", [between(lit(1000), precision, area), one_of(lit("idlib"), zone, lit("x"))])


# ----- arithmetic


@class_of("arithmetic")
def test_arithmetic(api):
    half, first = lit(2.5), lit(3)
    for op in ("+", "-", "*", "/", "%", "div", "^"):
        base = lit(7)
        check(api, "zones", compare("<", arith(op, base, first), lit(100)))
        check_all(api, "passages", [compare("=", number, arith(op, lit(2), lit(1)))], telling=False)
    check_all(api, "zones", [compare(">", arith("*", area, half), arith("+", precision, lit(500)))])
    check_all(api, "zones", [compare("<", arith("/", area, lit(1000)), arith("-", lit(3), lit(0.5)))])
    check_all(api, "passages", [compare("=", arith("%", number, lit(2)), lit(1)), compare("=", arith("div", number, lit(2)), lit(1))])
    check_all(api, "passages", [compare("=", arith("^", number, lit(2)), lit(4))])
    check_all(api, "passages", [between(number, arith("-", lit(3), lit(2)), arith("*", lit(2), lit(2)))])
    check_all(api, "passages", [one_of(number, arith("+", lit(1), lit(1)), lit(5))])
    for text, plain in [("number = 1+2*3", 7), ("number = (1+2)*3", 9), ("number = 2*3-1", 5), ("number = 2^3-1", 7), ("number = 7 div 2", 3)]:
        assert api.ids("passages", filter=text) == compare("=", number, lit(plain)).selects(api.all("passages")), text


@class_of("arithmetic")
def test_division_by_nothing_is_no_failure(api):
    for text in ("area_km2 / 0 > 1", "area_km2 % 0 = 0", "area_km2 div 0 = 1", "precision_m / (area_km2 - area_km2) > 0"):
        answer = api.get("/collections/zones/items", filter=text)
        assert answer.status_code in (200, 400), f"{text}: {answer.status_code}"
