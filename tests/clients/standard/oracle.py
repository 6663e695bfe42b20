"""What the server ought to answer, worked out here from all its features with other means (shapely, datetime)."""

from datetime import date, datetime, timezone
from urllib.parse import quote as percent_encode

from shapely.geometry import MultiPolygon, box, shape

EVER = (date.min, date.max)


def quote(feature_id):
    return percent_encode(feature_id, safe="@:")


def shape_of(feature):
    return shape(feature["geometry"])


def box_of(numbers):
    """A box; west greater than east crosses the antimeridian."""
    west, south, east, north = numbers
    if west <= east:
        return box(west, south, east, north)
    return MultiPolygon([box(west, south, 180, north), box(-180, south, east, north)])


def day(text):
    return date.fromisoformat(text)


def moment(text):
    told = datetime.fromisoformat(text.replace("Z", "+00:00"))
    assert told.tzinfo is not None, text
    return told.astimezone(timezone.utc)


def days(feature):
    """First and last day of a feature; nothing for features without time."""
    properties = feature["properties"]
    if "valid_from" in properties:
        last = properties["last_day"]
        return day(properties["valid_from"]), day(last) if last else EVER[1]
    published = properties.get("published")
    return (day(published), day(published)) if published else None


def asked_days(text):
    """The days that a `datetime` means."""

    def side(part, without):
        if part in ("", ".."):
            return without
        return moment(part).date() if "T" in part else day(part)

    start, _, end = text.partition("/")
    if "/" not in text:
        return side(text, None), side(text, None)
    return side(start, EVER[0]), side(end, EVER[1])


def meets(span, start, end):
    """Features without time belong to any (Part 1, 7.15.4)."""
    return span is None or (span[0] <= end and start <= span[1])


def resolve(document, node):
    """A node of an OpenAPI document, its reference followed."""
    while "$ref" in node:
        assert node["$ref"].startswith("#/"), f"the document is not self-contained: {node['$ref']}"
        target = document
        for step in node["$ref"][2:].split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        node = target
    return node
