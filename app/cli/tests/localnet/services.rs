//! `app/ops/services`, behind `./x services`: a network, an indexer, a keeper and the page, as processes of one script.

use std::{
    fs::{self, File},
    net::TcpListener,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use reqwest::blocking::{Client, Response};
use serde_json::Value;

use super::{
    folder::Folder,
    network::{self, Localnet},
    stage::{interrupt, reported, rows, Stage},
};

/// In the order in which the script starts them.
const NAMES: [&str; 4] = ["network", "indexer", "keeper", "page"];
/// What an argument of each of them is.
const ARGUMENTS: [&str; 4] = ["io-localnet", "io-indexer", "keeper", "serve.mjs"];
/// The local network keeps no blocks from before its own start.
const NO_OLDER_BLOCKS: &str = "the node has no blocks before this slot";

/// All of them, ended at the end of the test.
pub struct Services {
    /// Its process is the script.
    pub stage: Stage,
    ports: Ports,
    has_ended: bool,
}

#[derive(Clone, Copy)]
struct Ports {
    page: u16,
    indexer: u16,
    keeper: u16,
}

impl Ports {
    fn free() -> Self {
        let held = [(); 3].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
        let [page, indexer, keeper] = held.map(|it| it.local_addr().unwrap().port());
        Self {
            page,
            indexer,
            keeper,
        }
    }

    fn options(self) -> [String; 6] {
        let named = |option: &str, port: u16| [option.to_string(), port.to_string()];
        let [page, indexer, keeper] = [
            named("--page", self.page),
            named("--indexer", self.indexer),
            named("--keeper", self.keeper),
        ];
        let mut options = [page, indexer, keeper].into_iter().flatten();
        std::array::from_fn(|_| options.next().unwrap())
    }
}

/// Whether the page can be served here; the reason is printed where not.
pub fn has_node() -> bool {
    let has_node = Command::new("node")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_ok();
    if !has_node {
        eprintln!("node is not installed: the services are not tried");
    }
    has_node
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../ops/services")
}

/// A folder of the three programs.
fn programs(folder: &Folder) -> PathBuf {
    let programs = folder.join("programs");
    fs::create_dir(&programs).unwrap();
    let io = Path::new(env!("CARGO_BIN_EXE_io"));
    for (name, binary) in [
        ("io", io.into()),
        ("io-localnet", network::binary()),
        ("io-indexer", io.with_file_name("io-indexer")),
    ] {
        assert!(
            binary.exists(),
            "{} is missing: ./x test-localnet builds it",
            binary.display()
        );
        symlink(binary, programs.join(name)).unwrap();
    }
    programs
}

/// The script, to be given options.
fn command(folder: &Folder) -> Command {
    // A shell cannot catch a signal that it was started to ignore, as a job in the background is.
    let mut command = Command::new("env");
    command
        .arg("--default-signal=HUP,INT,TERM")
        .arg(script())
        .env("IO_PROGRAMS", programs(folder))
        .env("HOME", &**folder);
    command
}

/// What an address answers.
pub fn get(url: &str) -> Response {
    Client::new().get(url).send().unwrap()
}

/// Whether a process is there.
fn runs(process: u32) -> bool {
    let look = Command::new("kill")
        .args(["-0", &process.to_string()])
        .stderr(Stdio::null())
        .status();
    look.unwrap().success()
}

fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

impl Services {
    pub fn start(options: &[&str], stderr: Stdio) -> Self {
        let (folder, ports) = (Folder::new(), Ports::free());
        let mut command = command(&folder);
        command.args(ports.options()).args(options).stderr(stderr);
        let network = Localnet::start_by(&mut command);
        Self {
            stage: Stage::on(network),
            ports,
            has_ended: false,
        }
    }

    /// Where the index is.
    pub fn index(&self) -> String {
        format!("http://127.0.0.1:{}", self.ports.indexer)
    }

    /// What the index answers.
    pub fn asks_index(&self, route: &str) -> Value {
        let answer = get(&format!("{}/v1/{route}", self.index()));
        let text = answer.error_for_status().unwrap().text().unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// The processes that the script has started, in their order.
    fn processes(&self) -> [u32; 4] {
        let script = self.stage.network.process.id();
        let mut list = Command::new("ps");
        let (_, list, _) = reported(
            list.args(["-A", "-ww", "-o", "pid=,ppid=,args="])
                .output()
                .unwrap(),
        );
        let started: Vec<Vec<&str>> = list
            .lines()
            .map(|line| line.split_whitespace().collect())
            .filter(|words: &Vec<&str>| words.get(1) == Some(&script.to_string().as_str()))
            .collect();
        ARGUMENTS.map(|argument| {
            let is_it = |words: &&Vec<&str>| words[2..].iter().any(|it| it.ends_with(argument));
            let found: Vec<_> = started.iter().filter(is_it).collect();
            assert_eq!(found.len(), 1, "{argument}: {started:#?}");
            found[0][0].parse().unwrap()
        })
    }

    /// Sends one of them a signal, such as `-STOP`.
    pub fn signal(&self, name: &str, signal: &str) {
        let place = NAMES.iter().position(|it| *it == name).unwrap();
        let process = self.processes()[place].to_string();
        let sent = Command::new("kill").args([signal, &process]).status();
        assert!(sent.unwrap().success());
    }

    fn log(&self, name: &str) -> String {
        let file = self.stage.network.folder.join(name).with_extension("log");
        fs::read_to_string(file).unwrap()
    }

    /// Waits for the end of the script: its exit status.
    fn waits(&mut self) -> i32 {
        self.has_ended = true;
        self.stage.network.process.wait().unwrap().code().unwrap()
    }

    /// Ends them by Ctrl-C's signal: the exit status.
    pub fn ends(&mut self) -> i32 {
        interrupt(&self.stage.network.process);
        self.waits()
    }

    fn assert_gone(&self, processes: [u32; 4]) {
        assert_eq!(processes.map(runs), [false; 4]);
        let (_, network) = self.stage.network.url.rsplit_once(':').unwrap();
        let network: u16 = network.parse().unwrap();
        let Ports {
            page,
            indexer,
            keeper,
        } = self.ports;
        for port in [page, indexer, keeper, network, network + 1, network + 2] {
            assert!(is_free(port), "{port}");
        }
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        if !self.has_ended {
            self.ends();
        }
    }
}

/// P-22 for the history that the set-up of the network makes.
#[test]
fn p22_all_services_work_until_they_are_interrupted() {
    if !has_node() {
        return;
    }
    let mut services = Services::start(&[], Stdio::inherit());
    let processes = services.processes();
    assert_eq!(processes.map(runs), [true; 4]);
    let Ports { page, keeper, .. } = services.ports;

    let stage = &services.stage;
    let audit = stage.does(
        "renter-1",
        &format!("audit --from-index {}", services.index()),
    );
    assert!(
        rows(&audit) > 4 && !audit.to_string().contains("BROKEN"),
        "{audit}"
    );
    assert_eq!(rows(&services.asks_index("suppliers")["data"]), 4);
    assert_eq!(services.asks_index("status")["complete"], true);

    let of_keeper = |route: &str| get(&format!("http://127.0.0.1:{keeper}/{route}"));
    stage.until("the keeper is ready", || {
        of_keeper("readyz").status() == 200
    });
    let metrics = of_keeper("metrics").text().unwrap();
    let round = r#"io_keeper_rounds_total{outcome="done"}"#;
    assert!(
        metrics.lines().any(|line| line.starts_with(round)),
        "{metrics}"
    );

    let of_page = |file: &str| get(&format!("http://127.0.0.1:{page}/{file}"));
    let index = of_page("");
    assert_eq!(
        index.headers()["content-security-policy"],
        "frame-ancestors 'none'"
    );
    let html = index.text().unwrap();
    for part in ["Content-Security-Policy", "default-src 'none'", "main.js"] {
        assert!(html.contains(part), "{html}");
    }
    for file in ["main.js", "deployment.js", "style.css"] {
        assert_eq!(of_page(file).status(), 200, "{file}");
    }

    assert_eq!(services.ends(), 130);
    services.assert_gone(processes);
    for name in NAMES {
        let log = services.log(name);
        assert!(!log.is_empty(), "{name}");
        for line in log.lines().filter(|line| !line.contains(NO_OLDER_BLOCKS)) {
            let bad = ["rror", "WARN", "panicked", "the council: ", "the price: "];
            assert!(!bad.iter().any(|it| line.contains(it)), "{name}: {line}");
        }
    }
}

#[test]
fn one_that_ends_ends_the_others_and_its_last_lines_are_shown() {
    if !has_node() {
        return;
    }
    let kept = Folder::new();
    let said = kept.join("stderr");
    let stderr = File::create(&said).unwrap();
    let mut services = Services::start(&[], stderr.into());
    let processes = services.processes();
    services.signal("indexer", "-KILL");
    assert_eq!(services.waits(), 1);
    services.assert_gone(processes);
    let said = fs::read_to_string(said).unwrap();
    let mut lines = said.lines();
    assert_eq!(lines.next(), Some("services: the indexer exited:"));
    let last: Vec<&str> = lines.collect();
    assert!(
        !last.is_empty()
            && services
                .log("indexer")
                .ends_with(&format!("{}\n", last.join("\n"))),
        "{said}"
    );
}

/// What is taken is refused before anything starts: else what answers there would pass for what was started.
#[test]
fn nothing_starts_where_something_runs() {
    if !has_node() {
        return;
    }
    let folder = Folder::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let env = folder.write(
        "running/env",
        format!("export IO_URL=http://127.0.0.1:{port}\n"),
    );
    let index = folder.write("running/index.db", "of the network that runs");
    let running = Path::new(&env).parent().unwrap().display().to_string();
    let programs = programs(&folder);
    let refused = |options: &[&str]| {
        let mut command = Command::new(script());
        command
            .env("IO_PROGRAMS", &programs)
            .args(Ports::free().options());
        let output = command.args(["--port", "0"]).args(options).output();
        let (status, out, err) = reported(output.unwrap());
        assert_eq!((status, out.as_str()), (2, ""), "{err}");
        err
    };
    let fresh = folder.file("fresh");
    for option in ["page", "indexer", "keeper"] {
        let option = format!("--{option}");
        let expected = format!("services: port {port} is taken: name another with {option}\n");
        let options = ["--folder", &fresh, &option, &port.to_string()];
        assert_eq!(refused(&options), expected);
    }
    assert!(!folder.join("fresh").exists());
    let expected = format!(
        "services: a network runs in {running}: end it, or name another folder with --folder\n"
    );
    assert_eq!(refused(&["--folder", &running]), expected);
    assert!(Path::new(&index).exists());
    let same = "services: --page, --indexer and --keeper need a port each\n";
    assert_eq!(refused(&["--page", "9", "--keeper", "9"]), same);
    assert_eq!(refused(&["--keeper"]), "services: --keeper needs a value\n");
}
