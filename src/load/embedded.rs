//! The data folder and the articles that are built into the binary.

use jiff::Timestamp;
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "data/"]
#[exclude = ".*"]
struct Data;

#[derive(Embed)]
#[folder = "seeds/"]
#[exclude = ".*"]
struct Articles;

pub(super) fn data() -> Vec<(String, Vec<u8>)> {
    files::<Data>()
}

pub(super) fn articles() -> Vec<(String, Vec<u8>)> {
    files::<Articles>()
}

pub(super) fn data_modified() -> Option<Timestamp> {
    newest::<Data>()
}

pub(super) fn articles_modified() -> Option<Timestamp> {
    newest::<Articles>()
}

/// The newest time that the files had when the binary was built (`SOURCE_DATE_EPOCH` where it was set).
fn newest<E: Embed>() -> Option<Timestamp> {
    let times = E::iter().filter_map(|name| E::get(&name)?.metadata.last_modified());
    let newest = i64::try_from(times.max()?).ok()?;
    Timestamp::from_second(newest).ok()
}

fn files<E: Embed>() -> Vec<(String, Vec<u8>)> {
    E::iter()
        .filter_map(|name| Some((name.to_string(), E::get(&name)?.data.into_owned())))
        .collect()
}
