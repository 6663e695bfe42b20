//! Answers that are made once: downloads, pages without parameters, files of the program.
//!
//! 1. A [`Label`] says which answer is meant. Finding it takes no lock: the slots are replaced as a whole when one is added.
//! 2. Who asks first has it made, and compressed in the coding wanted, away from those who answer; who asks meanwhile
//!    waits for the same.
//! 3. A new snapshot begins with an empty shelf.
//!
//! What is kept is bounded: [`MOST_SLOTS`] answers, links that begin with [`MOST_HOSTS`] addresses, [`MOST_BYTES`] in all
//! and [`MOST_BODY`] in one. What does not fit is made for each request.

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
    answer::OneForm,
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
/// Bytes of all kept bodies, after which no more answers are taken in.
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

/// Kept answers of one generation of the data.
#[derive(Debug, Default)]
pub(super) struct Shelf(ArcSwap<Slots>);

#[derive(Debug, Default, Clone)]
struct Slots {
    generation: u64,
    by_hash: FxHashMap<u64, Vec<Arc<Slot>>>,
    count: usize,
    hosts: FxHashSet<Box<str>>,
    bytes: Arc<AtomicUsize>,
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
    bytes: Arc<AtomicUsize>,
}

impl Shelf {
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
            let kept = Kept::of(answer, &slot.bytes).await?;
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
        let now = self.0.load();
        let slot = now.find(label).filter(|_| now.generation == generation)?;
        slot.kept.get()?.clone()
    }

    /// How many answers are kept, and their bytes in all codings.
    pub(super) fn load(&self) -> (usize, usize) {
        let slots = self.0.load();
        (slots.count, slots.bytes.load(Ordering::Relaxed))
    }

    fn slot(&self, generation: u64, label: Label<'_>) -> Option<Arc<Slot>> {
        let now = self.0.load();
        if now.generation > generation {
            return None; // a request that began before the swap
        }
        if now.generation == generation
            && let Some(slot) = now.find(label)
        {
            return Some(Arc::clone(slot));
        }
        self.0.rcu(|old| old.with(generation, label));
        let now = self.0.load();
        (now.generation == generation).then(|| now.find(label).cloned())?
    }
}

impl Slots {
    fn find(&self, label: Label<'_>) -> Option<&Arc<Slot>> {
        let slots = self.by_hash.get(&label.hash())?;
        slots.iter().find(|slot| slot.label() == label)
    }

    /// The same with a slot more, if there is room.
    fn with(self: &Arc<Self>, generation: u64, label: Label<'_>) -> Arc<Self> {
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
        let full = slots.count >= MOST_SLOTS
            || slots.bytes.load(Ordering::Relaxed) >= MOST_BYTES
            || strange && slots.hosts.len() >= MOST_HOSTS;
        if full || slots.find(label).is_some() {
            return Arc::new(slots);
        }
        slots.hosts.insert(label.base.into());
        slots.count += 1;
        let slot = Arc::new(Slot::new(label, Arc::clone(&slots.bytes)));
        slots.by_hash.entry(label.hash()).or_default().push(slot);
        Arc::new(slots)
    }
}

impl Slot {
    fn new(label: Label<'_>, bytes: Arc<AtomicUsize>) -> Self {
        Self {
            what: label.what,
            id: label.id.into(),
            form: label.form.into(),
            lang: label.lang.into(),
            base: label.base.into(),
            kept: OnceCell::new(),
            bytes,
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
    coded: [OnceCell<Bytes>; Coding::ALL.len()],
    packing: Packing,
    effort: Effort,
    bytes: Arc<AtomicUsize>,
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
    /// Takes an answer apart; gives it back where it is no whole answer or too big.
    async fn of(
        answer: Response,
        bytes: &Arc<AtomicUsize>,
    ) -> Result<Result<Self, Response>, Problem> {
        let packing = Packing::of(&answer);
        let (parts, body) = answer.into_parts();
        let whole = body::to_bytes(body, usize::MAX).await;
        let plain = whole.map_err(|error| Problem::internal(&error))?;
        if parts.status != StatusCode::OK || plain.len() > MOST_BODY {
            return Ok(Err(Response::from_parts(parts, Body::from(plain))));
        }
        bytes.fetch_add(plain.len(), Ordering::Relaxed);
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
            bytes: Arc::clone(bytes),
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
        let mut answer = Response::new(Body::from(self.plain.clone()));
        answer.headers_mut().clone_from(&self.head);
        answer
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

    /// The body in a coding, compressed by the first who asks for it.
    pub(super) async fn body(&self, coding: Option<Coding>) -> Result<Bytes, Problem> {
        let Some(coding) = coding else {
            return Ok(self.plain.clone());
        };
        let pack = async || {
            let (plain, effort) = (self.plain.clone(), self.effort);
            let packed = aside(move || {
                let packed = coding.pack(&plain, effort);
                packed.map_err(|error| Problem::internal(&error))
            });
            let packed = Bytes::from(packed.await?);
            self.bytes.fetch_add(packed.len(), Ordering::Relaxed);
            Ok::<_, Problem>(packed)
        };
        let cell = &self.coded[coding.number()];
        cell.get_or_try_init(pack).await.cloned()
    }
}
