//! How passages and their links are listed.

use std::io::{self, Write};

use clap::ValueEnum;

use crate::{
    formats::{Annotation, LinkedPassage, Named, explanation},
    model::Link,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For reading: a line per link
    Text,
    /// One JSON object per passage and line
    Ndjson,
    /// A row per link, under a header
    Csv,
    /// One W3C Web Annotation per link and line
    Jsonld,
}

/// What is listed of each passage.
#[derive(Debug, Clone)]
pub(super) struct Listing {
    pub(super) format: Format,
    /// With what the rule of each link says.
    pub(super) explain: bool,
    /// Without passages that have no link.
    pub(super) linked_only: bool,
    /// What annotations call things.
    pub(super) named: Named,
}

/// A passage and what it speaks of.
pub(super) struct Listed<'p> {
    pub(super) article: &'p str,
    pub(super) number: usize,
    pub(super) text: &'p str,
    pub(super) links: &'p [Link],
}

/// The columns of a row, without the one that `--explain` adds.
const COLUMNS: [&str; 15] = [
    "article",
    "paragraph",
    "zone",
    "kind",
    "confidence",
    "rule",
    "mentions",
    "names",
    "start",
    "end",
    "start_byte",
    "end_byte",
    "antecedent_paragraph",
    "antecedent",
    "decided_by",
];
/// Between the texts of several mentions in one cell.
const BETWEEN: &str = " | ";

impl Listing {
    /// What stands before everything.
    pub(super) fn header(&self, out: &mut impl Write) -> io::Result<()> {
        if self.format != Format::Csv {
            return Ok(());
        }
        let more = self.explain.then_some("explanation");
        row(out, COLUMNS.into_iter().chain(more))
    }

    /// One passage.
    pub(super) fn passage(&self, out: &mut impl Write, listed: &Listed<'_>) -> io::Result<()> {
        match self.format {
            Format::Ndjson if self.linked_only && listed.links.is_empty() => Ok(()),
            Format::Ndjson => {
                let Listed {
                    article,
                    number,
                    links,
                    ..
                } = *listed;
                let line = LinkedPassage::new(article, number, links, self.explain);
                serde_json::to_writer(&mut *out, &line)?;
                writeln!(out)
            }
            Format::Text => each(listed, |link| self.text(out, listed, link)),
            Format::Csv => each(listed, |link| self.row(out, listed, link)),
            Format::Jsonld => each(listed, |link| {
                let Listed {
                    article,
                    number,
                    text,
                    ..
                } = *listed;
                let annotation = Annotation::new(&self.named, article, number, text, link);
                serde_json::to_writer(&mut *out, &annotation.with_context())?;
                writeln!(out)
            }),
        }
    }

    fn text(&self, out: &mut impl Write, listed: &Listed<'_>, link: &Link) -> io::Result<()> {
        let quotes = link.mentions.iter().map(|m| format!("«{}»", m.text));
        let quotes = quotes.collect::<Vec<_>>().join(" ");
        let (article, quotes) = (on_one_line(listed.article), on_one_line(&quotes));
        let Listed { number, .. } = listed;
        write!(
            out,
            "{article}/{number}\t{}\t{}\t{quotes}",
            link.zone, link.rule
        )?;
        match explanation(link.rule).filter(|_| self.explain) {
            Some(words) => writeln!(out, "\t{words}"),
            None => writeln!(out),
        }
    }

    fn row(&self, out: &mut impl Write, listed: &Listed<'_>, link: &Link) -> io::Result<()> {
        let joined = |texts: Vec<String>| texts.join(BETWEEN);
        let mentions = &link.mentions;
        let first = mentions.first();
        let number = |number: Option<usize>| number.map_or(String::new(), |n| n.to_string());
        let antecedent = link.antecedent.as_deref();
        let cells = [
            listed.article.to_owned(),
            listed.number.to_string(),
            link.zone.to_string(),
            link.kind.word().to_owned(),
            link.confidence.0.to_string(),
            link.rule.to_owned(),
            joined(mentions.iter().map(|m| m.text.to_string()).collect()),
            joined(mentions.iter().map(|m| m.names.to_string()).collect()),
            number(first.map(|m| m.start)),
            number(first.map(|m| m.end)),
            number(first.map(|m| m.start_byte)),
            number(first.map(|m| m.end_byte)),
            number(antecedent.map(|a| a.passage)),
            antecedent.map_or(String::new(), |a| a.mention.text.to_string()),
            link.decision
                .as_deref()
                .map_or(String::new(), |ruling| ruling.who.clone()),
        ];
        let words = explanation(link.rule).unwrap_or_default();
        let more = self.explain.then(|| words.to_owned());
        row(out, cells.into_iter().chain(more))
    }
}

fn each(listed: &Listed<'_>, list: impl FnMut(&Link) -> io::Result<()>) -> io::Result<()> {
    listed.links.iter().try_for_each(list)
}

/// A row of CSV (RFC 4180, with line feeds).
fn row<C: AsRef<[u8]>>(out: &mut impl Write, cells: impl IntoIterator<Item = C>) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new()
        .buffer_capacity(512)
        .from_writer(out);
    writer.write_record(cells).map_err(io::Error::other)?;
    writer.flush()
}

/// A text that cannot break its line, steer a terminal or turn the writing direction of what follows.
fn on_one_line(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let shown = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().filter(|&c| !turns(c)).map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Antecedent, Confidence, Id, LinkKind, Mention, Named as Names, Ruling};

    fn mention(text: &str, start: usize) -> Mention {
        Mention {
            text: text.into(),
            start,
            end: start + text.chars().count(),
            start_byte: start,
            end_byte: start + text.len(),
            names: Names::Text(0),
        }
    }

    fn link() -> Link {
        Link {
            zone: Id::new("north").unwrap(),
            kind: LinkKind::Anaphoric,
            confidence: Confidence(0.5),
            rule: "no-such-rule",
            mentions: [
                mention("the\n\u{202e}area\u{2069}", 0),
                mention("\"it\", too", 11),
            ]
            .into(),
            antecedent: Some(Box::new(Antecedent {
                passage: 1,
                mention: mention("North", 2),
            })),
            decision: Some(Box::new(Ruling {
                who: "A. Editor".to_owned(),
                reason: "read it".to_owned(),
            })),
        }
    }

    fn listed(format: Format, explain: bool) -> String {
        let listing = Listing {
            format,
            explain,
            linked_only: true,
            named: Named::default(),
        };
        let mut out = Vec::new();
        listing.header(&mut out).unwrap();
        for links in [&[][..], &[link()]] {
            let listed = Listed {
                article: "a\tb",
                number: 3,
                text: "the\n\u{202e}area\u{2069} // \"it\", too",
                links,
            };
            listing.passage(&mut out, &listed).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_text_line_stays_one() {
        assert_eq!(
            listed(Format::Text, true),
            "a b/3\tnorth\tno-such-rule\t«the area» «\"it\", too»\n"
        );
    }

    #[test]
    fn rows_have_every_column_and_quote_what_needs_it() {
        let text = listed(Format::Csv, true);
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(rows.headers().unwrap().len(), COLUMNS.len() + 1);
        let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 1);
        assert_eq!(&rows[0][6], "the\n\u{202e}area\u{2069} | \"it\", too");
        assert_eq!(
            rows[0].iter().skip(8).collect::<Vec<_>>(),
            ["0", "10", "0", "14", "1", "North", "A. Editor", ""]
        );
    }

    #[test]
    fn passages_without_links_are_left_out_on_demand() {
        let text = listed(Format::Ndjson, false);
        assert_eq!(text.lines().count(), 1);
        let line: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(line["paragraph"], 3);
        let mention = &line["links"][0]["mentions"][0];
        assert_eq!(
            mention["text"], "the\n\u{202e}area\u{2069}",
            "as it is written"
        );
        assert_eq!(line["links"][0]["antecedent"]["passage"], 1);
        assert!(line["links"][0].get("explanation").is_none());
    }

    #[test]
    fn an_annotation_stands_on_a_line_of_its_own() {
        let text = listed(Format::Jsonld, false);
        assert_eq!(text.lines().count(), 1);
        let annotation: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(annotation["@context"], "http://www.w3.org/ns/anno.jsonld");
    }
}
