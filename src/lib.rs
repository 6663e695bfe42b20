#![doc = include_str!("../README.md")]
//!
//! # The tour
//!
//! What you hold is one program: it reads a folder of dated zones and a folder of articles, and
//! answers which zone a point was in on a day, how sure that is, and which passages speak of it.
//!
//! **The walk of one question.** [`load`] turns files into the nouns of [`model`] and lists every
//! fault. [`snapshot::Snapshot::build`] indexes the extents in an R-tree and links every passage
//! with the help of [`language`]. [`live::Live`] holds the snapshot in use. A request takes it
//! once; [`http`] turns its parameters into a point and a day, asks
//! [`snapshot::Snapshot::locate`], and [`formats`] writes the answer. The command line ([`cli`])
//! asks the same questions without a server.
//!
//! | room | what is in it |
//! |---|---|
//! | [`cli`] | one file per command |
//! | [`http`] | the web door: router, parameters, problems, pages |
//! | [`join`] | a table in, the same table with its zones out |
//! | [`formats`] | how answers are written |
//! | [`live`] | the snapshot in use |
//! | [`tiles`] | which part of which records lies on a vector tile? |
//! | [`features`] | which records of which collection does a GIS client want? |
//! | [`snapshot`] | the immutable world and its questions |
//! | [`ground`] | which areas cover a point on a day? Exact, through cells |
//! | [`language`] | Arabic and English text; knows no zone |
//! | [`load`] | files to model, every fault at once |
//! | [`quality`] | how good the extents are, measured |
//! | [`draw`] | extents from memberships: the line, its band, its doubts |
//! | [`model`] | the nouns, valid by construction |
//! | `cores` | work spread over the cores; no noun of ours |
//!
//! Imports point down this table only; a test holds that (`tests/rooms.rs`).

pub mod cli;
mod cores;
pub mod draw;
pub mod features;
pub mod formats;
pub mod ground;
pub mod http;
pub mod join;
pub mod language;
pub mod live;
pub mod load;
pub mod model;
pub mod quality;
pub mod snapshot;
pub mod tiles;
