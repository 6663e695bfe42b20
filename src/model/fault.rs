//! A defect in a data file: a value, not an error, so that all of them can be shown at once.

use std::fmt;

use serde::Serialize;
use utoipa::ToSchema;

/// What is wrong, where, and how to mend it. Sorts by file, then position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct Fault {
    /// The file, relative to its folder's parent, such as `data/zones.toml`.
    pub file: String,
    /// Where in the file.
    #[serde(flatten)]
    pub at: At,
    /// Whether it stops publication.
    pub severity: Severity,
    /// What sort of defect it is.
    pub kind: FaultKind,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub mend: String,
}

/// A position in a file, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct At {
    /// Line, from 1.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
    /// The element meant, such as `features[3].properties.zone` or `zone[1].color`.
    pub element: Option<String>,
}

impl At {
    /// A whole line, from 1.
    #[must_use]
    pub fn line(line: usize) -> Self {
        Self {
            line: Some(line),
            ..Self::default()
        }
    }

    /// A named element, wherever it stands.
    #[must_use]
    pub fn element(element: &str) -> Self {
        Self {
            element: Some(element.to_owned()),
            ..Self::default()
        }
    }
}

/// Whether a fault stops publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Stops publication.
    Error,
    /// Is shown, and does not stop publication.
    Warning,
}

/// Sorts of defects; stable names for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// A needed file is not there, or cannot be read.
    MissingFile,
    /// The file is not UTF-8, or not TOML, CSV or JSON.
    Syntax,
    /// A key or column is missing, unknown or of the wrong type.
    Schema,
    /// A value is not one of those allowed.
    Value,
    /// An id is given twice.
    DuplicateId,
    /// An id is used that nothing has.
    UnknownId,
    /// A ring or polygon is not valid.
    Geometry,
    /// A coordinate is out of range or swapped.
    Coordinates,
    /// A period is empty or overlaps another of its zone.
    Period,
    /// Extents of two zones overlap beyond their precision.
    Overlap,
    /// A membership contradicts the extents.
    Membership,
    /// Memberships do not make a line, or a drawn file is not what they make.
    Drawing,
    /// Two things bear one name.
    NameCollision,
    /// An article cannot be read as text.
    Text,
}

impl FaultKind {
    /// The stable name, as in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MissingFile => "missing-file",
            Self::Syntax => "syntax",
            Self::Schema => "schema",
            Self::Value => "value",
            Self::DuplicateId => "duplicate-id",
            Self::UnknownId => "unknown-id",
            Self::Geometry => "geometry",
            Self::Coordinates => "coordinates",
            Self::Period => "period",
            Self::Overlap => "overlap",
            Self::Membership => "membership",
            Self::Drawing => "drawing",
            Self::NameCollision => "name-collision",
            Self::Text => "text",
        }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        match &self.element {
            Some(element) => write!(f, " ({element})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let Self {
            file,
            at,
            kind,
            what,
            mend,
            ..
        } = self;
        write!(f, "{file}{at}: {severity} [{}]: {what}", kind.name())?;
        if mend.is_empty() {
            Ok(())
        } else {
            write!(f, "; {mend}")
        }
    }
}
