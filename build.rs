//! Rebuilds when a folder that is built into the binary changes, and says when the page is missing.

use std::path::Path;

fn main() {
    for folder in ["data", "seeds", "static/dist", "static/schemas"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    if !Path::new("static/dist/index.html").exists() {
        println!("cargo::warning=the page is not built; `make build` builds it into the binary");
    }
}
