//! Measures a server over a big folder of articles: `search HUDNA DIR`.
//!
//! Starts the program, waits until it answers, sends 2,000 mixed `/passages?q=` requests over one connection
//! on this machine, and prints how long that took and how much memory the program holds. Linux only, for it
//! reads `/proc`.

use std::{
    env, fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

const REQUESTS: usize = 2000;

/// Words, phrases, prefixes and filters, frequent and rare ones, in both languages.
const QUERIES: [&str; 21] = [
    "q=الغوطة",
    "q=غوطة&lang=ar",
    "q=truce",
    "q=ceasefire+villages",
    "q=\"the road to\"",
    "q=\"خفض التصعيد\"",
    "q=إدلب&zone=idlib&kind=explicit",
    "q=convoy&zone=eastern-ghouta",
    "q=council&from=2017-05-04&to=2018-07-31",
    "q=هدنة&from=2017-05-04",
    "q=the",
    "q=في",
    "q=Rastan",
    "q=Rami*",
    "q=راميسا*",
    "q=معبر+مفتوحا+التجار",
    "q=negotiat*+prisoners",
    "q=\"bakery of\"+wood&lang=en",
    "q=zzzz",
    "q=bread&limit=20&offset=500",
    "q=people&limit=20",
];

/// The server, ended with this value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let (Some(program), Some(dir)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: search HUDNA DIR");
        return ExitCode::from(2);
    };
    match measure(&program, &dir) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(program: &str, dir: &str) -> io::Result<()> {
    let begun = Instant::now();
    let mut child = Command::new(program)
        .args(["serve", "--listen", "127.0.0.1:0", "--articles", dir])
        .env("HUDNA_LOG", "warn")
        .stdout(Stdio::piped())
        .spawn()?;
    let stdout = child.stdout.take().expect("it is piped");
    let server = Server(child);
    let mut said = String::new();
    BufReader::new(stdout).read_line(&mut said)?;
    let address = said.split("http://").nth(1).and_then(|rest| rest.split(' ').next());
    let address = address.ok_or_else(|| io::Error::other(format!("not started: {said}")))?;
    println!("{}", said.trim_end());
    println!("ready after        {:7.1} s", begun.elapsed().as_secs_f64());
    memory("memory after start", &server)?;
    let mut door = Door::open(address)?;
    for query in QUERIES {
        door.ask(query)?; // each once, so that no page fault is counted as an answer
    }
    let mut by_query = vec![Vec::new(); QUERIES.len()];
    for nth in 0..REQUESTS {
        by_query[nth % QUERIES.len()].push(door.ask(QUERIES[nth % QUERIES.len()])?.0);
    }
    for (query, times) in QUERIES.iter().zip(&mut by_query) {
        times.sort_unstable();
        let (_, matched) = door.ask(query)?;
        println!("  {:8.2} ms  {matched:>7} matched  {query}", ms(at(times, 50)));
    }
    let mut all: Vec<Duration> = by_query.concat();
    all.sort_unstable();
    for percent in [50, 95, 99, 100] {
        println!("latency p{percent:<3}        {:8.2} ms", ms(at(&all, percent)));
    }
    memory("memory afterwards ", &server)
}

fn at(sorted: &[Duration], percent: usize) -> Duration {
    sorted[((sorted.len() - 1) * percent).div_ceil(100)]
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Prints what the server holds and held at most.
fn memory(when: &str, server: &Server) -> io::Result<()> {
    let status = fs::read_to_string(format!("/proc/{}/status", server.0.id()))?;
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kib.unwrap_or_default() / 1024.0
    };
    let (now, most, own) = (field("VmRSS:"), field("VmHWM:"), field("RssAnon:"));
    println!("{when} {now:7.0} MiB resident ({own:.0} MiB its own), at most {most:.0} MiB");
    Ok(())
}

/// One kept connection.
struct Door {
    stream: BufReader<TcpStream>,
    host: String,
}

impl Door {
    fn open(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream: BufReader::new(stream), host: address.to_owned() })
    }

    /// How long the answer to a query took, and how many passages it says matched.
    fn ask(&mut self, query: &str) -> io::Result<(Duration, usize)> {
        let mut written = String::new();
        for byte in query.bytes() {
            match byte {
                b'"' | b'*' | 0x80.. => written.push_str(&format!("%{byte:02X}")),
                _ => written.push(byte as char),
            }
        }
        written = written.replace(' ', "+");
        let begun = Instant::now();
        let host = &self.host;
        let request = format!("GET /passages?{written} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut length = 0;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        if !line.contains(" 200 ") {
            return Err(io::Error::other(format!("{query}: {line}")));
        }
        while line.trim() != "" {
            line.clear();
            self.stream.read_line(&mut line)?;
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        let time = begun.elapsed();
        let body = String::from_utf8_lossy(&body);
        let matched = body.rsplit("\"matched\":").next().unwrap_or_default();
        let digits: String = matched.chars().take_while(char::is_ascii_digit).collect();
        Ok((time, digits.parse().unwrap_or_default()))
    }
}
