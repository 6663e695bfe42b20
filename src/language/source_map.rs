//! The way back from folded bytes to original bytes. Used by `folded` only.

use std::ops::Range;

/// Which original bytes each folded byte came from, kept as runs so that plain text costs almost nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct SourceMap {
    /// Ordered by `folded`; each run ends where the next begins.
    runs: Vec<Run>,
    /// The newest piece, kept apart because marks that follow may still widen it.
    last: Option<Piece>,
    /// Folded bytes described so far, `last` included.
    len: usize,
}

#[derive(Clone, Debug)]
struct Run {
    folded: usize,
    source: Range<usize>,
    /// Byte for byte alike: folded offset and source offset advance together.
    alike: bool,
}

#[derive(Clone, Debug)]
struct Piece {
    folded: usize,
    len: usize,
    source: Range<usize>,
}

impl SourceMap {
    /// Says that the next `len` folded bytes stand for `source`.
    pub(super) fn push(&mut self, len: usize, source: Range<usize>) {
        self.settle();
        self.last = Some(Piece {
            folded: self.len,
            len,
            source,
        });
        self.len += len;
    }

    /// Lets the newest piece cover the original up to `end`, because marks on it go that far.
    pub(super) fn widen(&mut self, end: usize) {
        if let Some(last) = &mut self.last {
            last.source.end = end;
        }
    }

    /// Moves the newest piece into the runs. Call once more after the last `push`.
    pub(super) fn settle(&mut self) {
        let Some(piece) = self.last.take() else {
            return;
        };
        let alike = piece.len == piece.source.len();
        match self.runs.last_mut() {
            Some(run) if alike && run.alike && run.source.end == piece.source.start => {
                run.source.end = piece.source.end;
            }
            _ => self.runs.push(Run {
                folded: piece.folded,
                source: piece.source,
                alike,
            }),
        }
    }

    /// The original bytes of a folded range. Both ends must lie on folded characters; an empty range
    /// answers the empty range at its start.
    pub(super) fn source_range(&self, folded: Range<usize>) -> Range<usize> {
        let start = self.start_of(folded.start);
        if folded.end <= folded.start {
            return start..start;
        }
        start..self.end_of(folded.end)
    }

    fn start_of(&self, folded: usize) -> usize {
        self.run_at(folded).map_or(0, |run| {
            if folded >= self.len {
                run.source.end
            } else if run.alike {
                run.source.start + (folded - run.folded)
            } else {
                run.source.start
            }
        })
    }

    fn end_of(&self, folded: usize) -> usize {
        self.run_at(folded.saturating_sub(1)).map_or(0, |run| {
            if run.alike {
                (run.source.start + (folded - run.folded)).min(run.source.end)
            } else {
                run.source.end
            }
        })
    }

    /// The run that holds a folded byte; the last one for offsets behind the end.
    fn run_at(&self, folded: usize) -> Option<&Run> {
        let after = self.runs.partition_point(|run| run.folded <= folded);
        self.runs.get(after.checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_lengths_share_one_run() {
        let mut map = SourceMap::default();
        for at in 0..100 {
            map.push(2, at * 2..at * 2 + 2);
        }
        map.settle();
        assert_eq!(map.runs.len(), 1);
        assert_eq!(map.source_range(10..20), 10..20);
    }

    #[test]
    fn a_widened_piece_takes_its_marks_along() {
        let mut map = SourceMap::default();
        map.push(1, 0..1);
        map.widen(3);
        map.push(1, 3..4);
        map.settle();
        assert_eq!(map.source_range(0..1), 0..3);
        assert_eq!(map.source_range(1..2), 3..4);
        assert_eq!(map.source_range(0..2), 0..4);
    }

    #[test]
    fn a_ligature_is_never_split() {
        let mut map = SourceMap::default();
        map.push(2, 0..3);
        map.push(2, 0..3);
        map.settle();
        assert_eq!(map.source_range(0..2), 0..3);
        assert_eq!(map.source_range(2..4), 0..3);
    }

    #[test]
    fn an_empty_map_answers_the_empty_range() {
        assert_eq!(SourceMap::default().source_range(0..0), 0..0);
    }
}
