"""CQL2 expressions, each in three forms: text, JSON, and a Python function that says what they mean.

A value that is not known is None, and so is a condition about it (three-valued logic).
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, Callable

from shapely.geometry import mapping, shape

from oracle import box_of


@dataclass(frozen=True)
class Expr:
    text: str
    json: Any
    value: Callable[[dict], Any]

    def selects(self, features):
        return [feature["id"] for feature in features if self.value(feature) is True]

    def as_json(self):
        return json.dumps(self.json, ensure_ascii=False)


def known(function):
    """A function that knows nothing when an argument is not known."""
    return lambda *values: None if any(value is None for value in values) else function(*values)


def apply(op, function, *parts, text):
    call = known(function)
    return Expr(text, {"op": op, "args": [part.json for part in parts]}, lambda f: call(*(p.value(f) for p in parts)))


# ----- operands


def prop(name, kind=None):
    """A property; `kind` reads its value."""
    read = {None: lambda value: value, "day": lambda value: date.fromisoformat(value)}[kind]

    def value(feature):
        own = feature["properties"].get(name)
        return None if own is None else read(own)

    return Expr(name, {"property": name}, value)


def geometry():
    def value(feature):
        return None if feature["geometry"] is None else shape(feature["geometry"])

    return Expr("geometry", {"property": "geometry"}, value)


def lit(value):
    if isinstance(value, bool):
        return Expr(str(value).upper(), value, lambda _: value)
    if isinstance(value, str):
        return Expr("'" + value.replace("'", "''") + "'", value, lambda _: value)
    if isinstance(value, datetime):
        stamp = value.strftime("%Y-%m-%dT%H:%M:%SZ")
        return Expr(f"TIMESTAMP('{stamp}')", {"timestamp": stamp}, lambda _: value)
    if isinstance(value, date):
        return Expr(f"DATE('{value}')", {"date": str(value)}, lambda _: value)
    return Expr(repr(value), value, lambda _: value)


def geom(shapely_geometry):
    text = re.sub(r"^(\w+) ", r"\1", shapely_geometry.wkt)
    return Expr(text, json.loads(json.dumps(mapping(shapely_geometry))), lambda _: shapely_geometry)


def bbox(*numbers):
    shape_ = box_of(numbers)
    return Expr(f"BBOX({','.join(map(str, numbers))})", {"bbox": list(numbers)}, lambda _: shape_)


def array(*values):
    return Expr(f"({', '.join(lit(v).text for v in values)})", list(values), lambda _: list(values))


def arith(op, left, right):
    compute = {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / b,
        "%": lambda a, b: a % b,
        "div": lambda a, b: int(a / b),
        "^": lambda a, b: a**b,
    }[op]
    return apply(op, compute, left, right, text=f"({left.text} {op} {right.text})")


def casei(part):
    return apply("casei", lambda value: unicodedata.normalize("NFC", value.casefold()), part, text=f"CASEI({part.text})")


def accenti(part):
    def plain(value):
        letters = unicodedata.normalize("NFD", value)
        return "".join(letter for letter in letters if not unicodedata.combining(letter))

    return apply("accenti", plain, part, text=f"ACCENTI({part.text})")


# ----- conditions

COMPARISONS = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def compare(op, left, right):
    return apply(op, COMPARISONS[op], left, right, text=f"{left.text} {op} {right.text}")


def is_null(part):
    return Expr(f"{part.text} IS NULL", {"op": "isNull", "args": [part.json]}, lambda f: part.value(f) is None)


def is_not_null(part):
    inner = is_null(part)
    return Expr(f"{part.text} is not null", {"op": "not", "args": [inner.json]}, lambda f: not inner.value(f))


def between(part, low, high, negated=False):
    word = "NOT BETWEEN" if negated else "BETWEEN"
    inner = {"op": "between", "args": [part.json, low.json, high.json]}
    call = known(lambda value, a, b: (a <= value <= b) != negated)
    return Expr(
        f"{part.text} {word} {low.text} AND {high.text}",
        {"op": "not", "args": [inner]} if negated else inner,
        lambda f: call(part.value(f), low.value(f), high.value(f)),
    )


def one_of(part, *choices, negated=False):
    word = "NOT IN" if negated else "IN"
    inner = {"op": "in", "args": [part.json, [choice.json for choice in choices]]}
    call = known(lambda value, *allowed: (value in allowed) != negated)
    return Expr(
        f"{part.text} {word} ({', '.join(choice.text for choice in choices)})",
        {"op": "not", "args": [inner]} if negated else inner,
        lambda f: call(part.value(f), *(choice.value(f) for choice in choices)),
    )


def like(part, pattern, negated=False):
    word = "NOT LIKE" if negated else "LIKE"
    wanted = lit(pattern)
    inner = {"op": "like", "args": [part.json, pattern]}
    regex = re.compile(like_regex(pattern), re.DOTALL)
    call = known(lambda value: bool(regex.fullmatch(value)) != negated)
    return Expr(
        f"{part.text} {word} {wanted.text}",
        {"op": "not", "args": [inner]} if negated else inner,
        lambda f: call(part.value(f)),
    )


def like_regex(pattern):
    """`%` any text, `_` any character, a backslash takes the meaning from the next one."""
    pieces, rest = [], iter(pattern)
    for letter in rest:
        if letter == "\\":
            pieces.append(re.escape(next(rest, "\\")))
        else:
            pieces.append({"%": ".*", "_": "."}.get(letter, re.escape(letter)))
    return "".join(pieces)


def spatial(name, left, right):
    method = {"s_" + name: name for name in SPATIAL_METHODS}[name]
    return apply(name, lambda a, b: getattr(a, method)(b), left, right, text=f"{name.upper()}({left.text},{right.text})")


SPATIAL_METHODS = ["intersects", "disjoint", "equals", "touches", "crosses", "within", "contains", "overlaps"]

ARRAY_FUNCTIONS = {
    "a_contains": lambda a, b: set(b) <= set(a),
    "a_containedBy": lambda a, b: set(a) <= set(b),
    "a_equals": lambda a, b: set(a) == set(b),
    "a_overlaps": lambda a, b: bool(set(a) & set(b)),
}


def array_function(name, left, right):
    return apply(name, ARRAY_FUNCTIONS[name], left, right, text=f"{name.upper()}({left.text},{right.text})")


# ----- time: spans of whole days, both ends included (CQL2 clause 7, "closed at both start and end")

FIRST, LAST = date.min, date.max


def interval(start, end):
    """Days, moments, properties or `..`, as expressions or texts."""

    def side(part, without):
        if part == "..":
            return Expr("'..'", "..", lambda _: without)
        if isinstance(part, (date, datetime)):
            plain = lit(part)
            text = next(iter(plain.json.values()))
            return Expr(f"'{text}'", text, plain.value)
        return part

    start, end = side(start, FIRST), side(end, LAST)
    call = known(lambda a, b: (a, b))
    return Expr(
        f"INTERVAL({start.text},{end.text})",
        {"interval": [start.json, end.json]},
        lambda f: call(start.value(f), end.value(f)),
    )


def span(value):
    return value if isinstance(value, tuple) else (value, value)


TEMPORAL = {
    "t_after": lambda a, b: a[0] > b[1],
    "t_before": lambda a, b: a[1] < b[0],
    "t_disjoint": lambda a, b: a[0] > b[1] or a[1] < b[0],
    "t_equals": lambda a, b: a == b,
    "t_intersects": lambda a, b: a[0] <= b[1] and b[0] <= a[1],
}
INTERVALS_ONLY = {
    "t_contains": lambda a, b: a[0] < b[0] and a[1] > b[1],
    "t_during": lambda a, b: a[0] > b[0] and a[1] < b[1],
    "t_finishedBy": lambda a, b: a[0] < b[0] and a[1] == b[1],
    "t_finishes": lambda a, b: a[0] > b[0] and a[1] == b[1],
    "t_meets": lambda a, b: a[1] == b[0],
    "t_metBy": lambda a, b: a[0] == b[1],
    "t_overlappedBy": lambda a, b: b[0] < a[0] < b[1] < a[1],
    "t_overlaps": lambda a, b: a[0] < b[0] < a[1] < b[1],
    "t_startedBy": lambda a, b: a[0] == b[0] and a[1] > b[1],
    "t_starts": lambda a, b: a[0] == b[0] and a[1] < b[1],
}


def temporal(name, left, right):
    relation = (TEMPORAL | INTERVALS_ONLY)[name]
    return apply(name, lambda a, b: relation(span(a), span(b)), left, right, text=f"{name.upper()}({left.text},{right.text})")


# ----- logic


def both(*parts):
    def value(feature):
        values = [part.value(feature) for part in parts]
        return False if False in values else None if None in values else True

    return Expr(" AND ".join(f"({p.text})" for p in parts), {"op": "and", "args": [p.json for p in parts]}, value)


def either(*parts):
    def value(feature):
        values = [part.value(feature) for part in parts]
        return True if True in values else None if None in values else False

    return Expr(" OR ".join(f"({p.text})" for p in parts), {"op": "or", "args": [p.json for p in parts]}, value)


def negation(part):
    call = known(lambda value: not value)
    return Expr(f"NOT ({part.text})", {"op": "not", "args": [part.json]}, lambda f: call(part.value(f)))


def always(value):
    return Expr(str(value).lower(), value, lambda _: value)


UTC = timezone.utc
DAY = timedelta(days=1)
