//! Other people's pages: anybody's page may read; only rows to be joined may be sent. That is said to all alike, so
//! answers do not vary by it.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

const ANY: HeaderValue = HeaderValue::from_static("*");
/// Headers that scripts may see.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "accept-post,accept-ranges,content-range,content-crs,etag,link,content-disposition,hudna-chosen,\
     ogc-numbermatched,ogc-numberreturned,x-request-id",
);
/// How many seconds browsers may remember that they may read: a day.
const REMEMBERED: HeaderValue = HeaderValue::from_static("86400");

/// What every answer says: the name is that of a header.
pub(super) const SHARED: [(HeaderName, HeaderValue); 2] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY),
    (header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED),
];

/// What a browser wants to know before it lets a page ask, and anybody who asks for the methods.
pub(super) fn preflight(headers: &mut HeaderMap, methods: &'static str) {
    let methods = HeaderValue::from_static(methods);
    for (name, value) in [
        (header::ALLOW, methods.clone()),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, ANY),
        (header::ACCESS_CONTROL_ALLOW_METHODS, methods),
        (header::ACCESS_CONTROL_MAX_AGE, REMEMBERED),
    ] {
        headers.insert(name, value);
    }
}
