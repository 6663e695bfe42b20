//! The data folder and the articles that are built into the binary.

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

fn files<E: Embed>() -> Vec<(String, Vec<u8>)> {
    E::iter()
        .filter_map(|name| Some((name.to_string(), E::get(&name)?.data.into_owned())))
        .collect()
}
