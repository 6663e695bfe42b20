//! Answers that are made once: downloads, pages without parameters, files of the program.
//!
//! 1. A [`Label`] says which answer is meant. Finding it takes no lock: the slots are replaced as a whole when one is added.
//! 2. Who asks first has it made, and compressed in the coding wanted, away from those who answer; who asks meanwhile
//!    waits for the same.
//! 3. A new snapshot begins with an empty shelf.
//!
//! What is kept is bounded: [`MOST_SLOTS`] answers, links that begin with [`MOST_HOSTS`] addresses, [`MOST_BYTES`] in all
//! and [`MOST_BODY`] in one. What does not fit, an answer or its body in a coding, is made for each request.

use std::{
    hash::BuildHasher,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use arc_swap::ArcSwap;
use axum::{
    body::{self, Body, Bytes},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use tokio::sync::OnceCell;

use super::{
    answer::{self, OneForm},
    aside::aside,
    base_address::BaseAddress,
    coding::{Coding, Effort, Packing},
    head, part,
    problem::Problem,
};

/// Answers that are kept.
const MOST_SLOTS: usize = 2048;
/// Addresses that links of kept answers may begin with: who names another `Host` each time fills no memory.
const MOST_HOSTS: usize = 8;
/// Bytes of all kept bodies of a server.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of one body.
const MOST_BODY: usize = 16 * 1024 * 1024;

/// Which answer is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Label<'a> {
    what: &'static str,
    id: &'a str,
    form: &'a str,
    lang: &'a str,
    base: &'a str,
}

impl<'a> Label<'a> {
    /// The answer of a route.
    pub(super) fn new(what: &'static str, form: &'a str) -> Self {
        Self {
            what,
            id: "",
            form,
            lang: "",
            base: "",
        }
    }

    /// The same for an id, which must be one that there is.
    pub(super) fn id(self, id: &'a str) -> Self {
        Self { id, ..self }
    }

    /// The same in a language.
    pub(super) fn lang(self, lang: &'a str) -> Self {
        Self { lang, ..self }
    }

    /// The same with links that begin with an address.
    pub(super) fn base(self, base: &'a BaseAddress) -> Self {
        Self {
            base: base.as_address().0,
            ..self
        }
    }

    fn hash(&self) -> u64 {
        FxBuildHasher.hash_one(self)
    }
}

/// How many bytes are kept, on all shelves of a server.
#[derive(Debug, Default, Clone)]
pub(super) struct Room(Arc<AtomicUsize>);

/// Bytes that have their place, until this is dropped.
#[derive(Debug)]
struct Held {
    room: Room,
    bytes: usize,
}

impl Room {
    /// Takes room for bytes, if there is enough left.
    fn take(&self, bytes: usize) -> Option<Held> {
        let more = |used: usize| used.checked_add(bytes).filter(|all| *all <= MOST_BYTES);
        let taken = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        taken.ok().map(|_| Held {
            room: self.clone(),
            bytes,
        })
    }

    /// Bytes that are kept.
    pub(super) fn used(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.room.0.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// Kept answers of one generation of the data.
#[derive(Debug)]
pub(super) struct Shelf {
    slots: ArcSwap<Slots>,
    room: Room,
}

#[derive(Debug, Default, Clone)]
struct Slots {
    generation: u64,
    by_hash: FxHashMap<u64, Vec<Arc<Slot>>>,
    count: usize,
    hosts: FxHashSet<Box<str>>,
}

/// Room for an answer.
#[derive(Debug)]
struct Slot {
    what: &'static str,
    id: Box<str>,
    form: Box<str>,
    lang: Box<str>,
    base: Box<str>,
    /// Nothing where the answer is too big to be kept.
    kept: OnceCell<Option<Arc<Kept>>>,
}

impl Shelf {
    /// An empty shelf.
    pub(super) fn new(room: Room) -> Self {
        let slots = ArcSwap::default();
        Self { slots, room }
    }

    /// The answer of a label; `make` makes it where it is not there yet, or may not be kept.
    pub(super) async fn take(
        &self,
        generation: u64,
        label: Label<'_>,
        make: impl Future<Output = Result<Response, Problem>>,
    ) -> Result<Response, Problem> {
        let Some(slot) = self.slot(generation, label) else {
            return make.await;
        };
        if let Some(kept) = slot.kept.get() {
            return match kept {
                Some(kept) => Ok(Kept::answer(kept)),
                None => make.await,
            };
        }
        let (mut waiting, mut whole) = (Some(make), None);
        let kept = slot.kept.get_or_try_init(async || {
            let Some(make) = waiting.take() else {
                return Ok(None);
            };
            let answer = make.await?;
            let kept = Kept::of(answer, &self.room).await?;
            Ok::<_, Problem>(match kept {
                Ok(kept) => Some(Arc::new(kept)),
                Err(answer) => {
                    whole = Some(answer);
                    None
                }
            })
        });
        let kept = kept.await?.as_ref().map(Kept::answer);
        match (kept.or(whole), waiting) {
            (Some(answer), _) => Ok(answer),
            (None, Some(make)) => make.await, // has waited for one that is too big to be kept
            (None, None) => Err(Problem::lost()),
        }
    }

    /// The answer of a label where it is there.
    pub(super) fn find(&self, generation: u64, label: Label<'_>) -> Option<Arc<Kept>> {
        let now = self.slots.load();
        let slot = now.find(label).filter(|_| now.generation == generation)?;
        slot.kept.get()?.clone()
    }

    /// How many answers are kept.
    pub(super) fn count(&self) -> usize {
        self.slots.load().count
    }

    fn slot(&self, generation: u64, label: Label<'_>) -> Option<Arc<Slot>> {
        let now = self.slots.load();
        if now.generation > generation {
            return None; // a request that began before the swap
        }
        if now.generation == generation
            && let Some(slot) = now.find(label)
        {
            return Some(Arc::clone(slot));
        }
        let has_room = self.room.used() < MOST_BYTES;
        self.slots.rcu(|old| old.with(generation, label, has_room));
        let now = self.slots.load();
        (now.generation == generation).then(|| now.find(label).cloned())?
    }
}

impl Slots {
    fn find(&self, label: Label<'_>) -> Option<&Arc<Slot>> {
        let slots = self.by_hash.get(&label.hash())?;
        slots.iter().find(|slot| slot.label() == label)
    }

    /// The same with a slot more, if there is room.
    fn with(self: &Arc<Self>, generation: u64, label: Label<'_>, has_room: bool) -> Arc<Self> {
        if generation < self.generation {
            return Arc::clone(self);
        }
        let mut slots = if generation == self.generation {
            Self::clone(self)
        } else {
            Self::default()
        };
        slots.generation = generation;
        let strange = !slots.hosts.contains(label.base);
        let full =
            !has_room || slots.count >= MOST_SLOTS || strange && slots.hosts.len() >= MOST_HOSTS;
        if full || slots.find(label).is_some() {
            return Arc::new(slots);
        }
        slots.hosts.insert(label.base.into());
        slots.count += 1;
        let slot = Arc::new(Slot::new(label));
        slots.by_hash.entry(label.hash()).or_default().push(slot);
        Arc::new(slots)
    }
}

impl Slot {
    fn new(label: Label<'_>) -> Self {
        Self {
            what: label.what,
            id: label.id.into(),
            form: label.form.into(),
            lang: label.lang.into(),
            base: label.base.into(),
            kept: OnceCell::new(),
        }
    }

    fn label(&self) -> Label<'_> {
        Label {
            what: self.what,
            id: &self.id,
            form: &self.form,
            lang: &self.lang,
            base: &self.base,
        }
    }
}

/// An answer with its head and body in every coding that was asked for.
#[derive(Debug)]
pub(super) struct Kept {
    /// As the answer came.
    head: HeaderMap,
    /// As it is sent without a coding, and in each.
    heads: [OnceLock<Heads>; 1 + Coding::ALL.len()],
    plain: Bytes,
    /// Nothing where there was no room for it.
    coded: [OnceCell<Option<Packed>>; Coding::ALL.len()],
    packing: Packing,
    effort: Effort,
    held: Held,
}

/// A body in a coding.
#[derive(Debug)]
struct Packed {
    bytes: Bytes,
    _held: Held,
}

/// What is said with a body, and what to those who have it.
#[derive(Debug)]
pub(super) struct Heads {
    pub(super) whole: HeaderMap,
    pub(super) unchanged: HeaderMap,
}

impl Heads {
    fn of(head: &HeaderMap, coding: Option<Coding>) -> Self {
        let mut whole = head.clone();
        match coding {
            Some(coding) => coding.tell(&mut whole),
            None => part::offer(&mut whole),
        }
        head::complete(&mut whole);
        let unchanged = head::without_body(whole.clone());
        Self { whole, unchanged }
    }
}

impl Kept {
    /// Takes an answer apart; gives it back where it is no whole answer, or there is no room for it.
    async fn of(answer: Response, room: &Room) -> Result<Result<Self, Response>, Problem> {
        let packing = Packing::of(&answer);
        let (parts, body) = answer.into_parts();
        let whole = body::to_bytes(body, usize::MAX).await;
        let plain = whole.map_err(|error| Problem::internal(&error))?;
        let fits = parts.status == StatusCode::OK && plain.len() <= MOST_BODY;
        let Some(held) = fits.then(|| room.take(plain.len())).flatten() else {
            return Ok(Err(Response::from_parts(parts, Body::from(plain))));
        };
        let lasting = parts.extensions.get::<OneForm>().is_some(); // files seldom change
        let effort = if lasting {
            Effort::Most
        } else {
            Effort::of(plain.len())
        };
        Ok(Ok(Self {
            head: parts.headers,
            heads: Default::default(),
            plain,
            coded: Default::default(),
            packing,
            effort,
            held,
        }))
    }

    /// The whole answer without a coding, with what is needed to give it one.
    fn answer(kept: &Arc<Self>) -> Response {
        let mut answer = kept.whole();
        answer.extensions_mut().insert(Arc::clone(kept));
        answer
    }

    /// The whole answer without a coding.
    pub(super) fn whole(&self) -> Response {
        answer::with_head(self.head.clone(), self.plain.clone())
    }

    /// Whether the answer is compressed.
    pub(super) fn packing(&self) -> Packing {
        self.packing
    }

    /// The heads of the answer in a coding.
    pub(super) fn heads(&self, coding: Option<Coding>) -> &Heads {
        let place = coding.map_or(0, |coding| 1 + coding.number());
        self.heads[place].get_or_init(|| Heads::of(&self.head, coding))
    }

    /// The body in a coding, if it is there.
    pub(super) fn body_now(&self, coding: Option<Coding>) -> Option<Bytes> {
        let Some(coding) = coding else {
            return Some(self.plain.clone());
        };
        let packed = self.coded[coding.number()].get()?.as_ref();
        packed.map(|packed| packed.bytes.clone())
    }

    /// The body in a coding, compressed by the first who asks for it; nothing where there is no room for it.
    pub(super) async fn body(&self, coding: Option<Coding>) -> Result<Option<Bytes>, Problem> {
        let Some(coding) = coding else {
            return Ok(Some(self.plain.clone()));
        };
        let cell = &self.coded[coding.number()];
        let packed = cell.get_or_try_init(|| self.pack(coding)).await?;
        Ok(packed.as_ref().map(|packed| packed.bytes.clone()))
    }

    async fn pack(&self, coding: Coding) -> Result<Option<Packed>, Problem> {
        let (plain, effort) = (self.plain.clone(), self.effort);
        let packed = aside(move || {
            let packed = coding.pack(&plain, effort);
            packed.map_err(|error| Problem::internal(&error))
        });
        let bytes = Bytes::from(packed.await?);
        let held = self.held.room.take(bytes.len());
        Ok(held.map(|held| Packed { bytes, _held: held }))
    }
}

#[cfg(test)]
mod tests {
    use axum::body::HttpBody;

    use super::*;

    async fn take(shelf: &Shelf, id: &str, length: usize) -> Response {
        let making = async { Ok(Response::new(Body::from(vec![b'a'; length]))) };
        let label = Label::new("x", "y").id(id);
        shelf.take(1, label, making).await.unwrap()
    }

    #[tokio::test]
    async fn what_has_no_room_is_given_out_unkept_on_whatever_shelf() {
        let room = Room::default();
        let shelves = [Shelf::new(room.clone()), Shelf::new(room.clone())];
        for id in ["0", "1"] {
            for shelf in &shelves {
                take(shelf, id, 15 * 1024 * 1024).await;
            }
        }
        let all = room.used();
        let more = take(&shelves[0], "2", MOST_BODY).await;
        assert_eq!(more.into_body().size_hint().exact(), Some(MOST_BODY as u64));
        assert_eq!(room.used(), all);
        let last = take(&shelves[1], "2", MOST_BYTES - all).await;
        assert_eq!(room.used(), MOST_BYTES);
        let kept: &Arc<Kept> = last.extensions().get().unwrap();
        assert!(kept.body(None).await.unwrap().is_some());
        assert!(kept.body(Some(Coding::Gzip)).await.unwrap().is_none());
        assert_eq!(room.used(), MOST_BYTES);
        drop((shelves, last));
        assert_eq!(room.used(), 0);
    }
}
