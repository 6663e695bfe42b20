//! Identifiers as they stand in the data files and in addresses.

use std::{borrow::Borrow, fmt, sync::Arc};

use serde::{Serialize, Serializer};
use thiserror::Error;
use utoipa::ToSchema;

/// The id of a zone, agreement, source, place or article: ASCII letters, digits, `-` and `_`,
/// so that it can stand in a URL, a file name and a CSS selector unchanged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
#[schema(value_type = String, pattern = "^[A-Za-z0-9_-]{1,100}$")]
pub struct Id(Arc<str>);

/// A text that cannot be an id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not an id; an id is 1 to 100 ASCII letters, digits, '-' or '_'")]
pub struct IdError(String);

impl Id {
    /// An id from its text.
    ///
    /// # Errors
    /// When the text is empty, longer than 100 characters or has another character.
    pub fn new(text: &str) -> Result<Self, IdError> {
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if (1..=100).contains(&text.len()) && text.bytes().all(legal) {
            Ok(Self(text.into()))
        } else {
            Err(IdError(text.chars().take(120).collect()))
        }
    }

    /// The text of the id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_can_stand_in_an_address() {
        assert!(Id::new("northern-homs").is_ok() && Id::new("000_5b3d").is_ok());
        for bad in ["", "a b", "a/b", "إدلب", "a.b", "a@b"] {
            assert!(Id::new(bad).is_err(), "{bad}");
        }
    }
}
