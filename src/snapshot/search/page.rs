//! Collecting one page of documents in their own order.

use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader, TantivyError,
    collector::{Collector, SegmentCollector},
};

/// Counts all documents that match and keeps at most `limit` of them, without the first `offset`.
/// The index has one segment, so document ids are those of the whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    pub(super) offset: usize,
    pub(super) limit: usize,
}

/// A page in the making: how many matched, and which are kept.
pub(super) struct Collected {
    page: Page,
    matched: usize,
    kept: Vec<DocId>,
}

impl Collector for Page {
    type Fruit = (usize, Vec<DocId>);
    type Child = Collected;

    fn for_segment(&self, _: SegmentOrdinal, _: &SegmentReader) -> Result<Collected, TantivyError> {
        Ok(Collected {
            page: *self,
            matched: 0,
            kept: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, mut fruits: Vec<Self::Fruit>) -> Result<Self::Fruit, TantivyError> {
        debug_assert!(fruits.len() <= 1, "the index has one segment");
        Ok(fruits.pop().unwrap_or_default())
    }
}

impl SegmentCollector for Collected {
    type Fruit = (usize, Vec<DocId>);

    fn collect(&mut self, doc: DocId, _: Score) {
        if self.matched >= self.page.offset && self.kept.len() < self.page.limit {
            self.kept.push(doc);
        }
        self.matched += 1;
    }

    fn harvest(self) -> Self::Fruit {
        (self.matched, self.kept)
    }
}
