//! The binary as a process.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use assert_cmd::cargo::cargo_bin;
use hudna::load::Folder;
use tempfile::TempDir;

fn hudna() -> Command {
    let mut command = Command::new(cargo_bin("hudna"));
    command
        .env_remove("HUDNA_DATA")
        .env_remove("HUDNA_ARTICLES");
    command
}

struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    /// Asserts that standard error holds each of some texts.
    fn tells(&self, texts: &[&str]) {
        for text in texts {
            assert!(self.err.contains(text), "{text}: {}", self.err);
        }
    }
}

fn run(args: &[&str]) -> Run {
    let output = hudna().args(args).output().unwrap();
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The shipped data as a folder on disk.
fn data_on_disk() -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, bytes) in Folder::embedded_data().files() {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    dir
}

/// A server on a free port, ended by its own process id.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(args: &[&str]) -> Self {
        let mut child = hudna()
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .split("http://")
            .nth(1)
            .and_then(|rest| rest.split_whitespace().next());
        let address = address
            .unwrap_or_else(|| panic!("no address in {line:?}"))
            .to_owned();
        Self { child, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn wait_for(&self, path: &str, wanted: &str) -> String {
        let start = Instant::now();
        loop {
            let answer = self.get(path);
            if answer.contains(wanted) {
                return answer;
            }
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "no {wanted:?} in {answer}"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a command of the README prints; `None` for programs that are not ours.
fn printed(command: &str, server: &Server) -> Option<String> {
    if let Some(path) = command.strip_prefix("curl 'http://127.0.0.1:8080") {
        let answer = server.get(path.trim_end_matches('\''));
        let (_, body) = answer.split_once("\r\n\r\n")?;
        return Some(format!("{body}\n"));
    }
    let own = cargo_bin("hudna");
    let script = command.replace("target/release/hudna", own.to_str()?);
    let is_own = script != command;
    let output = is_own.then(|| {
        Command::new("sh")
            .args(["-c", &script])
            .env_remove("HUDNA_DATA")
            .env_remove("HUDNA_ARTICLES")
            .output()
            .unwrap()
    })?;
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_examples_of_the_readme_print_what_it_shows() {
    let server = Server::start(&[]);
    let mut tried = 0;
    for block in include_str!("../README.md").split("```console\n$ ").skip(1) {
        let (command, rest) = block.split_once('\n').unwrap();
        let shown = rest.split("```").next().unwrap();
        if let Some(printed) = printed(command, &server) {
            assert_eq!(printed, shown, "{command}");
            tried += 1;
        }
    }
    assert_eq!(tried, 5);
}

#[test]
fn locate_answers_in_a_sentence_and_in_json() {
    let text = run(&["locate", "36.63", "35.93", "--date", "2017-09-20"]);
    assert_eq!(text.code, Some(0));
    assert!(
        text.out.starts_with("In Idlib (idlib@2017-09-15,"),
        "{}",
        text.out
    );
    let arabic = run(&[
        "locate",
        "36.63",
        "35.93",
        "--date",
        "2017-09-20",
        "--lang",
        "ar",
    ]);
    assert!(arabic.out.starts_with("In إدلب"), "{}", arabic.out);
    let json = run(&["locate", "36.29", "33.51", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["nearest"]["zone"], "eastern-ghouta");
}

#[test]
fn negative_numbers_are_coordinates_not_flags() {
    let found = run(&["locate", "-36.63", "-35.93"]);
    assert_eq!(found.code, Some(0), "{}", found.err);
    assert!(found.out.contains("In no zone"));
}

#[test]
fn a_misunderstood_command_line_exits_2() {
    for args in [
        &["locate", "east", "35"][..],
        &["locate", "36", "35", "--date", "soon"],
        &["fly"],
        &["serve", "--listen", "nowhere"],
        &["serve", "--public-url", "x"],
        &["serve", "--public-url", "https://maps.example#x"],
    ] {
        let run = run(args);
        assert_eq!(run.code, Some(2), "{args:?}");
        assert!(
            !run.err.is_empty() && !run.err.contains("panicked"),
            "{}",
            run.err
        );
    }
}

#[test]
fn a_point_off_the_earth_exits_1_and_says_why() {
    let run = run(&["locate", "36", "95"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.err.contains("lat 95 is outside -90 to 90"),
        "{}",
        run.err
    );
}

#[test]
fn the_shipped_data_checks_clean() {
    let run = run(&["check"]);
    assert_eq!(run.code, Some(0), "{}", run.out);
    assert_eq!(run.out, "0 errors and 0 warnings\n");
}

#[test]
fn the_lines_are_what_the_facts_give() {
    let dir = data_on_disk();
    let data = dir.path().to_str().unwrap();
    let check = run(&["draw", "--check", "--data", data]);
    assert_eq!(
        check.code,
        Some(0),
        "run `hudna draw`: {}{}",
        check.out,
        check.err
    );
}

/// One row turned over moves the line around it and no other; every answer follows.
#[test]
fn a_fact_turned_over_moves_its_line_only() {
    let dir = data_on_disk();
    let data = dir.path().to_str().unwrap();
    let rows = dir.path().join("memberships.csv");
    let text = fs::read_to_string(&rows).unwrap();
    let saraqib = text
        .lines()
        .find(|row| row.starts_with("saraqib") && row.contains(",idlib,inside,"));
    let saraqib = saraqib.unwrap();
    let turned = saraqib.replace(",inside,", ",outside,");
    fs::write(&rows, text.replace(saraqib, &turned)).unwrap();
    let files = ["extents/idlib.geojson", "extents/northern-homs.geojson"];
    let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
    let before = files.map(read);
    assert_eq!(run(&["draw", "--check", "--data", data]).code, Some(1));
    let point = ["36.80", "35.86", "--date", "2017-09-20", "--data", data];
    assert!(
        run(&[&["locate"][..], &point].concat())
            .out
            .starts_with("In Idlib")
    );
    let drawn = run(&["draw", "--data", data]);
    assert_eq!(drawn.code, Some(0), "{}", drawn.err);
    let after = files.map(read);
    assert_ne!(before[0], after[0]);
    assert_eq!(before[1], after[1], "another zone's line moved");
    let located = run(&[&["locate"][..], &point].concat());
    assert!(
        located.out.starts_with("In no zone"),
        "{}{}",
        located.out,
        located.err
    );
    let vertices = |text: &str| -> std::collections::BTreeSet<String> {
        text.split("],[").map(str::to_owned).collect()
    };
    let (old, new) = (vertices(&before[0]), vertices(&after[0]));
    let kept = old.intersection(&new).count();
    assert!(
        kept * 100 > old.len() * 90,
        "{kept} of {} vertices stayed",
        old.len()
    );
}

#[test]
fn check_lists_every_fault_and_exits_1() {
    let dir = data_on_disk();
    let extents = dir.path().join("extents/idlib.geojson");
    let text = fs::read_to_string(&extents).unwrap();
    fs::write(
        &extents,
        text.replacen("\"zone\":\"idlib\"", "\"zone\":\"atlantis\"", 1)
            .replacen("2018-02-13", "2018-02-30", 1),
    )
    .unwrap();
    let data = dir.path().to_str().unwrap();
    let found = run(&["check", "--data", data]);
    assert_eq!(found.code, Some(1));
    assert!(
        found.out.contains("atlantis") && found.out.contains("2018-02-30"),
        "{}",
        found.out
    );
    assert!(
        found.out.contains("extents/idlib.geojson:"),
        "{}",
        found.out
    );
    let json = run(&["check", "--data", data, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["publishable"], false);
    assert!(json["faults"].as_array().unwrap().len() >= 2);
    let locate = run(&["locate", "36", "35", "--data", data]);
    assert_eq!(locate.code, Some(1));
    assert!(locate.out.is_empty() && locate.err.contains("atlantis"));
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let run = run(&["locate", "36", "35", "--data", "/no/such/folder"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.err.contains("/no/such/folder") && run.err.lines().count() == 1,
        "{}",
        run.err
    );
}

#[test]
fn check_names_every_folder_that_is_not_there() {
    let folders = ["--data", "/no/such/data", "--articles", "/no/such/texts"];
    let text = run(&[&["check"][..], &folders].concat());
    assert_eq!(text.code, Some(1));
    assert!(
        text.out.contains("/no/such/data: error [missing-file]")
            && text.out.contains("/no/such/texts: error [missing-file]")
            && text.out.contains("2 errors and 0 warnings"),
        "{}",
        text.out
    );
    let json = run(&[&["check", "--format", "json"][..], &folders].concat());
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["publishable"], false);
    assert_eq!(json["faults"][1]["file"], "/no/such/texts");
}

#[test]
fn other_zones_need_no_code() {
    let dir = TempDir::new().unwrap();
    let put = |name: &str, text: &str| {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put(
        "data/dataset.toml",
        "id = \"isle\"\nlicence = \"CC0-1.0\"\nlanguages = [\"en\"]\ndefault_day = \"1990-01-01\"\nfirst_day = \"1990-01-01\"\nlast_day = \"1991-01-01\"\n[title]\nen = \"An island\"\n[description]\nen = \"Made up.\"\n[view]\nlon = -8\nlat = -20\nzoom = 8\n",
    );
    put(
        "data/zones.toml",
        "[[zone]]\nid = \"north\"\norder = 1\ncolor = \"#112233\"\ndash = \"\"\nname = { en = \"North Shore\" }\ndescription = { en = \"Made up.\" }\n",
    );
    put("data/agreements.toml", "");
    put("data/sources.toml", "");
    put(
        "data/extents/north.geojson",
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"zone":"north","valid_from":"1990-01-01","precision_m":500,"summary":{"en":"x"}},"geometry":{"type":"Polygon","coordinates":[[[-8.2,-20.2],[-7.8,-20.2],[-7.8,-19.8],[-8.2,-19.8],[-8.2,-20.2]]]}}]}"#,
    );
    put(
        "texts/one.txt",
        "A title\n\nBoats came to the North Shore at night.\n",
    );
    let (data, texts) = (dir.path().join("data"), dir.path().join("texts"));
    let folders = [
        "--data",
        data.to_str().unwrap(),
        "--articles",
        texts.to_str().unwrap(),
    ];
    let located = run(&[
        &["locate", "-8", "-20", "--date", "1990-06-01"][..],
        &folders,
    ]
    .concat());
    assert!(
        located.out.starts_with("In North Shore (north@1990-01-01"),
        "{} {}",
        located.out,
        located.err
    );
    let links = run(&[&["links"][..], &folders].concat());
    assert_eq!(links.out, "one/1\tnorth\tzone-name\t«North Shore»\n");
}

#[test]
fn links_reads_files_folders_and_standard_input() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("note.txt");
    fs::write(&file, "A note\n\nCalm in Eastern Ghouta.\n").unwrap();
    for path in [&file, dir.path()] {
        let run = run(&["links", "--format", "ndjson", path.to_str().unwrap()]);
        let lines: Vec<serde_json::Value> = run
            .out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[1]["article"], "note");
        assert_eq!(lines[1]["zones"], serde_json::json!(["eastern-ghouta"]));
    }
    let mut child = piped(&["links", "-"]);
    child
        .stdin
        .take()
        .unwrap()
        .write_all("هدوء في الغوطة الشرقية".as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("«الغوطة الشرقية»")
    );
}

/// A folder of files with the given content.
fn files(contents: &[(&str, &[u8])]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, bytes) in contents {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    dir
}

fn ndjson(text: &str) -> Vec<serde_json::Value> {
    let lines = text.lines().map(serde_json::from_str);
    lines.map(Result::unwrap).collect()
}

/// The program at work, with pipes for all it reads and writes.
fn piped(args: &[&str]) -> Child {
    hudna()
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Runs with this on standard input.
fn run_with(args: &[&str], input: &[u8]) -> Run {
    let mut child = piped(args);
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap().unwrap();
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// "A quiet day / Calm in Idlib." in Arabic, in the encoding that most old archives have.
const WINDOWS_1256: &[u8] =
    b"\xed\xe6\xe3 \xe5\xc7\xcf\xc6\r\n\r\n\xe5\xcf\xe6\xc1 \xdd\xed \xc5\xcf\xe1\xc8.\r\n";

#[test]
fn a_text_in_another_encoding_is_named_and_the_others_are_listed() {
    let dir = files(&[
        ("a.txt", b"One\n\nCalm in Idlib.\n"),
        ("b.txt", WINDOWS_1256),
        ("c.txt", b"Three\n\nCalm in Idlib.\n"),
        ("d.txt", b""),
        ("e.pdf", b"%PDF"),
        ("f.toml", b"title = \"x\""),
        ("g.txt", b"\xff\xfe\x27\x06\x0a\x00"),
    ]);
    let folder = dir.path().to_str().unwrap();
    let run_strictly = run(&["links", folder]);
    assert_eq!(run_strictly.code, Some(1));
    assert_eq!(
        run_strictly.out,
        "a/1\tidlib\tzone-name\t«Idlib»\nc/1\tidlib\tzone-name\t«Idlib»\n"
    );
    run_strictly.tells(&[
        "b.txt:1: error [syntax]: not UTF-8: byte 0 is 0xed; it looks like windows-1256: try --encoding windows-1256",
        "d.txt: error [text]: the article is empty",
        "g.txt:1: error [syntax]: not UTF-8: byte 0 is 0xff; it looks like utf-16le: try --encoding utf-16le",
        "1 file is left out",
    ]);
    assert!(!run_strictly.err.contains("f.toml"), "{}", run_strictly.err);
    let b = dir.path().join("b.txt");
    let converted = run(&[
        "links",
        b.to_str().unwrap(),
        "--encoding",
        "cp1256",
        "--format",
        "ndjson",
    ]);
    assert_eq!((converted.code, converted.err.as_str()), (Some(0), ""));
    let lines = ndjson(&converted.out);
    let mention = &lines[1]["links"][0]["mentions"][0];
    assert_eq!(mention["text"], "إدلب");
    assert_eq!(
        (&mention["start"], &mention["end"]),
        (&8.into(), &12.into())
    );
    assert_eq!(mention["start_byte"], 14, "of the converted text");
}

#[test]
fn a_misunderstood_request_for_links_exits_2() {
    for args in [
        &["links", "--encoding", "klingon"][..],
        &["links", "--threads", "0"],
        &["links", "--threads", "many"],
        &["links", "--force"],
        &["links", "--format", "pdf"],
        &["links", "--public-url", "zones"],
    ] {
        assert_eq!(run(args).code, Some(2), "{args:?}");
    }
    let unknown = run(&["links", "--encoding", "klingon"]);
    assert!(unknown.err.contains("windows-1256"), "{}", unknown.err);
}

#[test]
fn a_bad_line_of_an_archive_is_named_and_the_rest_is_listed() {
    let archive = "{\"id\":7,\"title\":\"Calm\",\"text\":\"In Idlib\\nIn Douma\",\"url\":null}\n{\"id\":8}\nnonsense\n{\"id\":\"x\",\"text\":\"Rastan\"}\n";
    let dir = files(&[("a.jsonl", archive.as_bytes())]);
    let found = run(&["links", dir.path().to_str().unwrap()]);
    assert_eq!(found.code, Some(1));
    let places: Vec<&str> = found
        .out
        .lines()
        .map(|l| l.split('\t').next().unwrap())
        .collect();
    assert_eq!(places, ["7/1", "7/2", "x/0"]);
    found.tells(&[
        "a.jsonl:2:8: error",
        "`text`",
        "a.jsonl:3: error",
        "2 errors",
    ]);
    let piped = run_with(&["links", "-"], archive.as_bytes());
    assert_eq!((piped.code, piped.out), (Some(1), found.out));
    let as_text = run_with(&["links", "-", "--input", "text"], archive.as_bytes());
    assert!(as_text.out.starts_with("stdin/0\t"), "{}", as_text.out);
}

#[cfg(unix)]
#[test]
fn many_small_files_need_few_open_at_once() {
    let dir = TempDir::new().unwrap();
    for number in 0..400 {
        // One is a text by its ending, the other by its first sign.
        let ending = ["txt", "news"][number % 2];
        let path = dir.path().join(format!("{number:03}.{ending}"));
        fs::write(path, "\nCalm in Idlib.").unwrap();
    }
    let script = "cd \"$0\" && ulimit -n 64 && exec \"$1\" links --threads 255 *";
    let output = Command::new("sh")
        .args(["-c", script])
        .args([dir.path(), &cargo_bin("hudna")])
        .env_remove("HUDNA_DATA")
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), told.as_str()), (Some(0), ""));
    let listed = String::from_utf8(output.stdout).unwrap();
    let wanted = (0..400).map(|n| format!("{n:03}/0\tidlib\tzone-name\t«Idlib»"));
    assert!(listed.lines().eq(wanted), "{listed}");
}

#[test]
fn a_pipe_may_begin_with_nothing_but_a_line_break() {
    let mut child = piped(&["links", "-"]);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all("\u{feff}\n".as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    stdin
        .write_all(b"{\"id\": 7, \"text\": \"Idlib\"}\n")
        .unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let listed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(listed, "7/0\tidlib\tzone-name\t«Idlib»\n");
}

#[test]
fn many_threads_list_in_the_order_of_the_archive() {
    let mut archive = String::new();
    for number in 0..3000 {
        // The first articles are the longest.
        let text =
            "Calm in Idlib and Douma. ".repeat(if number < 3 { 4000 } else { 1 + number % 7 });
        let record = serde_json::json!({ "id": number, "text": text });
        archive += &(record.to_string() + "\n");
    }
    let dir = files(&[
        ("z.ndjson", archive.as_bytes()),
        ("b.txt", b"Idlib"),
        ("a/b.txt", b"Douma"),
    ]);
    let folder = dir.path().to_str().unwrap();
    let list = |threads| run(&["links", folder, "--format", "ndjson", "--threads", threads]);
    let (one, seven) = (list("1"), list("7"));
    assert_eq!(one.out, seven.out);
    let lines = ndjson(&one.out);
    let names: Vec<String> = lines
        .iter()
        .map(|line| line["article"].to_string())
        .collect();
    assert_eq!(names[..3], ["\"a/b\"", "\"b\"", "\"0\""]);
    assert_eq!(names.last().unwrap(), "\"2999\"");
    assert!(one.err.contains("2 texts share"), "{}", one.err);
    assert_eq!(list("7").code, Some(0));
}

#[test]
fn the_list_can_be_csv_annotations_or_explained() {
    let text = b"Calm\n\nIn Idlib, says \"X\", all is calm.\n\nNothing.";
    let dir = files(&[("n.txt", text)]);
    let file = dir.path().join("n.txt");
    let file = file.to_str().unwrap();
    let csv = run(&["links", file, "--format", "csv", "--explain"]).out;
    let mut rows = csv.lines();
    assert!(
        rows.next()
            .unwrap()
            .starts_with("article,paragraph,zone,kind,confidence,rule,mentions,")
    );
    assert!(
        rows.next()
            .unwrap()
            .starts_with("n,1,idlib,explicit,0.97,zone-name,Idlib,zone:idlib,3,8,3,8,"),
        "{csv}"
    );
    assert_eq!(rows.next(), None);
    let linked = run(&[
        "links",
        file,
        "--format",
        "ndjson",
        "--linked-only",
        "--explain",
    ]);
    let linked = ndjson(&linked.out);
    assert_eq!(linked.len(), 1);
    assert_eq!(
        linked[0]["links"][0]["explanation"],
        "The passage holds a name of the zone."
    );
    let annotations = run(&[
        "links",
        file,
        "--format",
        "jsonld",
        "--public-url",
        "https://z.example",
    ]);
    let annotation = &ndjson(&annotations.out)[0];
    assert_eq!(annotation["body"][0]["id"], "https://z.example/zones/idlib");
    assert_eq!(
        annotation["target"][0]["source"],
        "https://z.example/articles/n#passage-1"
    );
    assert_eq!(
        annotation["target"][0]["selector"][0]["suffix"],
        ", says \"X\", all is calm."
    );
}

#[test]
fn an_output_file_is_whole_or_not_there() {
    let dir = files(&[("in/a.txt", b"Idlib"), ("in/b.txt", b"\xff")]);
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (folder, out) = (path("in"), path("out.txt"));
    let first = run(&["links", &folder, "--output", &out]);
    assert_eq!((first.code, first.out.as_str()), (Some(1), ""));
    let listed = "a/0\tidlib\tzone-name\t«Idlib»\n";
    assert_eq!(fs::read_to_string(&out).unwrap(), listed);
    fs::write(&out, "precious").unwrap();
    let refused = run(&["links", &folder, "--output", &out]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("--force"), "{}", refused.err);
    assert_eq!(fs::read_to_string(&out).unwrap(), "precious");
    assert_eq!(
        run(&["links", &folder, "-o", &out, "--force", "-q"]).code,
        Some(1)
    );
    assert_eq!(fs::read_to_string(&out).unwrap(), listed);
    assert_eq!(
        fs::read_dir(dir.path()).unwrap().count(),
        2,
        "nothing else stays"
    );
}

#[test]
fn what_is_not_there_is_named_and_the_rest_is_listed() {
    let dir = files(&[("a.txt", b"Idlib"), ("empty/x.md", b"")]);
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let found = run(&["links", &path("no.txt"), &path("empty"), &path("a.txt")]);
    assert_eq!(found.code, Some(1));
    assert_eq!(found.out.lines().count(), 1);
    assert!(found.err.contains("no.txt: error") && found.err.contains("no text is in this folder"));
}

#[test]
fn invisible_characters_are_told_and_the_text_is_answered() {
    let found = run_with(&["links", "-"], "A\u{202E}\0\n\nIdlib".as_bytes());
    assert_eq!(found.code, Some(0));
    assert!(found.out.starts_with("stdin/1\tidlib"));
    assert!(
        found.err.contains(
            "standard input:1: warning [text]: the line holds the invisible character U+202E"
        ),
        "{}",
        found.err
    );
    let many = "\0\n".repeat(500);
    let many = run_with(&["links", "-"], many.as_bytes());
    assert_eq!(many.err.lines().count(), 11, "{}", many.err);
    assert!(many.err.contains("490 more warnings"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    let dir = files(&[("a.txt", b"Idlib")]);
    let full = fs::File::create("/dev/full").unwrap();
    let output = hudna()
        .arg("links")
        .arg(dir.path())
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("No space left"), "{told}");
}

#[test]
fn a_reader_of_links_that_stops_is_no_failure_even_while_more_could_come() {
    let mut child = piped(&["links", "-", "--input", "ndjson"]);
    let mut stdin = child.stdin.take().unwrap();
    drop(child.stdout.take());
    let line = "{\"id\":1,\"text\":\"Idlib\"}\n".repeat(50_000);
    // The program ends before everything is written; standard input stays open.
    let _ = stdin.write_all(line.as_bytes());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    drop(stdin);
}

#[test]
fn a_very_long_paragraph_is_linked() {
    let mut text = "Calm everywhere, it was said. ".repeat(700_000);
    text += "Only not in Idlib.";
    let found = run_with(&["links", "-"], text.as_bytes());
    assert_eq!(found.code, Some(0), "{}", found.err);
    assert_eq!(found.out, "stdin/0\tidlib\tzone-name\t«Idlib»\n");
}

/// Most memory a process held so far, in kilobytes.
#[cfg(target_os = "linux")]
fn most_memory_kb(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// 300 MB go through in less memory than a third of that, as one text and as an archive.
#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_what_is_read() {
    let text = Folder::embedded_articles()
        .files()
        .find(|(name, _)| {
            Path::new(name)
                .extension()
                .is_some_and(|ending| ending == "txt")
        })
        .unwrap()
        .1
        .to_vec();
    let text = String::from_utf8(text).unwrap() + "\n\n";
    let line = serde_json::json!({ "id": "a", "text": text }).to_string() + "\n";
    for block in [text, line] {
        let mut child = hudna()
            .args(["links", "-", "--format", "ndjson"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let blocks = block.repeat(200);
        for _ in 0..150_000_000 / blocks.len() {
            stdin.write_all(blocks.as_bytes()).unwrap();
        }
        let most = most_memory_kb(child.id());
        drop(stdin);
        assert!(child.wait().unwrap().success());
        assert!(most < 100_000, "{most} kB");
    }
}

#[test]
fn export_writes_what_the_server_serves() {
    let server = Server::start(&[]);
    let answer = server.get("/zones.geojson?date=2017-06-15");
    let body = answer.split("\r\n\r\n").nth(1).unwrap().to_owned();
    assert_eq!(run(&["export", "--date", "2017-06-15"]).out.trim(), body);
    assert_eq!(run(&["export", "--zone", "nowhere"]).code, Some(1));
}

#[test]
fn export_writes_a_file_in_any_format() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("zones.gpkg");
    let file = path.to_str().unwrap();
    let run_ = run(&["export", "--format", "gpkg", "-o", file]);
    assert_eq!((run_.code, run_.out.as_str()), (Some(0), ""));
    assert!(fs::read(&path).unwrap().starts_with(b"SQLite format 3\0"));
    let csv = run(&[
        "export",
        "--format",
        "csv",
        "--zone",
        "idlib",
        "--date",
        "2018-06-01",
    ]);
    assert_eq!(
        csv.out.lines().next().unwrap().split(',').next(),
        Some("id")
    );
    assert!(csv.out.contains("idlib@2018-02-13") && !csv.out.contains("idlib@2017"));
    let wrong = run(&["export", "--format", "shp"]);
    assert_eq!(wrong.code, Some(2));
    wrong.tells(&["shp", "geojson", "parquet"]);
    let nowhere = run(&[
        "export",
        "-o",
        dir.path().join("no/where").to_str().unwrap(),
    ]);
    assert_eq!(nowhere.code, Some(1));
    nowhere.tells(&["writing", "no/where"]);
}

#[test]
fn a_reader_that_stops_is_no_failure() {
    let mut child = hudna()
        .args(["export"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn a_port_in_use_is_one_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let run = run(&["serve", "--listen", &address]);
    assert_eq!(run.code, Some(1));
    assert_eq!(
        run.err,
        format!(
            "hudna: {address} is in use by another program; choose another port with --listen\n"
        )
    );
}

#[test]
fn serve_refuses_bad_data_without_starting() {
    let dir = data_on_disk();
    fs::write(dir.path().join("zones.toml"), "[[zone]]\nid = \"x\"\n").unwrap();
    let run = run(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--data",
        dir.path().to_str().unwrap(),
    ]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.out.is_empty() && run.err.contains("`name` is missing"),
        "{}",
        run.err
    );
}

#[test]
fn a_watched_folder_is_taken_up_when_good_and_refused_when_bad() {
    let dir = data_on_disk();
    let data: &Path = dir.path();
    let server = Server::start(&["--data", data.to_str().unwrap(), "--watch"]);
    let dataset = fs::read_to_string(data.join("dataset.toml")).unwrap();
    fs::write(
        data.join("dataset.toml"),
        dataset.replace("2017-06-15", "2017-06-16"),
    )
    .unwrap();
    server.wait_for("/status", "\"generation\":2");
    assert!(
        server
            .get("/?f=json")
            .contains("\"default_day\":\"2017-06-16\"")
    );
    fs::write(data.join("dataset.toml"), "id = 7").unwrap();
    let status = server.wait_for("/status", "\"refused\":{");
    assert!(status.contains("\"generation\":2") && status.contains("dataset.toml"));
    assert!(
        server
            .get("/?f=json")
            .contains("\"default_day\":\"2017-06-16\"")
    );
    fs::write(
        data.join("dataset.toml"),
        dataset.replace("2017-06-15", "2017-06-16"),
    )
    .unwrap();
    let mended = server.wait_for("/status", "\"refused\":null");
    assert!(
        mended.contains("\"generation\":2"),
        "equal files are no new generation"
    );
    fs::write(data.join("dataset.toml"), dataset).unwrap();
    server.wait_for("/status", "\"generation\":3");
}

#[cfg(unix)]
#[test]
fn a_watched_folder_that_is_replaced_is_taken_up_and_watched_on() {
    let place = TempDir::new().unwrap();
    let [data, next, new_link] = ["data", "next", "link"].map(|name| place.path().join(name));
    let (first, second) = (data_on_disk(), data_on_disk());
    edit(second.path(), "2017-06-15", "2017-06-16");
    std::os::unix::fs::symlink(first.path(), &data).unwrap();
    let server = Server::start(&["--data", data.to_str().unwrap(), "--watch"]);
    // A link that now leads elsewhere.
    std::os::unix::fs::symlink(second.path(), &new_link).unwrap();
    fs::rename(&new_link, &data).unwrap();
    server.wait_for("/?f=json", "\"default_day\":\"2017-06-16\"");
    edit(second.path(), "2017-06-16", "2017-06-17");
    server.wait_for("/?f=json", "\"default_day\":\"2017-06-17\"");
    // One folder moved away and another into its place.
    fs::rename(second.path(), &next).unwrap();
    edit(&next, "2017-06-17", "2017-06-18");
    fs::remove_file(&data).unwrap();
    fs::rename(&next, &data).unwrap();
    server.wait_for("/?f=json", "\"default_day\":\"2017-06-18\"");
    edit(&data, "2017-06-18", "2017-06-19");
    server.wait_for("/?f=json", "\"default_day\":\"2017-06-19\"");
    // A folder removed, and put there again later.
    fs::remove_dir_all(&data).unwrap();
    server.wait_for("/status", "\"refused\":{");
    fs::rename(first.path(), &data).unwrap();
    server.wait_for("/?f=json", "\"default_day\":\"2017-06-15\"");
    assert!(server.get("/status").contains("\"refused\":null"));
    edit(&data, "2017-06-15", "2017-06-20");
    server.wait_for("/?f=json", "\"default_day\":\"2017-06-20\"");
}

/// Changes a day in the description of the data.
fn edit(data: &Path, from: &str, to: &str) {
    let file = data.join("dataset.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(file, text.replace(from, to)).unwrap();
}

#[test]
fn answers_are_prepared_at_the_start_and_after_each_change() {
    let dir = data_on_disk();
    let data: &Path = dir.path();
    let server = Server::start(&["--data", data.to_str().unwrap(), "--watch"]);
    let kept = || {
        let metrics = server.get("/metrics");
        let line = metrics
            .lines()
            .find_map(|line| line.strip_prefix("hudna_kept_answers "));
        line.unwrap().parse::<u32>().unwrap()
    };
    // Files of the page stay when the data changes; these are more than those.
    let wait_for_those_of_the_data = || {
        let start = Instant::now();
        while kept() < 20 {
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "{} are kept",
                kept()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    wait_for_those_of_the_data();
    let dataset = fs::read_to_string(data.join("dataset.toml")).unwrap();
    let changed = dataset.replace("2017-06-15", "2017-06-16");
    fs::write(data.join("dataset.toml"), changed).unwrap();
    server.wait_for("/status", "\"generation\":2");
    server.get("/zones"); // the first answer of the new generation ends those of the old one
    wait_for_those_of_the_data();
}

#[test]
fn reading_a_watched_folder_is_no_change() {
    let dir = data_on_disk();
    let data: &Path = dir.path();
    let server = Server::start(&["--data", data.to_str().unwrap(), "--watch"]);
    // Whole at once: a file that is seen half written is rightly tried again.
    let elsewhere = TempDir::new().unwrap();
    fs::write(elsewhere.path().join("dataset.toml"), "id = 7").unwrap();
    fs::rename(
        elsewhere.path().join("dataset.toml"),
        data.join("dataset.toml"),
    )
    .unwrap();
    let tried = |status: &str| {
        let refused = status.split("\"refused\":{\"at\":\"").nth(1).unwrap();
        refused.split('"').next().unwrap().to_owned()
    };
    let first = tried(&server.wait_for("/status", "\"refused\":{"));
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(tried(&server.get("/status")), first);
}

/// One answer on a connection that stays open: its head, and as many bytes of body as `Content-Length` says.
fn answer_on(
    stream: &mut BufReader<TcpStream>,
    request: &str,
    has_body: bool,
) -> (String, Vec<u8>) {
    write!(stream.get_mut(), "{request}\r\nHost: x\r\n\r\n").unwrap();
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(
            stream.read_line(&mut head).unwrap(),
            0,
            "closed after {head:?}"
        );
    }
    let length = head.split("content-length: ").nth(1);
    let length = length.and_then(|rest| rest.split("\r\n").next());
    let length = length.map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; if has_body { length } else { 0 }];
    stream.read_exact(&mut body).unwrap();
    (head, body)
}

#[test]
fn heads_parts_and_known_answers_follow_each_other_on_one_connection() {
    let server = Server::start(&[]);
    let stream = TcpStream::connect(&server.address).unwrap();
    let timeout = Some(Duration::from_secs(10));
    stream.set_read_timeout(timeout).unwrap();
    let mut stream = BufReader::new(stream);
    let (whole, body) = answer_on(&mut stream, "GET /zones.geojson HTTP/1.1", true);
    assert!(whole.starts_with("HTTP/1.1 200 OK") && whole.contains("accept-ranges: bytes"));
    let tag = whole.split("etag: ").nth(1).unwrap();
    let tag = tag.split("\r\n").next().unwrap();
    let length = format!("content-length: {}\r\n", body.len());
    let (head, _) = answer_on(&mut stream, "HEAD /zones.geojson HTTP/1.1", false);
    assert!(
        head.starts_with("HTTP/1.1 200 OK") && head.contains(&length),
        "{head}"
    );
    assert!(head.contains(tag), "{head}");
    let ranged = "GET /zones.geojson HTTP/1.1\r\nRange: bytes=-100\r\nAccept-Encoding: gzip";
    let (part, tail) = answer_on(&mut stream, ranged, true);
    assert!(part.starts_with("HTTP/1.1 206 Partial Content"), "{part}");
    assert_eq!(tail, &body[body.len() - 100..]);
    let known = format!("GET /zones.geojson HTTP/1.1\r\nIf-None-Match: {tag}");
    let (known, _) = answer_on(&mut stream, &known, false);
    assert!(known.starts_with("HTTP/1.1 304 Not Modified"), "{known}");
    assert!(
        !known.contains("content-length") && !known.contains("chunked"),
        "{known}"
    );
    let known = format!("HEAD /zones.geojson HTTP/1.1\r\nIf-None-Match: {tag}");
    let (known, _) = answer_on(&mut stream, &known, false);
    assert!(known.starts_with("HTTP/1.1 304 Not Modified"), "{known}");
    assert!(!known.contains("content-length: 0"), "{known}");
    let coded = "HEAD /zones.geojson HTTP/1.1\r\nAccept-Encoding: gzip";
    let (coded, _) = answer_on(&mut stream, coded, false);
    assert!(coded.contains("content-encoding: gzip"), "{coded}");
    assert!(
        !coded.contains(&length),
        "the length is that of the packed body: {coded}"
    );
    let (after, alive) = answer_on(&mut stream, "GET /healthz HTTP/1.1", true);
    assert!(
        after.starts_with("HTTP/1.1 200 OK") && alive.starts_with(b"{"),
        "{after}"
    );
}

#[test]
fn absurd_requests_are_answered_and_the_server_lives_on() {
    let server = Server::start(&[]);
    let many = "X-Y: z\r\n".repeat(200);
    for (request, status) in [
        (
            format!("GET /zones HTTP/1.1\r\nHost: x\r\n{many}\r\n"),
            "431",
        ),
        (
            format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(70_000)),
            "414",
        ),
        (
            format!(
                "GET /zones?{} HTTP/1.1\r\nHost: x\r\n\r\n",
                "a".repeat(9_000)
            ),
            "414",
        ),
        ("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), "200"),
        (
            "GET http://x/zones HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
            "200",
        ),
        ("CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), "40"),
        ("GET zones HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), "40"),
        ("GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), "400"),
        ("nonsense\r\n\r\n".to_owned(), "400"),
    ] {
        let mut stream = TcpStream::connect(&server.address).unwrap();
        let timeout = Some(Duration::from_secs(10));
        stream.set_read_timeout(timeout).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        let asked: String = request.chars().take(40).collect();
        assert!(
            line.starts_with(&format!("HTTP/1.1 {status}")),
            "{asked:?}: {line:?}"
        );
    }
    assert!(server.get("/healthz").contains("200 OK"));
}

#[test]
fn a_connection_on_which_nothing_is_asked_is_ended_whatever_it_said() {
    let server = Server::start(&[]);
    let silent = ["", "P", "PRI * HTTP/2.0\r\n", "GET / HTTP/1.1\r\nHost"];
    let silent = silent.map(|words| {
        let mut stream = TcpStream::connect(&server.address).unwrap();
        stream.write_all(words.as_bytes()).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        (words, stream)
    });
    for (words, mut stream) in silent {
        let end = stream.read_to_end(&mut Vec::new());
        let kind = end.map_err(|error| error.kind());
        assert!(
            matches!(kind, Ok(_) | Err(std::io::ErrorKind::ConnectionReset)),
            "still open after {words:?}: {kind:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_half_sent_request_does_not_keep_the_server_alive() {
    let mut server = Server::start(&[]);
    let mut held = TcpStream::connect(&server.address).unwrap();
    write!(held, "GET /zones HTTP/1.1\r\nHost: x\r\n").unwrap();
    let pid = server.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    let start = Instant::now();
    while server.child.try_wait().unwrap().is_none() {
        assert!(start.elapsed() < Duration::from_secs(15), "still running");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[cfg(unix)]
#[test]
fn a_server_asked_to_stop_ends_well() {
    let mut server = Server::start(&[]);
    assert!(server.get("/healthz").contains("200 OK"));
    let kill = Command::new("kill")
        .args(["-TERM", &server.child.id().to_string()])
        .status()
        .unwrap();
    assert!(kill.success());
    let start = Instant::now();
    let status = loop {
        if let Some(status) = server.child.try_wait().unwrap() {
            break status;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "still running");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(status.code(), Some(0));
}

#[test]
fn an_exported_file_is_replaced_only_on_demand() {
    let dir = files(&[("zones.geojson", b"precious")]);
    let path = dir.path().join("zones.geojson");
    let args = ["export", "-o", path.to_str().unwrap()];
    let refused = run(&args);
    assert_eq!(refused.code, Some(1));
    refused.tells(&["zones.geojson exists", "--force"]);
    assert_eq!(fs::read(&path).unwrap(), b"precious");
    assert_eq!(run(&[&args[..], &["--force"]].concat()).code, Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), run(&["export"]).out);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_standard_error_that_cannot_be_written_is_no_crash() {
    let dir = files(&[("in/a.txt", b"Idlib"), ("in/b.txt", b"\xff")]);
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (folder, out) = (path("in"), path("out.txt"));
    for args in [&["links", &folder, "-o", &out][..], &["locate", "200", "1"]] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let status = hudna().args(args).stderr(full).status().unwrap();
        assert_eq!(status.code(), Some(1), "{args:?}");
    }
    assert_eq!(fs::read_to_string(&out).unwrap().lines().count(), 1);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
}

#[test]
fn help_tells_what_a_command_does_with_files_rows_and_exit_codes() {
    let short = run(&["--help"]).out;
    let commands = short.split("Commands:\n").nth(1).unwrap();
    let commands = commands.split("\n\n").next().unwrap();
    assert_eq!(commands.lines().count(), 9, "one line each: {commands}");
    assert!(commands.lines().all(|line| line.len() <= 80), "{commands}");
    let told = [
        ("serve", "the map, the answers and the downloads"),
        ("check", "The exit code is 1"),
        ("locate", "which zones a point was in"),
        ("join", "zone, extent, position and `boundary_distance_m`"),
        ("join", "parted by semicolons"),
        ("join", "\"13240;16060\" for several"),
        ("join", "the exit code is 1"),
        ("links", "in the order of what is read"),
        ("export", "standard output or a file"),
        ("draw", "Writes extents/ZONE.geojson, bands/ZONE.geojson"),
        ("quality", "calibration of the band"),
    ];
    for (command, text) in told {
        let help = run(&[command, "--help"]).out;
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains(text), "{command}: {text}: {help}");
    }
}
