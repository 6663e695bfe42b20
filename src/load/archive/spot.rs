//! Faults of one text of an archive.

use std::{io, sync::Arc};

use super::{
    encoding::{Suspicion, TextEncoding},
    lines::BadBytes,
    pieces::Malformed,
};
use crate::{
    load::text::{invisible, odd_byte},
    model::{At, Fault, FaultKind, Severity},
};

/// The file that faults are of.
#[derive(Debug, Clone)]
pub(super) struct Spot(Arc<str>);

impl Spot {
    pub(super) fn new(file: &str) -> Self {
        Self(file.into())
    }

    pub(super) fn error(
        &self,
        line: Option<usize>,
        kind: FaultKind,
        what: impl Into<String>,
        mend: &str,
    ) -> Box<Fault> {
        let at = line.map_or_else(At::default, At::line);
        self.error_at(at, kind, what, mend)
    }

    pub(super) fn error_at(
        &self,
        at: At,
        kind: FaultKind,
        what: impl Into<String>,
        mend: &str,
    ) -> Box<Fault> {
        Box::new(Fault {
            file: self.0.to_string(),
            at,
            severity: Severity::Error,
            kind,
            what: what.into(),
            mend: mend.to_owned(),
        })
    }

    pub(super) fn warning(
        &self,
        line: Option<usize>,
        kind: FaultKind,
        what: impl Into<String>,
        mend: &str,
    ) -> Box<Fault> {
        Box::new(Fault {
            severity: Severity::Warning,
            ..*self.error(line, kind, what, mend)
        })
    }

    pub(super) fn unreadable(&self, error: &io::Error) -> Box<Fault> {
        let what = format!("cannot be read: {error}");
        self.error(None, FaultKind::MissingFile, what, "")
    }

    /// An invisible character that does not belong into a text.
    pub(super) fn odd(&self, line: Option<usize>, odd: char) -> Box<Fault> {
        let (what, mend) = invisible(odd);
        self.warning(line, FaultKind::Text, what, mend)
    }

    pub(super) fn not_utf8(&self, bytes: &Malformed) -> Box<Fault> {
        let what = odd_byte(bytes.offset, bytes.byte);
        let mend = match bytes.suspicion {
            Suspicion::Encoded(encoding) => {
                let name = encoding.name().to_ascii_lowercase();
                format!("it looks like {name}: try --encoding {name}")
            }
            Suspicion::Damaged => {
                "the text around it is UTF-8, so the file is damaged here; mend it".to_owned()
            }
            Suspicion::Unknown => {
                "save the file as UTF-8, or name its encoding with --encoding".to_owned()
            }
        };
        self.error(Some(bytes.line), FaultKind::Syntax, what, &mend)
    }

    /// What a conversion could not convert, if anything.
    pub(super) fn conversion(&self, bad: &BadBytes, encoding: TextEncoding) -> Option<Box<Fault>> {
        let first = bad.first.as_ref()?;
        let what = format!(
            "{} byte sequences are not {}, the first at byte {}; U+FFFD stands for each",
            bad.count,
            encoding.name(),
            first.offset
        );
        let mend = "the file may be damaged, or in another encoding";
        Some(self.warning(Some(first.line), FaultKind::Syntax, what, mend))
    }
}
