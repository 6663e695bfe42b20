"""The server as a client of the standards sees it."""

import re
from functools import cached_property
from urllib.parse import urljoin

from oracle import resolve

COLLECTIONS = ["zones", "places", "passages", "articles"]
#: Collections whose features have a geometry.
SPATIAL = ["zones", "places"]
GEOJSON = "application/geo+json"
SCHEMA = "application/schema+json"
PROBLEM = "application/problem+json"


class Api:
    def __init__(self, url, client):
        self.url = url
        self.client = client
        self._all = {}

    def get(self, path, headers=None, **params):
        """One answer, whatever its status. `bbox_crs` stands for `bbox-crs`."""
        named = {name.replace("_", "-") if name in DASHED else name: value for name, value in params.items()}
        return self.client.get(path, params=named or None, headers=headers)

    def json(self, path, **params):
        answer = self.get(path, headers={"Accept": "application/json"}, **params)
        assert answer.status_code == 200, f"{answer.url}: {answer.status_code} {answer.text[:400]}"
        assert media_type(answer).endswith("json"), media_type(answer)
        return answer.json()

    def items(self, collection, **params):
        """A page of features as GeoJSON."""
        answer = self.get(f"/collections/{collection}/items", headers={"Accept": GEOJSON}, **params)
        assert answer.status_code == 200, f"{answer.url}: {answer.status_code} {answer.text[:400]}"
        assert media_type(answer) == GEOJSON, media_type(answer)
        return answer.json()

    def ids(self, collection, **params):
        """The ids of every feature asked for, in order; the answer must hold them all."""
        page = self.items(collection, limit=10_000, **params)
        ids = [feature["id"] for feature in page["features"]]
        assert page["numberMatched"] == page["numberReturned"] == len(ids)
        assert len(set(ids)) == len(ids), "a feature is returned twice"
        return ids

    def all(self, collection):
        """Every feature of a collection, fetched once."""
        if collection not in self._all:
            self._all[collection] = self.items(collection, limit=10_000)["features"]
        return self._all[collection]

    def follow(self, page, rel="next"):
        """The page that a link leads to."""
        href = link(page, rel)["href"]
        answer = self.client.get(urljoin(self.url, href))
        assert answer.status_code == 200, f"{href}: {answer.status_code} {answer.text[:400]}"
        return answer.json()

    @cached_property
    def document(self):
        return self.json("/api")

    def operation(self, collection, rest=""):
        """The GET operation of a path below a collection: the document may name each collection or have a variable."""
        paths = self.document["paths"]
        own = {re.sub(r"{\w+}", "{}", f"/collections/{one}{rest}") for one in (collection, "{}")}
        found = sorted((path for path in paths if re.sub(r"{\w+}", "{}", path) in own), key=lambda path: path.count("{"))
        assert found, f"no path for {collection}{rest} in the document"
        return paths[found[0]]["get"]

    def parameters(self, collection, rest="/items"):
        """The parameters of such an operation by name, references followed."""
        found = (resolve(self.document, one) for one in self.operation(collection, rest)["parameters"])
        return {parameter["name"]: parameter for parameter in found}

    def refused(self, path, status=400, parameter=None, headers=None, **params):
        """The problem a request is refused with, which must name the parameter."""
        answer = self.get(path, headers=headers, **params)
        return check_problem(answer, status, parameter)


#: Parameters that cannot be written as Python names.
DASHED = {"bbox_crs", "filter_lang", "filter_crs"}


def check_problem(answer, status, parameter=None):
    statuses = status if isinstance(status, tuple) else (status,)
    assert answer.status_code in statuses, f"{answer.url}: {answer.status_code} {answer.text[:300]}"
    assert media_type(answer) == PROBLEM, f"{answer.url}: {media_type(answer)}"
    problem = answer.json()
    assert problem["status"] == answer.status_code and problem["type"] and problem["title"], problem
    assert problem["detail"], problem
    if parameter:
        assert problem.get("parameter") == parameter, problem
        assert parameter in problem["detail"], problem
    return problem


def media_type(answer):
    return answer.headers.get("content-type", "").split(";")[0].strip()


def links(document, rel, media=None):
    found = [link for link in document["links"] if link["rel"] == rel]
    return [one for one in found if media is None or one.get("type", "").split(";")[0] == media]


def link(document, rel, media=None):
    found = links(document, rel, media)
    assert found, f"no link {rel} {media or ''} in {[(one['rel'], one.get('type')) for one in document['links']]}"
    return found[0]
