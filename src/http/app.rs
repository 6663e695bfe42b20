//! What every handler may use.

use std::sync::Arc;

use minijinja::Environment;

use super::assets;
use crate::{
    formats::Address,
    live::{Live, World},
};

/// The state of the server, cheap to copy.
#[derive(Debug, Clone)]
pub struct App {
    live: Arc<Live>,
    public_url: Arc<str>,
    templates: Arc<Environment<'static>>,
}

impl App {
    /// A server of the live world. `public_url` is the address under which clients reach it, if it
    /// is to stand in links.
    #[must_use]
    pub fn new(live: Arc<Live>, public_url: Option<&str>) -> Self {
        Self {
            live,
            public_url: public_url.unwrap_or_default().trim_end_matches('/').into(),
            templates: Arc::new(assets::templates()),
        }
    }

    /// The world now; a handler calls this once.
    pub(super) fn world(&self) -> Arc<World> {
        self.live.world()
    }

    /// The address links begin with.
    pub(super) fn address(&self) -> Address<'_> {
        Address(&self.public_url)
    }

    /// The page templates.
    pub(super) fn templates(&self) -> &Environment<'static> {
        &self.templates
    }
}
