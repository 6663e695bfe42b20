//! A table in, the same table with its zones out, batch by batch and without a file or a thread of its own.
