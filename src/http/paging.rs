//! Long lists, page by page.

use super::{params::Params, problem::Problem};
use crate::formats::{Address, Hyperlink};

/// Most entries in one answer.
const MOST: usize = 1000;
/// Entries in one answer where nobody says how many.
const USUAL: usize = 100;

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paging {
    pub(super) limit: usize,
    pub(super) offset: usize,
}

impl Paging {
    /// The parameters that say it.
    pub(super) const PARAMETERS: [&str; 2] = ["limit", "offset"];

    /// What `limit` and `offset` say.
    pub(super) fn of(params: &Params) -> Result<Self, Problem> {
        Ok(Self {
            limit: params.number("limit", USUAL, 1..=MOST)?,
            offset: params.number("offset", 0, 0..=usize::MAX - MOST)?,
        })
    }

    /// This page of the list at `path`, and the one before and after where there is one.
    pub(super) fn links(
        self,
        path: &str,
        params: &Params,
        matched: usize,
        address: Address<'_>,
    ) -> Vec<Hyperlink> {
        let Self { limit, offset } = self;
        let page = |rel, offset: usize| {
            let query = params.with(&[("limit", limit), ("offset", offset)]);
            address.json(rel, &format!("{path}?{query}"))
        };
        let mut links = vec![page("self", offset)];
        if offset > 0 {
            links.push(page("prev", offset.saturating_sub(limit)));
        }
        if offset.saturating_add(limit) < matched {
            links.push(page("next", offset + limit));
        }
        links
    }
}
