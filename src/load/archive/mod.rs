//! Archives: texts in any number and of any size, read piece by piece.
//!
//! 1. [`gather`] lists the texts of files and folders and gives each article its name.
//! 2. [`Source::open`] finds out whether a text is one article or a line for each.
//! 3. [`Paragraphs`] gives one article, paragraph by paragraph; [`Records`] the lines of NDJSON.
//!
//! Nothing is held but a buffer and the paragraph, or line, that is being read. A defect is a
//! [`Fault`] in its place among what is read.

mod encoding;
mod gather;
mod lines;
mod paragraphs;
mod pieces;
mod records;
mod spot;
mod stream;

pub use encoding::{TextEncoding, UnknownEncoding};
pub use gather::gather;
pub use paragraphs::Paragraphs;
pub use records::{Record, RecordLine, Records};

use std::{path::PathBuf, sync::Arc};

use crate::model::Fault;
use paragraphs::Reading;
use spot::Spot;
use stream::Stream;

/// Hears how many more bytes were read.
pub type Tell = Arc<dyn Fn(u64) + Send + Sync>;

/// Texts to be read, in order.
#[derive(Debug)]
pub struct Archive {
    /// The texts.
    pub sources: Vec<Source>,
    /// What is wrong with the list.
    pub faults: Vec<Fault>,
    /// Files of folders that are no texts.
    pub left_out: usize,
    /// Bytes of all files; nothing is known of standard input.
    pub bytes: u64,
}

/// One file, or standard input.
#[derive(Debug)]
pub struct Source {
    /// The name of its article, if it is one.
    pub article: String,
    /// `None` is standard input.
    path: Option<PathBuf>,
    /// As its ending says.
    form: Option<Form>,
}

/// How texts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One article: its title, then its paragraphs, parted by blank lines.
    Text,
    /// One JSON object per article and line.
    Ndjson,
}

/// A text whose form is known.
pub enum Opened {
    /// One article.
    Article(Paragraphs),
    /// A line for each.
    Records(Records),
}

impl Source {
    /// Opens the text, or makes it ready to be opened: the file of an article is opened when its
    /// first paragraph is asked for, so that many can wait. `form` overrules its ending; without either, a first character `{` says
    /// NDJSON. Without `encoding` it must be UTF-8. `tell` hears of every byte read.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(
        &self,
        form: Option<Form>,
        encoding: Option<TextEncoding>,
        tell: Option<Tell>,
    ) -> Result<Opened, Box<Fault>> {
        let path = self.path.as_deref();
        let label = path.map_or("standard input".to_owned(), |path| {
            path.display().to_string()
        });
        let spot = Spot::new(&label);
        let failed = |error| spot.unreadable(&error);
        let form = form.or(self.form);
        let reading = Reading { encoding, tell };
        if form == Some(Form::Text) {
            let text = Paragraphs::unopened(spot, self.path.clone(), reading);
            return Ok(Opened::Article(text));
        }
        let mut stream = Stream::open(path).map_err(failed)?;
        let is_article = form.is_none() && stream.first_sign().map_err(failed)? != Some(b'{');
        Ok(if !is_article {
            let Reading { encoding, tell } = reading;
            Opened::Records(Records::new(spot, stream, encoding, tell))
        } else if stream.can_rewind() {
            Opened::Article(Paragraphs::unopened(spot, self.path.clone(), reading))
        } else {
            Opened::Article(Paragraphs::new(spot, stream, reading))
        })
    }
}
