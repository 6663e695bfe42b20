//! Links between answers (RFC 8288).

use serde::Serialize;
use utoipa::ToSchema;

use crate::model::Lang;

/// A link as OGC API - Common writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hyperlink {
    /// What the target is to this answer (IANA relation).
    pub rel: &'static str,
    /// Where it is.
    pub href: String,
    /// Its media type.
    #[serde(rename = "type")]
    pub media_type: &'static str,
    /// The language of the target, where it is in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hreflang: Option<String>,
    /// What people call the target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

impl Hyperlink {
    /// A link to an address.
    #[must_use]
    pub fn new(rel: &'static str, href: String, media_type: &'static str) -> Self {
        Self {
            rel,
            href,
            media_type,
            hreflang: None,
            title: None,
        }
    }

    /// The same with a title.
    #[must_use]
    pub fn titled(self, title: &str) -> Self {
        Self {
            title: Some(title.to_owned()),
            ..self
        }
    }

    /// The same with the language of the target.
    #[must_use]
    pub fn in_lang(self, lang: &Lang) -> Self {
        Self {
            hreflang: Some(lang.to_string()),
            ..self
        }
    }
}

/// The address the server is reached under, without a final slash; empty gives relative links.
#[derive(Debug, Clone, Copy)]
pub struct Address<'a>(pub &'a str);

impl Address<'_> {
    /// The address of a path of this server.
    #[must_use]
    pub fn of(self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// A link to a path of this server that answers in some media type.
    #[must_use]
    pub fn link(self, rel: &'static str, path: &str, media_type: &'static str) -> Hyperlink {
        Hyperlink::new(rel, self.of(path), media_type)
    }

    /// A link to a path of this server that answers JSON.
    #[must_use]
    pub fn json(self, rel: &'static str, path: &str) -> Hyperlink {
        self.link(rel, path, "application/json")
    }

    /// A link to a path of this server that answers GeoJSON.
    #[must_use]
    pub fn geojson(self, rel: &'static str, path: &str) -> Hyperlink {
        self.link(rel, path, "application/geo+json")
    }

    /// A link to a path of this server that answers HTML.
    #[must_use]
    pub fn html(self, rel: &'static str, path: &str) -> Hyperlink {
        self.link(rel, path, "text/html")
    }
}
