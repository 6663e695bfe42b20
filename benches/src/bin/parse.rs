//! What reading alone costs, on one core: `parse FILE.csv|FILE.parquet`.
//!
//! The three columns `lon, lat, date` are read as two numbers and a day, added up and forgotten. Prints the seconds.

use std::{env, fs::File, hint::black_box, time::Instant};

use anyhow::{Context, Result, bail};
use arrow_array::{cast::AsArray, types::{Date32Type, Float64Type}};
use csv::{ByteRecord, ReaderBuilder};
use parquet::arrow::{ProjectionMask, arrow_reader::ParquetRecordBatchReaderBuilder};

fn main() -> Result<()> {
    let path = env::args().nth(1).context("usage: parse FILE.csv|FILE.parquet")?;
    let file = File::open(&path).with_context(|| format!("opening {path}"))?;
    let begun = Instant::now();
    let rows = match path.rsplit('.').next() {
        Some("csv") => csv(file)?,
        Some("parquet") => parquet(file)?,
        _ => bail!("{path} is neither .csv nor .parquet"),
    };
    println!("{rows} {:.4}", begun.elapsed().as_secs_f64());
    Ok(())
}

/// By serde, as one would with the csv crate when three typed columns are asked for.
fn csv(file: File) -> Result<usize> {
    let mut reader = ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(file);
    let head = reader.byte_headers()?.clone();
    let mut record = ByteRecord::new();
    let mut rows = 0;
    while reader.read_byte_record(&mut record)? {
        let row: (f64, f64, &str) = record.deserialize(Some(&head))?;
        black_box(row);
        rows += 1;
    }
    Ok(rows)
}

fn parquet(file: File) -> Result<usize> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
    let wanted = ProjectionMask::columns(builder.parquet_schema(), ["lon", "lat", "date"]);
    let mut rows = 0;
    for batch in builder.with_projection(wanted).with_batch_size(8192).build()? {
        let batch = batch?;
        rows += batch.num_rows();
        let sum = |column: usize| batch.column(column).as_primitive::<Float64Type>().values().iter().sum::<f64>();
        black_box((sum(0), sum(1)));
        let days = batch.column(2).as_primitive::<Date32Type>().values();
        black_box(days.iter().map(|day| i64::from(*day)).sum::<i64>());
    }
    Ok(rows)
}
