//! `hudna links`

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::{Failure, Folders};
use crate::{
    formats::LinkedPassage,
    load::{Folder, articles_of},
    model::{Article, Fault, Link, Severity},
};

/// List which passages speak of which zones, with the exact words
#[derive(Debug, Args)]
pub(super) struct Links {
    /// Text files, folders of them, or `-` for standard input [default: the articles folder]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to list them
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    folders: Folders,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// One JSON object per passage
    Ndjson,
}

impl Links {
    pub(super) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let snapshot = self.folders.snapshot()?;
        let folders = match self.files.as_slice() {
            [] => vec![self.folders.articles()?],
            files => files
                .iter()
                .map(|file| open(file))
                .collect::<Result<_, _>>()?,
        };
        let mut faults = Vec::new();
        for folder in &folders {
            let (articles, found) = articles_of(folder);
            faults.extend(found);
            for article in &articles {
                let links = snapshot.linker().link_article(&article.passages);
                self.list(out, article, &links)?;
            }
        }
        out.flush()?;
        let fatal = |fault: &Fault| fault.severity == Severity::Error;
        if faults.iter().any(fatal) {
            return Err(Failure::Faults(faults));
        }
        for fault in &faults {
            tracing::warn!("{fault}");
        }
        Ok(())
    }

    fn list(&self, out: &mut impl Write, article: &Article, links: &[Vec<Link>]) -> io::Result<()> {
        for (passage, links) in article.passages.iter().zip(links) {
            match self.format {
                Format::Ndjson => {
                    let line = LinkedPassage::new(article.id.as_str(), passage.id.number, links);
                    serde_json::to_writer(&mut *out, &line)?;
                    writeln!(out)?;
                }
                Format::Text => {
                    for link in links {
                        let quotes: Vec<String> = link
                            .mentions
                            .iter()
                            .map(|m| format!("«{}»", m.text))
                            .collect();
                        writeln!(
                            out,
                            "{}\t{}\t{}\t{}",
                            passage.id,
                            link.zone,
                            link.rule,
                            quotes.join(" ")
                        )?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// A folder, or one text as a folder of one file.
fn open(path: &Path) -> Result<Folder, Failure> {
    if path.is_dir() {
        return Ok(Folder::read(path)?);
    }
    let (label, name, bytes) = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin()
            .read_to_end(&mut bytes)
            .context("reading standard input")?;
        ("standard input".to_owned(), "stdin.txt".to_owned(), bytes)
    } else {
        let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let label = path
            .parent()
            .map(|dir| dir.display().to_string())
            .unwrap_or_default();
        (label, format!("{stem}.txt"), bytes)
    };
    Ok(Folder::from_files(&label, [(name, bytes)]))
}
