"""The interface described in OpenAPI 3.1, built from the same constants that it runs by."""

from danbiet.api.rules.asked import DEEPEST, SIZE, STATES
from danbiet.api.rules.catalogue import SERVICES, TYPE, WANTS, WARD, WAYS
from danbiet.api.rules.states import WORDS
from danbiet.api.rules.written import FORMATS, Tree

TEXT: Tree = {"type": "string"}
MAYBE: Tree = {"type": ["string", "null"]}
NUMBER: Tree = {"type": ["number", "null"]}
MOMENT: Tree = {"type": "string", "format": "date-time"}
MAYBE_MOMENT: Tree = {"type": ["string", "null"], "format": "date-time"}
FLAG: Tree = {"type": "boolean"}
FIELDS: dict[str, Tree] = {
    "service_request_id": TEXT, "status": {"type": "string", "enum": list(STATES)}, "status_notes": MAYBE,
    "service_name": TEXT, "service_code": {"type": "string", "enum": list(SERVICES)}, "description": MAYBE,
    "agency_responsible": MAYBE, "service_notice": MAYBE, "requested_datetime": MOMENT, "updated_datetime": MOMENT,
    "expected_datetime": MAYBE_MOMENT, "address": MAYBE, "address_id": MAYBE, "zipcode": MAYBE, "lat": NUMBER,
    "long": NUMBER, "media_url": MAYBE,
}  # fmt: skip
POSTED = (
    *("address_string", "address_id", "email", "device_id", "account_id", "first_name", "last_name", "phone"),
    *("media_url", "jurisdiction_id", f"attribute[{WARD}]"),
)
NEEDED = ("api_key", "service_code")
FORM: dict[str, Tree] = {
    "api_key": TEXT,
    "service_code": {"type": "string", "enum": list(SERVICES)},
    "description": {"type": "string", "maxLength": 4000},
    "lat": {"type": "number"},
    "long": {"type": "number"},
    f"attribute[{WANTS}]": {"type": "string", "enum": list(WAYS)},
    **{name: TEXT for name in POSTED},
}


def description(base: str) -> Tree:
    """The document; `base` is the address under which all others stand."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Danbiet Open311 GeoReport v2", "version": "2.0.0"},
        "servers": [{"url": base}],
        "paths": {path.format(form=form): found for form in FORMATS for path, found in _paths(form).items()},
        "components": {"schemas": _schemas()},
    }


def _paths(form: str) -> dict[str, Tree]:
    narrowed = [_asked("jurisdiction_id")]
    rows = [_asked("page", _whole(DEEPEST)), _asked("page_size", _whole(SIZE))]
    days = [_asked("start_date", MOMENT), _asked("end_date", MOMENT)]
    filters = [
        *(_asked(name) for name in ("service_request_id", "service_code", "status")), *days,
        _asked("updated_after", MOMENT), *rows, _asked("extensions", {"type": "string", "enum": ["true", "false"]}),
    ]  # fmt: skip
    return {
        "/discovery.{form}": _get(form, "discovery", []),
        "/services.{form}": _get(form, "services", narrowed),
        "/services/{{service_code}}.{form}": _get(form, "service_definition", [_named("service_code"), *narrowed]),
        "/requests.{form}": _get(form, "requests", [*filters, *narrowed]) | _post(form),
        "/requests/{{service_request_id}}.{form}": _get(
            form, "requests", [_named("service_request_id"), _asked("extensions"), *narrowed]
        ),
        "/tokens/{{token}}.{form}": _get(form, "tokens", [_named("token"), *narrowed]),
        "/servicerequestupdates.{form}": _get(form, "updates", [*days, *rows, *narrowed]),
    }


def _asked(name: str, kind: Tree = TEXT) -> Tree:
    return {"name": name, "in": "query", "required": False, "schema": kind}


def _named(name: str) -> Tree:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _whole(most: int) -> Tree:
    return {"type": "integer", "minimum": 1, "maximum": most}


def _get(form: str, schema: str, parameters: "list[Tree]") -> dict[str, Tree]:
    found: dict[str, Tree] = {"200": _answer(form, schema), "400": _answer(form, "errors")}
    return {"get": {"parameters": parameters, "responses": found | {"404": _answer(form, "errors")}}}


def _post(form: str) -> dict[str, Tree]:
    media: dict[str, Tree] = {"type": "string", "contentMediaType": "application/octet-stream"}
    body: Tree = {
        "application/x-www-form-urlencoded": {"schema": _one(FORM, *NEEDED)},
        "multipart/form-data": {"schema": _one({**FORM, "media": media}, *NEEDED)},
    }
    slowed = _answer(form, "errors") | {"headers": {"Retry-After": {"schema": {"type": "integer"}}}}
    answers: dict[str, Tree] = {"201": _answer(form, "posted"), "429": slowed}
    answers |= {status: _answer(form, "errors") for status in ("400", "403", "404", "413")}
    return {"post": {"requestBody": {"required": True, "content": body}, "responses": answers}}


def _answer(form: str, schema: str) -> dict[str, Tree]:
    kind = FORMATS[form].partition(";")[0]
    shape: Tree = {"$ref": f"#/components/schemas/{schema}"} if form == "json" else {}
    return {"description": schema, "content": {kind: {"schema": shape}}}


def _several(fields: dict[str, Tree], *needed: str) -> Tree:
    return {"type": "array", "items": _one(fields, *needed)}


def _one(fields: dict[str, Tree], *needed: str) -> Tree:
    return {"type": "object", "properties": fields, "required": list(needed or fields)}


def _schemas() -> dict[str, Tree]:
    texts: Tree = {"type": "array", "items": TEXT}
    attribute: dict[str, Tree] = {
        "variable": FLAG, "code": TEXT, "datatype": TEXT, "required": FLAG, "datatype_description": MAYBE,
        "order": {"type": "integer"}, "description": TEXT,
    }  # fmt: skip
    update: dict[str, Tree] = {
        "update_id": TEXT, "service_request_id": TEXT, "status": {"type": "string", "enum": list(WORDS)},
        "updated_datetime": MOMENT, "description": TEXT, "media_url": MAYBE, "external_status_code": TEXT,
    }  # fmt: skip
    return {
        "errors": _several({"code": TEXT, "description": TEXT}),
        "discovery": _one(
            {
                "changeset": TEXT, "contact": TEXT, "key_service": TEXT,
                "endpoints": _several(
                    {"specification": TEXT, "url": TEXT, "changeset": TEXT, "type": TEXT, "formats": texts}
                ),
            }
        ),
        "services": _several(
            {
                "service_code": TEXT, "service_name": TEXT, "description": TEXT, "metadata": FLAG,
                "type": {"type": "string", "enum": [TYPE]},
                "keywords": TEXT, "group": TEXT,
            }
        ),
        "service_definition": _one({"service_code": TEXT, "attributes": _several(attribute)}),
        "requests": _several(FIELDS),
        "tokens": _several({"service_request_id": MAYBE, "token": TEXT}),
        "posted": _several(
            {"service_request_id": TEXT, "token": TEXT, "service_notice": TEXT, "account_id": MAYBE}, "service_notice"
        ),
        "updates": _several(update),
    }  # fmt: skip
