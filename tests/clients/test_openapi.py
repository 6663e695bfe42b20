"""The description of the server, read by a validator that is not ours."""

import httpx
import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

VALIDATORS = {"3.0": OpenAPIV30SpecValidator, "3.1": OpenAPIV31SpecValidator}


@pytest.mark.parametrize("version", VALIDATORS)
def test_the_document_is_valid(server, version):
    answer = httpx.get(f"{server.url}/api", params={"f": "json", "version": version}, timeout=30)
    assert answer.headers["content-type"] == f"application/vnd.oai.openapi+json;version={version}"
    document = answer.json()
    assert document["openapi"].startswith(version)
    assert len(document["paths"]) > 40
    errors = VALIDATORS[version](document).iter_errors()
    assert [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in errors] == []
