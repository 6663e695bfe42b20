//! The engine's index of all passages.
//!
//! 1. The articles are dealt out in runs, one for each core; each run becomes a segment on a thread of its own.
//! 2. The segments are merged into one, in order. So a document's number is the passage's place in the order
//!    of articles and paragraphs, which is also the order of equals.
//! 3. A search counts all matches exactly, then takes one page: by BM25 where words are asked for, else in order.

use std::ops::Bound;

use tantivy::{
    DocId, Index, IndexSettings, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term,
    collector::{Count, TopDocs},
    directory::RamDirectory,
    indexer::merge_indices,
    query::{AllQuery, BooleanQuery, ConstScoreQuery, PhraseQuery, Query, RangeQuery, TermQuery},
    schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions},
};

use super::{
    marks,
    page::Page,
    tokens::WordForms,
    word_query::{Part, WordQuery},
};
use crate::{
    cores,
    model::{Article, Day, Link},
    snapshot::PassageFilter,
};

/// The name under which the engine knows our tokenizer.
const WORD_FORMS: &str = "word-forms";

/// All passages, ready to be searched.
#[derive(Debug)]
pub(in crate::snapshot) struct SearchIndex {
    searcher: Searcher,
    fields: Fields,
    /// The number of each article's first passage, in order.
    firsts: Vec<usize>,
}

/// A page of places: article and paragraph, by index.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) matched: usize,
    pub(super) spots: Vec<(usize, usize)>,
}

#[derive(Debug, Clone, Copy)]
struct Fields {
    words: Field,
    marks: Field,
    day: Field,
}

impl SearchIndex {
    /// Indexes articles with the links of their passages, given in the same order.
    ///
    /// # Errors
    /// When the engine fails.
    pub(in crate::snapshot) fn build(
        articles: &[Article],
        links: &[Vec<Vec<Link>>],
    ) -> Result<Self, TantivyError> {
        let (schema, fields) = schema();
        let runs = cores::in_runs(articles.len(), |run| {
            let linked = articles.iter().zip(links);
            let linked = linked.skip(run.start).take(run.len());
            index_of_run(&schema, fields, linked)
        });
        let mut indices = runs.into_iter().collect::<Result<Vec<_>, _>>()?;
        let index = match indices.pop() {
            Some(only) if indices.is_empty() => only,
            Some(last) => {
                indices.push(last);
                merge_indices(&indices, RamDirectory::create())?
            }
            None => index_of_run(&schema, fields, std::iter::empty())?,
        };
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual) // it never changes, so nobody need watch it
            .try_into()?;
        let firsts = articles.iter().scan(0, |next, article| {
            let first = *next;
            *next += article.passages.len();
            Some(first)
        });
        Ok(Self {
            searcher: reader.searcher(),
            fields,
            firsts: firsts.collect(),
        })
    }

    /// One page of what satisfies a filter.
    ///
    /// # Errors
    /// When the engine fails.
    pub(super) fn find(
        &self,
        filter: &PassageFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Found, TantivyError> {
        if self.searcher.num_docs() == 0 {
            // tantivy 0.27 panics where a range of terms meets a segment without documents.
            return Ok(Found {
                matched: 0,
                spots: Vec::new(),
            });
        }
        let query = self.fields.query(filter);
        let (matched, docs) = if filter.words.is_some() {
            self.best(&*query, offset, limit)?
        } else {
            self.searcher.search(&*query, &Page { offset, limit })?
        };
        let spots = docs.into_iter().map(|doc| self.spot(doc as usize));
        Ok(Found {
            matched,
            spots: spots.collect(),
        })
    }

    /// How many match, and those of one page by their score.
    fn best(
        &self,
        query: &dyn Query,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<DocId>), TantivyError> {
        let matched = self.searcher.search(query, &Count)?;
        // The engine keeps room for all that come before the page: never ask for more than there are.
        let limit = limit.min(matched.saturating_sub(offset));
        if limit == 0 {
            return Ok((matched, Vec::new()));
        }
        let top = TopDocs::with_limit(limit).and_offset(offset);
        let top = self.searcher.search(query, &top.order_by_score())?;
        let docs = top.into_iter().map(|(_, address)| address.doc_id);
        Ok((matched, docs.collect()))
    }

    /// The article and paragraph of a document.
    fn spot(&self, doc: usize) -> (usize, usize) {
        let after = self.firsts.partition_point(|first| *first <= doc);
        let article = after.saturating_sub(1);
        let first = self.firsts.get(article).copied().unwrap_or_default();
        (article, doc - first)
    }
}

fn schema() -> (Schema, Fields) {
    let text = |tokenizer, option, fieldnorms| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(option)
                .set_fieldnorms(fieldnorms),
        )
    };
    let mut schema = Schema::builder();
    let fields = Fields {
        words: schema.add_text_field(
            "words",
            text(WORD_FORMS, IndexRecordOption::WithFreqsAndPositions, true),
        ),
        marks: schema.add_text_field("marks", text("raw", IndexRecordOption::Basic, false)),
        day: schema.add_u64_field("day", FAST),
    };
    (schema.build(), fields)
}

/// The index of some articles: one segment, in order, made on this thread.
fn index_of_run<'a>(
    schema: &Schema,
    fields: Fields,
    linked: impl Iterator<Item = (&'a Article, &'a Vec<Vec<Link>>)>,
) -> Result<Index, TantivyError> {
    /// Sizes only the table of words at the start; what is needed beyond is taken.
    const FIRST_MEMORY: usize = 1 << 20;
    let settings = IndexSettings {
        docstore_compress_dedicated_thread: false, // nothing is stored
        ..IndexSettings::default()
    };
    let tokenizers = tantivy::tokenizer::TokenizerManager::default();
    tokenizers.register(WORD_FORMS, WordForms);
    let mut writer = Index::builder()
        .schema(schema.clone())
        .settings(settings)
        .tokenizers(tokenizers)
        .single_segment_index_writer(RamDirectory::create(), FIRST_MEMORY)?;
    for (article, links) in linked {
        for (passage, links) in article.passages.iter().zip(links) {
            let mut document = TantivyDocument::new();
            document.add_text(fields.words, &passage.text);
            for mark in marks::of_passage(article, links) {
                document.add_text(fields.marks, mark);
            }
            if let Some(day) = article.published {
                document.add_u64(fields.day, day.number());
            }
            writer.add_document(document)?;
        }
    }
    writer.finalize()
}

impl Fields {
    /// The one query that asks for all conditions of a filter.
    fn query(self, filter: &PassageFilter) -> Box<dyn Query> {
        let words = filter.words.iter().flat_map(WordQuery::parts);
        let words = words.map(|part| self.of_part(part));
        let marks = marks::of_filter(filter).into_iter().map(|mark| {
            let term = Term::from_field_text(self.marks, &mark);
            Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>
        });
        // Conditions that say yes or no must not move the ranks.
        let conditions = marks.chain(self.of_days(filter.from, filter.to));
        let conditions =
            conditions.map(|query| Box::new(ConstScoreQuery::new(query, 0.0)) as Box<dyn Query>);
        let mut all: Vec<Box<dyn Query>> = words.chain(conditions).collect();
        match all.pop() {
            None => Box::new(AllQuery),
            Some(only) if all.is_empty() => only,
            Some(last) => {
                all.push(last);
                Box::new(BooleanQuery::intersection(all))
            }
        }
    }

    fn of_part(self, part: &Part) -> Box<dyn Query> {
        let term = |word: &String| Term::from_field_text(self.words, word);
        match part {
            Part::Word(word) => Box::new(TermQuery::new(term(word), IndexRecordOption::WithFreqs)),
            Part::Phrase(words) => Box::new(PhraseQuery::new(words.iter().map(term).collect())),
            Part::Prefix(letters) => {
                // No word holds the last code point, so it comes behind all that begin so.
                let end = format!("{letters}{}", char::MAX);
                let range =
                    RangeQuery::new(Bound::Included(term(letters)), Bound::Excluded(term(&end)));
                Box::new(range)
            }
        }
    }

    fn of_days(self, from: Option<Day>, to: Option<Day>) -> Option<Box<dyn Query>> {
        let bound = |day: Option<Day>| {
            day.map_or(Bound::Unbounded, |day| {
                Bound::Included(Term::from_field_u64(self.day, day.number()))
            })
        };
        let asked = from.is_some() || to.is_some();
        asked.then(|| Box::new(RangeQuery::new(bound(from), bound(to))) as Box<dyn Query>)
    }
}
