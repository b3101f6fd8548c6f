//! From a wallet to a shell: `io rent reserve`, `workload`, `connect` and `watch` against `io supplier serve` with the driver
//! `command`, and a login at a real SSH server.

use std::{
    fs::{self, File, Permissions},
    io::{Read, Write},
    net::TcpListener,
    os::unix::{fs::PermissionsExt, process::ExitStatusExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        atomic::{AtomicBool, AtomicU32, Ordering},
        Arc,
    },
    thread::{spawn, JoinHandle},
};

use super::{
    binary::io,
    folder::Folder,
    proxy::{self, Deed},
    stage::{number, reported, text, Stage},
};

/// Where sshd is, which wants its whole path.
const SSHD: [&str; 3] = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/sbin/sshd"];

/// Whether somebody can log in here; the reason is printed where not.
pub fn has_sshd() -> bool {
    let found = SSHD.into_iter().any(|path| Path::new(path).exists());
    let has = |program: &str| {
        let paths = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&paths).any(|path| path.join(program).exists())
    };
    let missing = match found {
        false => "sshd",
        true if !has("ssh") => "ssh",
        true if !has("ssh-keygen") => "ssh-keygen",
        true => return true,
    };
    eprintln!("skipped: no {missing} on this machine, so that nobody can log in");
    false
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// `io supplier serve`, started again whenever it is killed, as a supervisor does.
struct Service {
    folder: Folder,
    port: u16,
    admin: u16,
    process: Arc<AtomicU32>,
    stops: Arc<AtomicBool>,
    starts: Arc<AtomicU32>,
    supervisor: Option<JoinHandle<()>>,
}

impl Service {
    fn new() -> Self {
        let folder = Folder::new();
        let hook = folder.write("hook", include_str!("hook.sh"));
        fs::set_permissions(hook, Permissions::from_mode(0o700)).unwrap();
        let ssh = folder.write(
            "ssh-hook",
            include_str!("../../../localnet/src/ssh-hook.sh"),
        );
        fs::set_permissions(ssh, Permissions::from_mode(0o700)).unwrap();
        folder.write("calls", "");
        let key = folder.file("login");
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-C", "renter", "-f", &key])
            .status();
        assert!(made.unwrap().success());
        Self {
            folder,
            port: free_port(),
            admin: free_port(),
            process: Arc::default(),
            stops: Arc::default(),
            starts: Arc::default(),
            supervisor: None,
        }
    }

    /// Its URL for renters.
    fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where it runs, and for whom.
    fn line(&self, url: &str, keypair: &str, supplier: &str) -> String {
        let file = |name| self.folder.file(name);
        format!(
            "supplier serve --yes --url {url} --keypair {keypair} --supplier {supplier} --state {} --driver command --hook {} \
             --listen 127.0.0.1:{} --admin-listen 127.0.0.1:{} --interval 1s --check-every 1s --clock-tolerance 3650d",
            file("state"),
            file("hook"),
            self.port,
            self.admin
        )
    }

    fn starts(&mut self, line: &str) {
        let log = self.folder.join("log");
        let (process, stops, starts) = (
            self.process.clone(),
            self.stops.clone(),
            self.starts.clone(),
        );
        let mut child = begin(line, &log);
        process.store(child.id(), Ordering::SeqCst);
        let line = line.to_string();
        self.supervisor = Some(spawn(move || loop {
            starts.fetch_add(1, Ordering::SeqCst);
            let status = child.wait().unwrap();
            if stops.load(Ordering::SeqCst) {
                return;
            }
            assert_eq!(status.signal(), Some(9), "it ended: {status}");
            child = begin(&line, &log);
            process.store(child.id(), Ordering::SeqCst);
        }));
    }

    fn calls(&self, action: &str, reservation: &str) -> usize {
        let calls = fs::read_to_string(self.folder.join("calls")).unwrap();
        let call = format!("{action} {reservation}");
        calls.lines().filter(|line| *line == call).count()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap()
    }

    fn has_tenant(&self, reservation: &str) -> bool {
        self.folder.join("tenants").join(reservation).exists()
    }

    /// Ends it by the signal of Ctrl-C.
    fn ends(mut self) {
        self.stops.store(true, Ordering::SeqCst);
        let process = self.process.load(Ordering::SeqCst).to_string();
        let sent = Command::new("kill").args(["-INT", &process]).status();
        assert!(sent.unwrap().success());
        self.supervisor.take().unwrap().join().unwrap();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stops.store(true, Ordering::SeqCst);
        let process = self.process.load(Ordering::SeqCst);
        if self.supervisor.is_some() && process > 0 {
            let _ = Command::new("kill")
                .args(["-9", &process.to_string()])
                .status();
        }
        for tenant in fs::read_dir(self.folder.join("tenants"))
            .into_iter()
            .flatten()
        {
            let Ok(pid) = fs::read_to_string(tenant.unwrap().path().join("pid")) else {
                continue;
            };
            let _ = Command::new("kill").arg(pid.trim()).status();
        }
    }
}

fn begin(line: &str, log: &PathBuf) -> Child {
    let log = File::options().create(true).append(true).open(log).unwrap();
    let mut command = io();
    command.args(line.split_whitespace());
    command.stdout(log.try_clone().unwrap()).stderr(log);
    command.stdin(Stdio::null()).spawn().unwrap()
}

/// What an HTTP server says: its status and its body; 0 where nobody answers.
fn get(port: u16, path: &str) -> (u16, String) {
    let url = format!("http://127.0.0.1:{port}{path}");
    let answer = reqwest::blocking::Client::builder()
        .no_proxy()
        .build()
        .unwrap();
    answer.get(url).send().map_or_else(
        |_| (0, String::new()),
        |it| (it.status().as_u16(), it.text().unwrap_or_default()),
    )
}

/// A reservation whose renter has sent its key.
fn reserved(stage: &Stage, service: &Service, number: usize) -> String {
    let offer = stage.offer(number);
    let reserve = format!("rent reserve {offer} --time 2h");
    let reservation = text(&stage.does("renter-1", &reserve), "/reservation");
    let send = format!(
        "rent workload {reservation} --ssh-key {}",
        service.folder.file("login.pub")
    );
    stage.does("renter-1", &send);
    reservation
}

/// What a command says at the other end of `io rent connect --ssh`.
fn logs_in(stage: &Stage, service: &Service, reservation: &str) -> (i32, String, String) {
    let mut command = io();
    command.args(["rent", "connect", reservation, "--ssh", "--identity"]);
    command.arg(service.folder.join("login"));
    command.args(["--url", &stage.network.url]);
    command.args(["--", "echo from $SSH_CONNECTION"]);
    command.env("HOME", &stage.network.folder);
    reported(command.output().unwrap())
}

fn check_login(stage: &Stage, service: &Service, reservation: &str) {
    let (status, out, err) = logs_in(stage, service, reservation);
    assert_eq!(status, 0, "{err}\n{}", service.log());
    assert!(out.starts_with("from 127.0.0.1 "), "{out}");
    assert!(err.contains("host key SHA256:"), "{err}");
}

/// Every command of the way once, and what it says.
pub fn run(stage: &Stage) {
    if !has_sshd() {
        for line in [
            "supplier serve",
            "rent workload",
            "rent connect",
            "rent watch",
        ] {
            stage.count(line);
        }
        return;
    }
    let mut service = Service::new();
    let supplier = stage.supplier(1);
    let update = format!(
        "supplier update --supplier {supplier} --endpoint {}",
        service.endpoint()
    );
    stage.does("supplier-1", &update);
    let line = service.line(&stage.network.url, &stage.file("operator-1"), &supplier);
    service.starts(&line);
    stage.until("the service is ready", || {
        service.log().contains("\"serving\"")
    });
    let reservation = reserved(stage, &service, 1);
    let kept = stage
        .network
        .folder
        .join(format!(".config/io/connections/{reservation}.key"));
    let mode = fs::metadata(&kept).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let connected = stage.does("renter-1", &format!("rent connect {reservation}"));
    assert_eq!(text(&connected, "/host"), "127.0.0.1");
    assert_eq!(text(&connected, "/notes"), "on this machine");
    check_login(stage, &service, &reservation);
    let watched = stage.does("renter-1", &format!("rent watch {reservation} --once"));
    assert_eq!(text(&watched, "/state"), "active");
    assert_eq!(text(&watched, "/access"), "ready");
    assert!(number(&watched, "/timeLeft") > 7_000);
    assert_eq!(get(service.admin, "/readyz").0, 200);
    stage.until("the tenant is checked", || {
        service.calls("check", &reservation) > 0
    });
    let figures = get(service.admin, "/metrics").1;
    let running = "io_supplier_reservations{stage=\"running\"} 1\n";
    assert!(figures.contains(running), "{figures}");
    // Figures are for operators.
    assert_eq!(get(service.port, "/metrics").0, 404);
    stage.does("renter-1", &format!("rent terminate {reservation}"));
    stage.until("the tenant is gone", || !service.has_tenant(&reservation));
    let path = format!("/v1/reservations/{reservation}");
    stage.until("the details are gone", || get(service.port, &path).0 == 410);
    stage.fails_with(
        "renter-1",
        &format!("rent connect {reservation}"),
        3,
        "there is nothing to connect to (terminated within the first minutes): it has ended, ",
    );
    assert_eq!(service.calls("provision", &reservation), 1);
    stage.count(&line);
    service.ends();
}

/// Killed at each call of its driver, and around `start`: one start, one tenant, and none after the end.
pub fn survives(stage: &Stage) {
    if !has_sshd() {
        return;
    }
    let mut service = Service::new();
    let supplier = stage.supplier(2);
    let update = format!(
        "supplier update --supplier {supplier} --endpoint {}",
        service.endpoint()
    );
    stage.does("supplier-2", &update);
    let points = [
        "provision-begin",
        "provision-end",
        "check-begin",
        "check-end",
        "teardown-begin",
        "teardown-end",
    ];
    service.folder.write("kills", points.join("\n") + "\n");
    let process = service.process.clone();
    // The first start never leaves; the second is executed, and nobody hears of it.
    let url = proxy::with(&stage.network.url, move |method, count| {
        let kills = || {
            let process = process.load(Ordering::SeqCst).to_string();
            let _ = Command::new("kill").args(["-9", &process]).status();
        };
        match (method, count) {
            ("sendTransaction", 0) => {
                kills();
                Deed::Swallow
            }
            ("sendTransaction", 1) => {
                kills();
                Deed::Lose
            }
            _ => Deed::Pass,
        }
    });
    let line = service.line(&url, &stage.file("operator-2"), &supplier);
    service.starts(&line);
    let reservation = reserved(stage, &service, 2);
    check_login(stage, &service, &reservation);
    let status = stage.does("renter-1", &format!("rent status {reservation}"));
    let hash = text(&status, "/connectionHash");
    let left = || fs::read_to_string(service.folder.join("kills")).unwrap();
    stage.until("it is killed at its checks", || !left().contains("check"));
    // The tenant outlives the service.
    check_login(stage, &service, &reservation);
    let status = stage.does("renter-1", &format!("rent status {reservation}"));
    assert_eq!(text(&status, "/connectionHash"), hash);
    let history = stage.does("renter-1", &format!("history {reservation}"));
    let started = history.as_array().unwrap().iter();
    let started = started.filter(|it| {
        it.pointer("/action/event")
            .is_some_and(|it| it == "Started")
    });
    assert_eq!(started.count(), 1, "{history:#}");
    stage.does("renter-1", &format!("rent terminate {reservation}"));
    stage.until("it is killed at its teardown", || left().is_empty());
    stage.until("it is gone", || {
        let figures = get(service.admin, "/metrics").1;
        figures.contains("io_supplier_reservations{stage=\"gone\"} 1\n")
    });
    assert!(!service.has_tenant(&reservation));
    let path = format!("/v1/reservations/{reservation}");
    assert_eq!(get(service.port, &path).0, 410);
    assert_eq!(service.calls("provision", &reservation), 3);
    assert_eq!(service.calls("teardown", &reservation), 3);
    // Six by the hook, two around the start.
    assert_eq!(service.starts.load(Ordering::SeqCst), 9);
    declines(stage, &service);
    service.ends();
}

/// A driver that fails is tried three times; then everything goes back to the renter.
fn declines(stage: &Stage, service: &Service) {
    service.folder.write("broken", "");
    let reservation = reserved(stage, service, 2);
    let mut seen = 0;
    stage.until("it is declined", || {
        let calls = service.calls("provision", &reservation);
        if calls > seen {
            // Its retries wait by the clock of the chain.
            stage.travel(30);
            seen = calls;
        }
        let status = stage.does("renter-1", &format!("rent status {reservation}"));
        text(&status, "/state") != "reserved"
    });
    stage.fails_with(
        "renter-1",
        &format!("rent connect {reservation}"),
        3,
        "there is nothing to connect to (declined by the supplier): ",
    );
    stage.until("what the driver began is taken back", || {
        service.calls("teardown", &reservation) > 0
    });
    assert_eq!(service.calls("provision", &reservation), 3);
    let why = "the driver has failed too often: hook provision: exit status: 1: no GPU answers";
    assert!(service.log().contains(why), "{}", service.log());
    fs::remove_file(service.folder.join("broken")).unwrap();
}

/// What an endpoint serves that is not the supplier's is refused by its reason.
pub fn distrusts(stage: &Stage) {
    if !has_sshd() {
        return;
    }
    let mut service = Service::new();
    let supplier = stage.supplier(3);
    let update = |stage: &Stage, url: &str| {
        let update = format!("supplier update --supplier {supplier} --endpoint {url}");
        stage.does("supplier-3", &update);
    };
    update(stage, &service.endpoint());
    let line = service.line(&stage.network.url, &stage.file("operator-3"), &supplier);
    service.starts(&line);
    stage.until("the service is ready", || {
        service.log().contains("\"serving\"")
    });
    let reservation = reserved(stage, &service, 3);
    let connect = format!("rent connect {reservation}");
    stage.does("renter-1", &connect);
    let port = service.port;
    let honest = honest(port);
    // The last byte, then nothing at all.
    for change in [
        |body: &mut Vec<u8>| *body.last_mut().unwrap() ^= 1,
        |body: &mut Vec<u8>| body.clear(),
    ] {
        update(stage, &liar(honest, change));
        stage.fails_with(
            "renter-1",
            &connect,
            3,
            "do not connect: these are not the connection details that the supplier committed to",
        );
    }
    update(stage, &service.endpoint());
    let waits = format!("rent reserve {} --time 1h", stage.offer(3));
    let other = text(&stage.does("renter-1", &waits), "/reservation");
    let key = service.folder.file("login.pub");
    let send = format!("rent workload {other} --ssh-key {key}");
    // One bit of the signature: its last character is another one.
    update(
        stage,
        &liar(honest, |body| {
            let at = body.len() - 3;
            body[at] = if body[at] == b'2' { b'3' } else { b'2' };
        }),
    );
    stage.fails_with(
        "renter-1",
        &send,
        3,
        "the service key at the supplier's endpoint is refused, and nothing was sent to it: ",
    );
    // A key for which somebody else has signed, at the endpoint of the supplier.
    update(stage, &service.endpoint());
    stage.fails_with("renter-2", &send, 2, "only its renter ");
    stage.fails_with(
        "renter-1",
        &format!(
            "rent connect {reservation} --connection-key {}",
            stage.file("renter-1")
        ),
        2,
        &stage.file("renter-1"),
    );
    stage.does("operator-3", &format!("supplier decline {other}"));
    stage.does("renter-1", &format!("rent terminate {reservation}"));
    stage.until("the tenant is gone", || !service.has_tenant(&reservation));
    service.ends();
}

/// The address of the service behind a liar.
fn honest(port: u16) -> std::net::SocketAddr {
    ([127, 0, 0, 1], port).into()
}

/// A server that answers as the one behind it, with another body; its URL.
fn liar(behind: std::net::SocketAddr, change: fn(&mut Vec<u8>)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && client.read_exact(&mut byte).is_ok() {
                head.extend(byte);
            }
            let head = String::from_utf8(head).unwrap();
            let Some(path) = head.split(' ').nth(1) else {
                continue;
            };
            let asked = reqwest::blocking::Client::builder()
                .no_proxy()
                .build()
                .unwrap();
            let answer = asked.get(format!("http://{behind}{path}")).send().unwrap();
            let mut body = answer.bytes().unwrap().to_vec();
            change(&mut body);
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            let _ = client.write_all(&[head.as_bytes(), &body].concat());
        }
    });
    format!("http://{address}")
}
