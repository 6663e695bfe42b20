//! What every handler may use.

use std::sync::Arc;

use axum::{http::HeaderMap, response::Response};
use minijinja::Environment;
use tokio::sync::{Semaphore, watch};

use super::{
    api, assets,
    base_address::BaseAddress,
    envelope::Given,
    metrics::Metrics,
    problem::Problem,
    rows::MOST_TABLES,
    shelf::{Label, Room, Shelf},
};
use crate::{
    formats::Address,
    live::{Live, World},
};

/// The state of the server, cheap to copy.
#[derive(Debug, Clone)]
pub struct App(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    live: Arc<Live>,
    public: Option<BaseAddress>,
    relative: BaseAddress,
    templates: Environment<'static>,
    documents: api::Cache,
    metrics: Metrics,
    room: Room,
    shelf: Shelf,
    files: Shelf,
    tables: Arc<Semaphore>,
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
        let room = Room::default();
        Self(Arc::new(Parts {
            live,
            public: public_url.map(BaseAddress::new),
            relative: BaseAddress::new(""),
            templates: assets::templates(),
            documents: api::Cache::default(),
            metrics: Metrics::default(),
            shelf: Shelf::new(room.clone()),
            files: Shelf::new(room.clone()),
            room,
            tables: Arc::new(Semaphore::new(MOST_TABLES)),
        }))
    }

    /// The world now; a handler calls this once.
    pub(super) fn world(&self) -> Arc<World> {
        self.0.live.world()
    }

    /// Tells of each snapshot that comes into use.
    pub(super) fn generations(&self) -> watch::Receiver<u64> {
        self.0.live.generations()
    }

    /// The address links begin with where they may be relative.
    pub(super) fn address(&self) -> Address<'_> {
        self.base().as_address()
    }

    /// The same with its tag.
    pub(super) fn base(&self) -> &BaseAddress {
        self.0.public.as_ref().unwrap_or(&self.0.relative)
    }

    /// The address links begin with where they should be absolute: GIS programs take no relative ones.
    pub(super) fn address_of(&self, headers: &HeaderMap) -> BaseAddress {
        match &self.0.public {
            Some(public) => public.clone(),
            None => BaseAddress::of_host(headers),
        }
    }

    /// What describes this server.
    pub(super) fn documents(&self) -> &api::Cache {
        &self.0.documents
    }

    /// The page templates.
    pub(super) fn templates(&self) -> &Environment<'static> {
        &self.0.templates
    }

    /// What is counted.
    pub(super) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Turns to join a table.
    pub(super) fn tables(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.tables)
    }

    /// How many answers are kept, and their bytes in all codings.
    pub(super) fn kept_load(&self) -> (usize, usize) {
        let answers = self.0.shelf.count() + self.0.files.count();
        (answers, self.0.room.used())
    }

    /// The answer of a label, made once for each snapshot; `make` is not begun where it is there.
    pub(super) async fn kept(
        &self,
        world: &World,
        label: Label<'_>,
        make: impl Future<Output = Result<Response, Problem>>,
    ) -> Result<Response, Problem> {
        self.0.shelf.take(world.generation, label, make).await
    }

    /// The answer of a label, where it was made for the snapshot in use.
    pub(super) fn kept_now(&self, label: Label<'_>) -> Option<Given> {
        let generation = self.world().generation;
        self.0.shelf.find(generation, label).map(Given::Kept)
    }

    /// The same for a file that the program has in it, whatever the snapshot.
    pub(super) async fn kept_file(
        &self,
        label: Label<'_>,
        make: impl Future<Output = Result<Response, Problem>>,
    ) -> Result<Response, Problem> {
        self.0.files.take(0, label, make).await
    }
}
