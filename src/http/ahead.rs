//! What most visitors ask for first is made and packed before they do: once the server has started, and whenever the
//! data changed.

use std::{io, thread, time::Duration};

use tokio::{runtime::Builder, sync::oneshot};

use super::{App, Door, assets, coding::Coding};
use crate::formats::Encoding;

/// How long to wait before: who starts a server to ask it one thing should have both cores for that.
const PAUSE: Duration = Duration::from_secs(1);
/// Addresses that hold all of the data in one answer. Links in them are relative, or begin with the server's own
/// address, so that one answer does for all hosts.
const WHOLE: [&str; 2] = ["/zones", "/quality"];

/// Prepares for visitors until what is returned is dropped.
///
/// All on one thread: the system's allocator keeps room for each, and of that most of what packing took. Among the
/// threads that work for visitors it would be left on each of them, the busier the machine the more.
pub(super) fn start(door: Door) -> io::Result<oneshot::Sender<()>> {
    let (running, ended) = oneshot::channel();
    let runtime = Builder::new_current_thread()
        .enable_time()
        .max_blocking_threads(1)
        .build()?;
    let name = "ahead".to_owned();
    thread::Builder::new().name(name).spawn(move || {
        runtime.block_on(async {
            tokio::select! {
                () = keep_prepared(door) => {}
                _ = ended => {}
            }
        });
    })?;
    Ok(running)
}

async fn keep_prepared(door: Door) {
    let mut generations = door.app().generations();
    loop {
        tokio::time::sleep(PAUSE).await;
        door.prepare().await;
        if generations.changed().await.is_err() {
            return;
        }
    }
}

/// Has each answer made in each coding, one after the other: visitors come first.
pub(super) async fn prepare(door: &Door) {
    for address in addresses(door.app()) {
        for coding in Coding::ALL {
            door.ask_itself(&address, coding).await;
        }
    }
}

/// What the map loads, and the downloads. What only who writes programs loads takes more memory to make than all of these.
fn addresses(app: &App) -> Vec<String> {
    let world = app.world();
    let whole = WHOLE.into_iter().map(str::to_owned);
    let files = assets::small_files().map(|name| format!("/assets/{name}"));
    let layers = world.snapshot.facts().basemap.iter();
    let layers = layers.map(|layer| format!("/basemap/{}.geojson", layer.name));
    let downloads = Encoding::ALL.map(|encoding| format!("/zones.{}", encoding.ending()));
    whole.chain(files).chain(layers).chain(downloads).collect()
}
