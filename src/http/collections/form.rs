//! The forms that features are served in.

use axum::http::HeaderMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    formats::Encoding,
    http::{negotiation, params::Params, problem::Problem},
};

/// What may stand in a segment of a path as it is (RFC 3986 §3.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'@')
    .remove(b':');

/// A form of features.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A file format.
    Encoded(Encoding),
}

impl Form {
    /// Every form, the one for those who would take any first.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Encoding::ALL.into_iter().map(Self::Encoded)
    }

    /// Its name in `f=`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Encoded(encoding) => encoding.name(),
        }
    }

    /// Its media type, as a link states it.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Encoded(encoding) => encoding.media_type(),
        }
    }

    /// The form that `f` names, else the one the client would rather have.
    pub(super) fn asked(params: &Params, headers: &HeaderMap) -> Result<Self, Problem> {
        let find = |name: &str| match name {
            "json" => Some(Self::Encoded(Encoding::GeoJson)),
            name => Self::all().find(|form| form.name() == name),
        };
        let names = || Self::all().map(|form| form.name().to_owned()).collect();
        if let Some(form) = params.choice("f", find, names)? {
            return Ok(form);
        }
        let forms: Vec<Self> = Self::all().collect();
        let offers: Vec<&str> = forms.iter().map(|form| form.media_type()).collect();
        Ok(forms[negotiation::choose(headers, &offers)?])
    }
}

/// An id as it stands in a path.
pub(in crate::http) fn segment(id: &str) -> String {
    utf8_percent_encode(id, SEGMENT).to_string()
}
