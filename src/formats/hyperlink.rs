//! Links between answers (RFC 8288).

use serde::Serialize;

/// A link as OGC API - Common writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hyperlink {
    /// What the target is to this answer (IANA relation).
    pub rel: &'static str,
    /// Where it is.
    pub href: String,
    /// Its media type.
    #[serde(rename = "type")]
    pub media_type: &'static str,
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

    /// A link to a path of this server that answers JSON.
    #[must_use]
    pub fn json(self, rel: &'static str, path: &str) -> Hyperlink {
        Hyperlink {
            rel,
            href: self.of(path),
            media_type: "application/json",
        }
    }

    /// A link to a path of this server that answers GeoJSON.
    #[must_use]
    pub fn geojson(self, rel: &'static str, path: &str) -> Hyperlink {
        Hyperlink {
            rel,
            href: self.of(path),
            media_type: "application/geo+json",
        }
    }

    /// A link to a path of this server that answers HTML.
    #[must_use]
    pub fn html(self, rel: &'static str, path: &str) -> Hyperlink {
        Hyperlink {
            rel,
            href: self.of(path),
            media_type: "text/html",
        }
    }
}
