//! How time and memory grow: `growth DATA CHARTS HUDNA [--full]`.
//!
//! Measures the index against vertices and polygons, `hudna join` against rows and `hudna serve` against zones and articles, each
//! size in a process of its own so that memory is its own; prints tables and draws CHARTS/*.svg. DATA is what `ground sets`
//! wrote. `--full` goes to a hundred million rows and a hundred thousand zones and articles, which takes minutes and 4 GB of disk.

use std::{
    env, fs,
    fs::File,
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use hudna_benches::{
    adjoining::adjoining,
    chart::{Curve, draw},
    memory::resident,
    table::{Table, short},
    world::write_world,
};

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [data, charts, hudna] => all(Path::new(data), Path::new(charts), hudna, false),
        [data, charts, hudna, "--full"] => all(Path::new(data), Path::new(charts), hudna, true),
        _ => anyhow::bail!("usage: growth DATA CHARTS HUDNA [--full]"),
    }
}

/// What one size took.
struct Measured {
    size: f64,
    figures: Vec<f64>,
}

fn all(data: &Path, charts: &Path, hudna: &str, full: bool) -> Result<()> {
    let folder = &data.join("growth");
    fs::create_dir_all(folder)?;
    fs::create_dir_all(charts)?;
    let index = ["build, ms", "index, MB", "one point, ns"];
    tell(charts, "vertices", &index, &by_vertices()?)?;
    tell(charts, "polygons", &index, &by_polygons()?)?;
    tell(charts, "rows", &["hudna join, s", "memory, MiB"], &by_rows(data, folder, hudna, full)?)?;
    tell(charts, "zones", &["start, s", "memory, MiB"], &by_zones(folder, hudna, full)?)?;
    tell(charts, "articles", &["start, s", "memory, MiB"], &by_articles(folder, hudna, full)?)
}

/// Prints a table and draws its chart.
fn tell(charts: &Path, sizes: &str, names: &[&str], measured: &[Measured]) -> Result<()> {
    let mut table = Table::new(&[&[sizes], names].concat());
    for one in measured {
        table.row([one.size].iter().chain(&one.figures).map(|figure| short(*figure)));
    }
    let curve = |(number, name): (usize, &&str)| Curve {
        name: (*name).to_owned(),
        points: measured.iter().map(|one| (one.size, one.figures[number])).collect(),
    };
    let curves: Vec<_> = names.iter().enumerate().map(curve).collect();
    let slopes = curves.iter().map(|curve| curve.slope().map_or_else(String::new, |slope| format!("{slope:.2}")));
    table.row(["slope of the upper half".to_owned()].into_iter().chain(slopes));
    println!("{table}");
    draw(&charts.join(format!("{sizes}.svg")), sizes, &curves)
}

/// Twenty-five polygons with more and more vertices.
fn by_vertices() -> Result<Vec<Measured>> {
    let sizes = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];
    sizes.into_iter().map(|vertices| index_of_its_own(vertices as f64, 5, 5, vertices / 100)).collect()
}

/// More and more polygons of 64 vertices.
fn by_polygons() -> Result<Vec<Measured>> {
    let grids = [(1, 1), (5, 2), (10, 10), (40, 25), (100, 100), (400, 250)];
    grids.into_iter().map(|(columns, rows)| index_of_its_own((columns * rows) as f64, columns, rows, 16)).collect()
}

fn index_of_its_own(size: f64, columns: usize, rows: usize, steps: usize) -> Result<Measured> {
    let sizes = [columns, rows, steps].map(|number| number.to_string());
    let said = Command::new(beside("ground")?).arg("grow").args(sizes).output()?;
    ensure!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let said = String::from_utf8(said.stdout)?;
    let figures = said.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    Ok(Measured { size, figures })
}

/// `hudna join` on CSV files of three columns, all cores.
fn by_rows(data: &Path, folder: &Path, hudna: &str, full: bool) -> Result<Vec<Measured>> {
    let rows = data.join("rows.csv");
    let rows = File::open(&rows).with_context(|| format!("opening {}", rows.display()))?;
    let lines: Vec<_> = BufReader::new(rows).lines().skip(1).take(1_000_000).collect::<Result<_, _>>()?;
    let sizes = [10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
    let sizes = &sizes[..if full { 5 } else { 4 }];
    let measure = |size: &usize| {
        let input = folder.join("growth.csv");
        let mut file = BufWriter::new(File::create(&input)?);
        writeln!(file, "lon,lat,date")?;
        for line in lines.iter().cycle().take(*size) {
            writeln!(file, "{line}")?;
        }
        file.flush()?;
        let output = folder.join("growth-joined.csv");
        let begun = Instant::now();
        let join = Command::new(hudna).arg("join").arg(&input).arg("-o").arg(&output).args(["--force", "--quiet"]).spawn()?;
        let most = until_it_ends(join)?;
        let took = begun.elapsed().as_secs_f64();
        fs::remove_file(&input)?;
        fs::remove_file(&output)?;
        Ok(Measured { size: *size as f64, figures: vec![took, most] })
    };
    sizes.iter().map(measure).collect()
}

/// Another program of this folder.
fn beside(name: &str) -> Result<PathBuf> {
    Ok(env::current_exe()?.with_file_name(name))
}

/// MiB that a process held at most.
fn until_it_ends(mut process: Child) -> Result<f64> {
    let mut most = 0.0_f64;
    let id = process.id().to_string();
    loop {
        most = most.max(resident(&id).1);
        if let Some(status) = process.try_wait()? {
            ensure!(status.success(), "ended with {status}");
            return Ok(most);
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// `hudna serve` until it answers, over data folders of zones that adjoin, with 64 vertices each.
fn by_zones(folder: &Path, hudna: &str, full: bool) -> Result<Vec<Measured>> {
    let grids = [(5, 2), (10, 10), (40, 25), (100, 100), (400, 250)];
    let measure = |&(columns, rows): &(usize, usize)| {
        let world = folder.join("zones");
        write_world(&adjoining(columns, rows, 16), &world)?;
        let figures = served("--data", &world, hudna)?;
        fs::remove_dir_all(&world)?;
        Ok(Measured { size: (columns * rows) as f64, figures })
    };
    grids[..if full { 5 } else { 4 }].iter().map(measure).collect()
}

/// The same over folders of made-up articles.
fn by_articles(folder: &Path, hudna: &str, full: bool) -> Result<Vec<Measured>> {
    let sizes = [10, 100, 1_000, 10_000, 100_000];
    let measure = |&size: &usize| {
        let figures = served("--articles", &articles(folder, size)?, hudna)?;
        Ok(Measured { size: size as f64, figures })
    };
    sizes[..if full { 5 } else { 4 }].iter().map(measure).collect()
}

fn articles(folder: &Path, count: usize) -> Result<PathBuf> {
    let articles = folder.join(format!("articles-{count}"));
    let status = Command::new(beside("archive")?).arg(&articles).arg(count.to_string()).stdout(Stdio::null()).status()?;
    ensure!(status.success(), "the articles are not written");
    Ok(articles)
}

/// Seconds until a server with a folder is ready, and MiB that it held at most.
fn served(option: &str, folder: &Path, hudna: &str) -> Result<Vec<f64>> {
    let begun = Instant::now();
    let serve = ["serve", "--listen", "127.0.0.1:0", option];
    let mut process =
        Command::new(hudna).args(serve).arg(folder).env("HUDNA_LOG", "warn").stdout(Stdio::piped()).spawn()?;
    let stdout = process.stdout.take().context("it is piped")?;
    let mut said = String::new();
    BufReader::new(stdout).read_line(&mut said)?;
    let took = begun.elapsed().as_secs_f64();
    let most = resident(&process.id().to_string()).1;
    process.kill()?;
    process.wait()?;
    ensure!(said.contains("http://"), "not started: {said}");
    Ok(vec![took, most])
}
