//! What every handler may use.

use std::sync::Arc;

use minijinja::Environment;
use sha2::{Digest, Sha256};

use super::{api, assets};
use crate::{
    formats::Address,
    live::{Live, World},
};

/// The state of the server, cheap to copy.
#[derive(Debug, Clone)]
pub struct App {
    live: Arc<Live>,
    public_url: Arc<str>,
    address_tag: Arc<str>,
    templates: Arc<Environment<'static>>,
    documents: Arc<api::Cache>,
}

impl App {
    /// A server of the live world. `public_url` is the address under which clients reach it, if it
    /// is to stand in links.
    #[must_use]
    pub fn new(live: Arc<Live>, public_url: Option<&str>) -> Self {
        let public_url = public_url.unwrap_or_default().trim_end_matches('/');
        Self {
            live,
            public_url: public_url.into(),
            address_tag: address_tag(public_url).into(),
            templates: Arc::new(assets::templates()),
            documents: Arc::default(),
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

    /// What tells apart answers whose links begin differently, for validators.
    pub(super) fn address_tag(&self) -> &str {
        &self.address_tag
    }

    /// What describes this server.
    pub(super) fn documents(&self) -> &api::Cache {
        &self.documents
    }

    /// The page templates.
    pub(super) fn templates(&self) -> &Environment<'static> {
        &self.templates
    }
}

/// Nothing for relative links; else the beginning of the address's SHA-256.
fn address_tag(public_url: &str) -> String {
    if public_url.is_empty() {
        return String::new();
    }
    let hash = Sha256::digest(public_url);
    let start = hash
        .first_chunk()
        .map_or(0, |chunk| u32::from_be_bytes(*chunk));
    format!("-{start:08x}")
}
