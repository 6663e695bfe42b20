//! Long lists, page by page.

use super::{params::Params, problem::Problem};
use crate::formats::{Address, Hyperlink};

/// Most entries in one answer.
pub(super) const MOST: usize = 1000;
/// Entries in one answer where nobody says how many.
pub(super) const USUAL: usize = 100;

/// Most entries that can be left out: beyond it, JSON's numbers are not exact.
pub(super) const FURTHEST: usize = (1 << 53) - 1;

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
    pub(super) fn of(params: &Params<'_>) -> Result<Self, Problem> {
        Ok(Self {
            limit: params.number("limit", USUAL, 1..=MOST)?,
            offset: params.number("offset", 0, 0..=FURTHEST)?,
        })
    }

    /// The same with bounds of its own; a limit above the highest is cut to it.
    pub(super) fn upto(params: &Params<'_>, usual: usize, most: usize) -> Result<Self, Problem> {
        Ok(Self {
            limit: params.at_most("limit", usual, 1, most)?,
            offset: params.number("offset", 0, 0..=FURTHEST)?,
        })
    }

    /// This page of the list at `path`, and the one before and after where there is one.
    pub(super) fn links(
        self,
        path: &str,
        params: &Params<'_>,
        matched: usize,
        address: Address<'_>,
    ) -> Vec<Hyperlink> {
        let link = |rel| {
            move |page: Self| {
                let query = params.with(&[("limit", page.limit), ("offset", page.offset)]);
                address.json(rel, &format!("{path}?{query}"))
            }
        };
        let this = [link("self")(self)].into_iter();
        let before = self.prev(matched).map(link("prev"));
        let after = self.next(matched).map(link("next"));
        this.chain(before).chain(after).collect()
    }

    /// The page that ends where this one begins: shorter where fewer entries are left. A page behind the
    /// last entry begins at the end.
    pub(super) fn prev(self, matched: usize) -> Option<Self> {
        let end = self.offset.min(matched);
        (end > 0).then(|| Self {
            limit: self.limit.min(end),
            offset: end.saturating_sub(self.limit),
        })
    }

    /// The page that begins where this one ends.
    pub(super) fn next(self, matched: usize) -> Option<Self> {
        let offset = self.offset.saturating_add(self.limit);
        (offset < matched).then_some(Self { offset, ..self })
    }

    /// The page that `next` leads to in the end; from behind the last entry, the one before.
    pub(super) fn last(self, matched: usize) -> Self {
        match matched.checked_sub(self.offset + 1) {
            Some(further) => Self {
                offset: self.offset + further / self.limit * self.limit,
                ..self
            },
            None => self.prev(matched).unwrap_or(Self { offset: 0, ..self }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::iter::successors;

    use super::*;

    const MATCHED: usize = 10;

    fn held(page: Paging) -> Vec<usize> {
        (page.offset..MATCHED).take(page.limit).collect()
    }

    #[test]
    fn pages_before_and_after_any_page_hold_every_entry_once() {
        for (limit, offset) in (1..13).flat_map(|limit| (0..14).map(move |offset| (limit, offset)))
        {
            let this = Paging { limit, offset };
            let mut before: Vec<Paging> =
                successors(this.prev(MATCHED), |page| page.prev(MATCHED)).collect();
            before.reverse();
            let after: Vec<Paging> = successors(Some(this), |page| page.next(MATCHED)).collect();
            let all: Vec<usize> = before
                .iter()
                .chain(&after)
                .copied()
                .flat_map(held)
                .collect();
            assert!(all.into_iter().eq(0..MATCHED), "{this:?}");
            let last = if offset < MATCHED {
                after.last()
            } else {
                before.last()
            };
            let last = last.map(|page| (page.limit, page.offset)).unwrap();
            let told = this.last(MATCHED);
            assert_eq!((told.limit, told.offset), last, "{this:?}");
        }
    }

    #[test]
    fn an_empty_list_is_one_page() {
        let this = Paging {
            limit: 3,
            offset: 7,
        };
        assert!(this.prev(0).is_none() && this.next(0).is_none());
        let last = this.last(0);
        assert_eq!((last.limit, last.offset), (3, 0));
    }
}
