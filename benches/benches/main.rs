//! What takes how long; `cargo bench -- linking` runs one part. One program, because linking it takes minutes.
//! Prints the peak of memory at the end.

mod drawing;
mod ground;
mod join;
mod linking;
mod questions;

use hudna_benches::memory::resident;

fn main() {
    divan::main();
    println!("peak of memory: {:.0} MiB", resident("self").1);
}
