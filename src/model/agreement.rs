//! The legal basis of a zone.

use super::{Day, Id, LocalText};

/// An agreement or declaration that zones rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// How data files refer to it.
    pub id: Id,
    /// What it is called.
    pub title: LocalText,
    /// Day it was signed or announced.
    pub signed: Option<Day>,
    /// First day it applied.
    pub in_force: Option<Day>,
    /// Who agreed.
    pub parties: Vec<LocalText>,
    /// Publications that document it.
    pub sources: Vec<Id>,
    /// What a reader should know about it.
    pub note: Option<LocalText>,
}
