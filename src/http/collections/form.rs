//! The forms that features are served in.

use axum::http::HeaderMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    formats::Encoding,
    http::{answer, negotiation, params::Params, problem::Problem},
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
    /// A page for people.
    Html,
}

impl Form {
    /// Every form, the one for those who would take any first, then the one for browsers.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let first = [Self::Encoded(Encoding::GeoJson), Self::Html];
        let encodings = Encoding::ALL.into_iter().map(Self::Encoded);
        let others = encodings.filter(move |form| !first.contains(form));
        first.into_iter().chain(others)
    }

    /// Its name in `f=`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Encoded(encoding) => encoding.name(),
            Self::Html => "html",
        }
    }

    /// What people call it.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Html => "HTML",
            Self::Encoded(encoding) => match encoding {
                Encoding::GeoJson => "GeoJSON",
                Encoding::GeoJsonSeq => "GeoJSON text sequence",
                Encoding::JsonFg => "JSON-FG",
                Encoding::Csv => "CSV",
                Encoding::Kml => "KML",
                Encoding::FlatGeobuf => "FlatGeobuf",
                Encoding::GeoPackage => "GeoPackage",
                Encoding::GeoParquet => "GeoParquet",
            },
        }
    }

    /// Its media type, as a link states it.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Encoded(encoding) => encoding.media_type(),
            Self::Html => "text/html",
        }
    }

    /// The form that `f` names, else the one the client would rather have.
    pub(super) fn asked(params: &Params<'_>, headers: &HeaderMap) -> Result<Self, Problem> {
        let find = |name: &str| match name {
            "json" => Some(Self::Encoded(Encoding::GeoJson)),
            name => Self::all().find(|form| form.name() == name),
        };
        let names = || Self::all().map(|form| form.name().to_owned()).collect();
        if let Some(form) = params.choice("f", find, names)? {
            return Ok(form);
        }
        // GDAL, for one, asks for GeoJSON as plain JSON.
        let offers = Self::all().map(|form| (form, form.media_type()));
        let offers = offers.chain([(Self::Encoded(Encoding::GeoJson), answer::JSON)]);
        let (forms, types): (Vec<Self>, Vec<&str>) = offers.unzip();
        Ok(forms[negotiation::choose(headers, &types)?])
    }
}

/// An id as it stands in a path.
pub(in crate::http) fn segment(id: &str) -> String {
    utf8_percent_encode(id, SEGMENT).to_string()
}
