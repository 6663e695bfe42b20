//! The articles folder: `NAME.txt`, and `NAME.toml` beside it.

use super::{
    Folder, decisions, faults::Faults, fields::Fields, sources::web_address, text, toml_file,
};
use crate::{
    cores,
    language::{self, Script},
    model::{Article, At, Day, FaultKind, Id, Lang, Passage, PassageId},
};

/// Reads every article, in order of ids.
pub(super) fn read(folder: &Folder, faults: &mut Faults) -> Vec<Article> {
    for (name, path, _) in folder.stems("", ".toml") {
        if path != decisions::FILE && folder.file(&format!("{name}.txt")).is_none() {
            let what = format!("this describes {name}.txt, which is not there");
            faults.warning(
                (&folder.label(path), At::default()),
                FaultKind::MissingFile,
                what,
                "",
            );
        }
    }
    let texts: Vec<_> = folder.stems("", ".txt").collect();
    let read = cores::map(&texts, |(name, path, bytes)| {
        let mut faults = Faults::default();
        (article(folder, name, path, bytes, &mut faults), faults)
    });
    let mut articles: Vec<Article> = Vec::with_capacity(read.len());
    for (article, found) in read {
        articles.extend(article);
        faults.append(found);
    }
    // Files come as `a-b.txt`, `a.txt`; the ids are in another order.
    articles.sort_by(|a, b| a.id.cmp(&b.id));
    articles
}

fn article(
    folder: &Folder,
    name: &str,
    path: &str,
    bytes: &[u8],
    faults: &mut Faults,
) -> Option<Article> {
    let file = folder.label(path);
    let id = Id::new(name).map_err(|error| {
        faults.error(
            (&file, At::default()),
            FaultKind::Value,
            error.to_string(),
            "rename the file",
        );
    });
    let sidecar = sidecar(folder, &format!("{name}.toml"), faults);
    let text = text::utf8(&file, bytes, faults)?;
    let first = paragraphs(text).next();
    if first.is_none() {
        faults.error(
            (&file, At::default()),
            FaultKind::Text,
            "the article is empty",
            "",
        );
    }
    let (id, first) = (id.ok()?, first?);
    let lang = || language::dominant_script(text).and_then(script_lang);
    Some(Article {
        title: sidecar.title.unwrap_or_else(|| first.to_owned()),
        lang: sidecar.lang.or_else(lang),
        publisher: sidecar.publisher,
        published: sidecar.published,
        url: sidecar.url,
        notes: sidecar.notes,
        passages: passages(&id, text),
        id,
    })
}

fn passages(article: &Id, text: &str) -> Vec<Passage> {
    let passage = |(number, text): (usize, &str)| Passage {
        id: PassageId {
            article: article.clone(),
            number,
        },
        text: text.to_owned(),
    };
    paragraphs(text).enumerate().map(passage).collect()
}

/// What is said beside an article.
#[derive(Default)]
struct Sidecar {
    title: Option<String>,
    lang: Option<Lang>,
    publisher: Option<String>,
    published: Option<Day>,
    url: Option<String>,
    notes: Option<String>,
}

/// Reads the sidecar of an article, if there is one.
fn sidecar(folder: &Folder, name: &str, faults: &mut Faults) -> Sidecar {
    let file = folder.label(name);
    let bytes = folder.file(name).filter(|_| name != decisions::FILE);
    let node = bytes.and_then(|bytes| toml_file::parse(&file, bytes, faults));
    let Some(mut fields) = node.and_then(|node| Fields::open(&file, "", node, faults)) else {
        return Sidecar::default();
    };
    let sidecar = Sidecar {
        title: fields.text_or_none("title"),
        lang: fields.parsed_or_none("language", Lang::new),
        publisher: fields.text_or_none("publisher"),
        published: fields.parsed_or_none("published", str::parse),
        url: fields.parsed_or_none("url", web_address),
        notes: fields.text_or_none("notes"),
    };
    fields.finish();
    sidecar
}

/// Texts separated by blank lines, without the white space around them.
pub(super) fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let (paragraph, after) = rest.split_at(end_of_paragraph(rest));
        rest = after;
        Some(paragraph.trim_end())
    })
}

/// Byte offset of the first blank line, else the length.
fn end_of_paragraph(text: &str) -> usize {
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            return offset;
        }
        offset += line.len();
    }
    offset
}

/// The language a script stands for where nobody says otherwise.
fn script_lang(script: Script) -> Option<Lang> {
    let tag = match script {
        Script::Arabic => "ar",
        Script::Latin => "en",
    };
    Lang::new(tag).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_part_paragraphs_and_nothing_is_lost() {
        let text = "\n title \n\n\tfirst line\nsecond line\r\n \r\n\nlast";
        let found: Vec<&str> = paragraphs(text).collect();
        assert_eq!(found, ["title", "first line\nsecond line", "last"]);
    }

    #[test]
    fn an_empty_text_has_no_paragraph() {
        assert_eq!(paragraphs(" \n\n ").count(), 0);
    }
}
