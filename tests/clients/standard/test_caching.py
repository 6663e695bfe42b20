"""What a cache, a browser and a resumed download rely on (RFC 9110, 9111; the issue's point 6)."""

import gzip

import pytest

from api import check_problem

STABLE = [
    "/",
    "/conformance",
    "/api",
    "/collections",
    "/collections/zones",
    "/collections/zones/items",
    "/collections/zones/items?f=html",
    "/collections/zones/items?f=csv",
    "/collections/zones/items/idlib@2017-05-06",
    "/collections/zones/queryables",
    "/collections/zones/schema",
    "/zones.geojson",
]


def get(api, path, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return api.client.get(path, headers={"Accept-Encoding": "identity"} | named)


@pytest.mark.parametrize("path", STABLE)
def test_what_is_known_is_not_sent_again(api, path):
    first = get(api, path)
    assert first.status_code == 200
    tag = first.headers["etag"]
    assert tag.startswith('"'), "a strong validator"
    assert get(api, path).headers["etag"] == tag, "the same answer has the same validator"
    for known in (tag, f'"x", {tag}', "W/" + tag, "*"):
        again = get(api, path, If_None_Match=known)
        assert again.status_code == 304 and not again.content
        for name in ("etag", "cache-control", "vary", "access-control-allow-origin"):
            assert name in again.headers, f"304 without {name}"
    assert get(api, path, If_None_Match='"other"').status_code == 200


# Of the description of the server only its program knows when it was last changed.
@pytest.mark.parametrize("path", [path for path in STABLE if path != "/api"])
def test_answers_say_how_long_they_hold_and_since_when(api, path):
    headers = get(api, path).headers
    assert headers["cache-control"] and "accept" in headers["vary"].lower()
    since = headers["last-modified"]
    assert get(api, path, If_Modified_Since=since).status_code == 304
    assert get(api, path, If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT").status_code == 200
    # A validator counts more than a date (RFC 9110 13.1.3).
    assert get(api, path, If_None_Match='"other"', If_Modified_Since=since).status_code == 200


def test_forms_languages_and_codings_have_validators_of_their_own(api):
    """Of one address: validators of others may be the same."""
    path = "/collections/zones/items?limit=2"
    forms = ["application/geo+json", "text/html", "text/csv", "application/fg+json", "application/flatgeobuf"]
    tags = [get(api, path, Accept=form).headers["etag"] for form in forms]
    tags.append(get(api, path, Accept="text/html", Accept_Language="ar").headers["etag"])
    tags += [get(api, path, Accept_Encoding=coding).headers["etag"] for coding in ("gzip", "br", "zstd")]
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("path", STABLE)
def test_head_is_get_without_a_body(api, path):
    got, head = get(api, path), api.client.head(path, headers={"Accept-Encoding": "identity"})
    assert head.status_code == got.status_code and not head.content
    changing = {"date", "x-request-id"}
    assert {n: v for n, v in head.headers.items() if n not in changing} == {
        n: v for n, v in got.headers.items() if n not in changing
    }
    assert int(head.headers["content-length"]) == len(got.content)


def test_codings_are_the_client_s_choice(api):
    path = "/collections/zones/items"
    plain = get(api, path)
    assert "content-encoding" not in plain.headers
    with api.client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(answer.iter_raw())) == plain.content
    refused = get(api, path, Accept_Encoding="gzip;q=0, br;q=0, zstd;q=0")
    assert "content-encoding" not in refused.headers and refused.content == plain.content


@pytest.mark.parametrize("path", ["/zones.geojson", "/collections/zones/items?f=fgb", "/collections/zones/items?f=gpkg"])
def test_downloads_can_be_resumed(api, path):
    whole = get(api, path)
    assert whole.headers.get("accept-ranges") == "bytes"
    size = len(whole.content)
    part = get(api, path, Range="bytes=10-19")
    assert part.status_code == 206 and part.content == whole.content[10:20]
    assert part.headers["content-range"] == f"bytes 10-19/{size}"
    assert get(api, path, Range="bytes=-5").content == whole.content[-5:]
    assert get(api, path, Range=f"bytes={size - 3}-").content == whole.content[-3:]
    beyond = get(api, path, Range=f"bytes={size}-")
    assert beyond.status_code == 416 and beyond.headers["content-range"] == f"bytes */{size}"
    resumed = get(api, path, Range="bytes=0-3", If_Range=whole.headers["etag"])
    assert resumed.status_code == 206 and resumed.content == whole.content[:4]
    assert get(api, path, Range="bytes=0-3", If_Range='"other"').content == whole.content


def test_anybody_s_page_may_read(api):
    for path in ("/collections/zones/items", "/collections/nothing"):
        answer = get(api, path, Origin="https://example.org")
        assert answer.headers["access-control-allow-origin"] == "*"
        exposed = {one.strip().lower() for one in answer.headers["access-control-expose-headers"].split(",")}
        assert {"content-crs", "etag", "link"} <= exposed
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    answer = api.client.options("/collections/zones/items", headers=asked | {"Access-Control-Request-Headers": "x-a"})
    assert answer.status_code in (200, 204) and "GET" in answer.headers["access-control-allow-methods"]


def test_problems_are_not_kept(api):
    answer = get(api, "/collections/nothing")
    check_problem(answer, 404)
    assert "no-store" in answer.headers["cache-control"] and "etag" not in answer.headers
