//! Filters over a small table, whole: parsed, checked and asked.

mod bad;
mod examples;
mod fuzz;
mod logic;
mod selection;
mod spatial;
mod table;
mod temporal;
mod worst;

use std::time::Duration;

use super::*;
use table::Towns;

fn parsed(text: &str, lang: FilterLang) -> Result<Filter, FilterError> {
    Filter::parse(text, lang, Crs::Crs84, Towns::new().schema())
}

fn holds(filter: &Filter, towns: &Towns, record: usize) -> bool {
    let end = Instant::now() + Duration::from_secs(60);
    filter.holds(towns, record, end).unwrap()
}

/// The ids of the records a filter is true of.
fn found(text: &str) -> String {
    found_in(text, FilterLang::Text)
}

fn found_in(text: &str, lang: FilterLang) -> String {
    let towns = Towns::new();
    let filter = parsed(text, lang).unwrap_or_else(|error| panic!("{text}: {error}"));
    let records = (0..towns.len()).filter(|record| holds(&filter, &towns, *record));
    let ids: Vec<_> = records
        .map(|record| towns.id(record).into_owned())
        .collect();
    ids.join(" ")
}

/// What is wrong with a filter.
fn wrong(text: &str) -> String {
    wrong_in(text, FilterLang::Text)
}

fn wrong_in(text: &str, lang: FilterLang) -> String {
    match parsed(text, lang) {
        Ok(filter) => panic!("{text} is no mistake: {filter:?}"),
        Err(error) => error.to_string(),
    }
}
