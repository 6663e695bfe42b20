//! `hudna serve`

use std::{
    io::{self, Write},
    net::SocketAddr,
    sync::Arc,
    thread,
};

use anyhow::{Context, anyhow};
use clap::Args;
use tokio::{net::TcpListener, runtime::Runtime};

use super::{Failure, Folders, tally, watch::Watch};
use crate::{
    http::{self, App},
    live::Live,
    load::{FolderError, digest},
};

/// Serve the map, the answers and the downloads
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, env = "HUDNA_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The address clients reach the server under, if links are to hold it
    #[arg(long, env = "HUDNA_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,
    /// Take up changes of the folders while running; needs --data or --articles
    #[arg(long, env = "HUDNA_WATCH")]
    watch: bool,
    #[command(flatten)]
    folders: Folders,
}

impl Serve {
    pub(super) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let live = Live::start(self.folders.data()?, self.folders.articles()?);
        let live = Arc::new(live.map_err(Failure::Faults)?);
        if self.watch {
            watch(self.folders.clone(), Arc::clone(&live))?;
        }
        let app = App::new(Arc::clone(&live), self.public_url.as_deref());
        let runtime = Runtime::new().context("starting the runtime")?;
        let served = runtime.block_on(async {
            let listener = self.listener().await?;
            announce(out, &live, &listener)?;
            Ok(http::serve(listener, app).await.context("serving")?)
        });
        runtime.shutdown_background(); // what is still being packed is for nobody
        served
    }

    async fn listener(&self) -> anyhow::Result<TcpListener> {
        let address = self.listen;
        TcpListener::bind(address)
            .await
            .map_err(|error| match error.kind() {
                io::ErrorKind::AddrInUse => {
                    anyhow!(
                        "{address} is in use by another program; choose another port with --listen"
                    )
                }
                _ => anyhow!("cannot listen on {address}: {error}"),
            })
    }
}

/// Tells where the map is and what it holds.
fn announce(out: &mut impl Write, live: &Live, listener: &TcpListener) -> anyhow::Result<()> {
    let world = live.world();
    let facts = world.snapshot.facts();
    let languages = &facts.dataset.languages;
    let title = languages
        .first()
        .map_or("", |lang| facts.dataset.title.in_lang(lang, languages));
    let address = listener.local_addr().context("asking for the port")?;
    writeln!(
        out,
        "Hudna serves \"{title}\" on http://{address} ({} zones, {} extents, {} places, {} articles)",
        facts.zones.len(),
        facts.extents.len(),
        facts.places.len(),
        facts.articles.len(),
    )?;
    if !world.warnings.is_empty() {
        writeln!(
            out,
            "{}, listed by `hudna check` and at /status",
            tally(&world.warnings)
        )?;
    }
    out.flush()?;
    Ok(())
}

/// An address that links can begin with.
pub(super) fn public_url(text: &str) -> Result<String, String> {
    let wrong = "write http:// or https:// and a host, perhaps a port, and no more";
    http::origin(text)
        .map(str::to_owned)
        .ok_or_else(|| wrong.to_owned())
}

/// Reloads whenever a folder has changed and been quiet for a while.
fn watch(folders: Folders, live: Arc<Live>) -> Result<(), Failure> {
    let dirs = [&folders.data, &folders.articles];
    let dirs: Vec<_> = dirs.into_iter().flatten().cloned().collect();
    if dirs.is_empty() {
        return Err(anyhow!(
            "--watch needs --data or --articles: what is built in does not change"
        )
        .into());
    }
    let mut watch = Watch::new(dirs)?;
    thread::spawn(move || {
        // From what is served, so that a change before the watch began is seen too.
        let mut tried = Ok(live.world().snapshot.digest().to_owned());
        loop {
            // The first time too: a file may have been half written when the watch began.
            watch.settle();
            tried = take_up(&folders, &live, &tried);
            watch.wait(tried.is_err());
        }
    });
    Ok(())
}

/// The digest of the folders that were read last, or why they could not be read.
type Tried = Result<String, String>;

/// Reads the folders once, and loads what was read unless it is what was `tried` last.
fn take_up(folders: &Folders, live: &Live, tried: &Tried) -> Tried {
    let read = || Ok::<_, FolderError>((folders.data()?, folders.articles()?));
    match read() {
        Ok((data, articles)) => {
            let found = Ok(digest(&data, &articles));
            if found != *tried {
                tell(live.reload(data, articles), live);
            }
            found
        }
        Err(error) => {
            let found = Err(error.to_string());
            if found != *tried {
                tracing::warn!("{error}; the old files stay in use");
                live.refuse(vec![error.fault()]);
            }
            found
        }
    }
}

/// Logs whether the changed files were taken up.
fn tell(taken_up: bool, live: &Live) {
    if taken_up {
        let generation = live.world().generation;
        tracing::info!(generation, "serving generation {generation}");
    } else {
        tracing::warn!("the changed files have errors; the old ones stay in use, see /status");
    }
}
