//! The least that axum can do, to compare the server with: `door ADDRESS FILE`.
//!
//! `/constant` answers with 300 bytes that never change, `/raw` with the bytes of FILE. No layers, no look-up.

use std::{env, fs};

use anyhow::{Context, Result};
use axum::{Router, body::Bytes, http::header::CONTENT_TYPE, routing::get};
use tokio::net::TcpListener;

/// As long as a short answer of `/locate`.
const CONSTANT: &str = concat!(
    r#"{"point":{"lon":36.63,"lat":35.93},"date":"2017-09-20","zones":[{"zone":"a-zone","extent":"a-zone@2017-09-15","#,
    r#""valid_from":"2017-09-15","valid_to":"2018-05-29","position":"inside","boundary_distance_m":18240,"#,
    r#""precision_m":2500,"passages":{"count":4000,"href":"/passages?zone=a-zone"}}],"possible":[]}"#,
);
const _: () = assert!(CONSTANT.len() == 300);

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let address = arguments.next().context("usage: door ADDRESS FILE")?;
    let file = arguments.next().context("usage: door ADDRESS FILE")?;
    let raw = Bytes::from(fs::read(&file).with_context(|| format!("reading {file}"))?);
    let routes = Router::new()
        .route("/constant", get(|| async { ([(CONTENT_TYPE, "application/json")], CONSTANT) }))
        .route("/raw", get(move || async move { ([(CONTENT_TYPE, "application/geo+json")], raw) }));
    let listener = TcpListener::bind(&address).await?;
    println!("on http://{}", listener.local_addr()?);
    axum::serve(listener, routes).await?;
    Ok(())
}
