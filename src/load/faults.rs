//! The growing list of faults.

use crate::model::{At, Fault, FaultKind, Severity};

/// Faults found so far.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    /// Notes a fault that stops publication.
    pub(super) fn error(
        &mut self,
        (file, at): (&str, At),
        kind: FaultKind,
        what: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.push(Severity::Error, (file, at), kind, what.into(), mend.into());
    }

    /// Notes a fault that is shown only.
    pub(super) fn warning(
        &mut self,
        (file, at): (&str, At),
        kind: FaultKind,
        what: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.push(
            Severity::Warning,
            (file, at),
            kind,
            what.into(),
            mend.into(),
        );
    }

    /// Notes a fault made elsewhere.
    pub(super) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Adds faults that were noted apart.
    pub(super) fn append(&mut self, mut others: Self) {
        self.0.append(&mut others.0);
    }

    fn push(
        &mut self,
        severity: Severity,
        (file, at): (&str, At),
        kind: FaultKind,
        what: String,
        mend: String,
    ) {
        self.0.push(Fault {
            file: file.to_owned(),
            at,
            severity,
            kind,
            what,
            mend,
        });
    }

    /// Whether a file has an error already, so that what follows from it need not be told.
    pub(super) fn any_error_in(&self, file: &str) -> bool {
        let mut errors = self
            .0
            .iter()
            .filter(|fault| fault.severity == Severity::Error);
        errors.any(|fault| fault.file == file)
    }

    /// All of them by file and position, each once.
    pub(super) fn sorted(mut self) -> Vec<Fault> {
        self.0.sort();
        self.0.dedup();
        self.0
    }
}
