//! What every handler may use.

use std::sync::Arc;

use axum::http::HeaderMap;
use minijinja::Environment;

use super::{api, assets, base_address::BaseAddress};
use crate::{
    formats::Address,
    live::{Live, World},
};

/// The state of the server, cheap to copy.
#[derive(Debug, Clone)]
pub struct App {
    live: Arc<Live>,
    public: Option<BaseAddress>,
    relative: BaseAddress,
    templates: Arc<Environment<'static>>,
    documents: Arc<api::Cache>,
}

impl App {
    /// A server of the live world. `public_url` is the address under which clients reach it, if it
    /// is to stand in links.
    ///
    /// Without it, links that must be absolute begin with `http://` and the `Host` that the client named. Give it
    /// wherever that is not what clients can reach: behind a proxy that ends TLS or asks under a name of its own,
    /// and behind any cache that keeps answers under the path alone, which would keep one client's `Host` for all.
    #[must_use]
    pub fn new(live: Arc<Live>, public_url: Option<&str>) -> Self {
        let public_url = public_url.filter(|url| !url.is_empty());
        Self {
            live,
            public: public_url.map(BaseAddress::new),
            relative: BaseAddress::new(""),
            templates: Arc::new(assets::templates()),
            documents: Arc::default(),
        }
    }

    /// The world now; a handler calls this once.
    pub(super) fn world(&self) -> Arc<World> {
        self.live.world()
    }

    /// The address links begin with where they may be relative.
    pub(super) fn address(&self) -> Address<'_> {
        self.base().as_address()
    }

    /// The same with its tag.
    pub(super) fn base(&self) -> &BaseAddress {
        self.public.as_ref().unwrap_or(&self.relative)
    }

    /// The address links begin with where they should be absolute: GIS programs take no relative ones.
    pub(super) fn address_of(&self, headers: &HeaderMap) -> BaseAddress {
        match &self.public {
            Some(public) => public.clone(),
            None => BaseAddress::of_host(headers),
        }
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
