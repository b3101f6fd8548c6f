use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
};

use super::*;
use crate::machine::Stage;

/// Says what came in.
struct Echo;

/// Bytes of a body here.
const MOST: usize = 32_768;

impl Answers for Echo {
    fn most(&self, _: &str, path: &str) -> usize {
        match path {
            "/none" => 0,
            "/short" => SHORT,
            _ => MOST,
        }
    }

    fn answer(&self, request: &Request) -> Response {
        let text = format!("{} {} {}", request.method, request.path, request.body.len());
        Response::new(200, "text/plain", text)
    }
}

/// A client that hangs fails its test by this time.
const HANGS: Duration = Duration::from_secs(60);

fn start(limits: Limits) -> (Server, SocketAddr, Arc<Metrics>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let metrics = Arc::new(Metrics::default());
    let server = serve(listener, Arc::new(Echo), metrics.clone(), limits).unwrap();
    (server, address, metrics)
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(HANGS)).unwrap();
    stream
}

/// What comes back until the server closes the connection.
fn all(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    // It may be closed while something is still on its way.
    let _ = stream.read_to_end(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}

fn ask(address: SocketAddr, head: &str, body: &[u8]) -> String {
    let mut stream = connect(address);
    let head = format!("{head}Host: x\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let _ = stream.write_all(body);
    all(stream)
}

#[test]
fn a_request_is_answered_and_counted() {
    let (_server, address, metrics) = start(Limits::default());
    let head = "POST /v1/x?query=1 HTTP/1.1\r\nContent-Length: 3\r\n";
    let answer = ask(address, head, b"abc");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(
        answer.contains("x-content-type-options: nosniff"),
        "{answer}"
    );
    assert!(answer.ends_with("POST /v1/x 3"), "{answer}");
    let counted = r#"io_supplier_http_answers_total{status="200"} 1"#;
    assert!(metrics.text().contains(counted), "{}", metrics.text());
}

#[test]
fn a_body_beyond_the_format_is_refused() {
    let (_server, address, _) = start(Limits::default());
    for (length, status) in [(MOST, "200"), (MOST + 1, "413")] {
        let head = format!("POST / HTTP/1.1\r\nContent-Length: {length}\r\n");
        let answer = ask(address, &head, &vec![b'x'; length]);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{answer}"
        );
    }
    // Without a length in front.
    let chunk = format!("{:x}\r\n{}\r\n0\r\n\r\n", MOST + 1, "x".repeat(MOST + 1));
    let head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n";
    let answer = ask(address, head, chunk.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let (_server, address, _) = start(Limits::default());
    let head = format!("GET / HTTP/1.1\r\nX: {}\r\n", "x".repeat(20_000));
    let answer = ask(address, &head, b"");
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
}

#[test]
fn a_slow_client_loses_its_connection() {
    let soon = Duration::from_millis(50);
    let (_server, address, _) = start(Limits {
        head: soon,
        body: soon,
        ..Limits::default()
    });
    let mut head = connect(address);
    head.write_all(b"GET / HTTP/1.1\r\nHo").unwrap();
    let answer = all(head);
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 408"),
        "{answer}"
    );
    let mut body = connect(address);
    body.write_all(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na")
        .unwrap();
    let answer = all(body);
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[test]
fn a_connection_ends_although_its_client_goes_on() {
    let (_server, address, _) = start(Limits {
        connection: Duration::from_millis(50),
        last: Duration::from_millis(50),
        ..Limits::default()
    });
    let stream = connect(address);
    assert_eq!(all(stream), "");
}

#[test]
fn no_body_is_read_where_there_is_none_to_send() {
    let (_server, address, _) = start(Limits::default());
    // It is announced and never comes.
    let mut stream = connect(address);
    stream
        .write_all(b"POST /none HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
        .unwrap();
    let answer = all(stream);
    assert!(answer.ends_with("POST /none 0"), "{answer}");
}

#[test]
fn a_body_that_is_announced_too_long_is_not_waited_for() {
    let (_server, address, _) = start(Limits::default());
    let mut stream = connect(address);
    let head = format!(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n",
        MOST + 1
    );
    stream.write_all(head.as_bytes()).unwrap();
    let answer = all(stream);
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[test]
fn each_client_has_so_many_requests_in_a_minute_behind_a_named_proxy_too() {
    let ask_as = |address, client: &str| {
        let head = format!("GET /none HTTP/1.1\r\nX-Forwarded-For: {client}\r\n");
        let answer = ask(address, &head, b"");
        answer.split(' ').nth(1).unwrap_or_default().to_string()
    };
    let limits = Limits {
        requests: 50,
        ..Limits::default()
    };
    // Of a minute that may end here one half is in one of both: more than the limit in any case.
    let flood = |address, client: &dyn Fn(u32) -> String| {
        (0..101).any(|count| ask_as(address, &client(count)) == "429")
    };
    let (_server, address, metrics) = start(limits.clone());
    let of_one = |_| "192.0.2.1".to_string();
    let of_many = |count: u32| format!("192.0.2.{count}");
    // What anybody can write is not believed.
    assert!(flood(address, &of_many));
    assert!(metrics.unnamed_proxies() > 0);
    let (_server, address, metrics) = start(Limits {
        proxies: vec!["127.0.0.1".parse().unwrap()],
        ..limits
    });
    assert!(!flood(address, &of_many));
    assert!(flood(address, &of_one));
    assert_eq!(ask_as(address, "198.51.100.7"), "200");
    assert_eq!(metrics.unnamed_proxies(), 0);
}

#[test]
fn a_site_has_four_times_the_requests_of_a_client_and_no_client_uses_them_up() {
    let limits = Limits {
        requests: 10,
        proxies: vec!["127.0.0.1".parse().unwrap()],
        ..Limits::default()
    };
    let (_server, address, _) = start(limits);
    let status = |network: u32| {
        let head = format!("GET /none HTTP/1.1\r\nX-Forwarded-For: 2001:db8:0:{network:x}::1\r\n");
        let answer = ask(address, &head, b"");
        answer.split(' ').nth(1).unwrap_or_default().to_string()
    };
    assert!((0..100).any(|_| status(0) == "429"));
    assert_eq!(status(1), "200");
    // Of a minute that may end here one half is in one of both: more than the limit in any case.
    assert!((2..83).any(|network| status(network) == "429"));
}

#[test]
fn one_client_has_so_many_connections_unless_it_is_this_machine_or_a_proxy() {
    let limits = Limits {
        proxies: vec!["192.0.2.9".parse().unwrap()],
        ..Limits::default()
    };
    let most = |address: &str| connections(address.parse().unwrap(), &limits);
    assert_eq!(most("192.0.2.1"), limits.of_one);
    for free in ["127.0.0.1", "192.0.2.9", "::ffff:192.0.2.9"] {
        assert_eq!(most(free), usize::MAX, "{free}");
    }
}

/// An attestor asks for the details of all that run, each minute.
#[test]
fn a_client_has_more_requests_the_more_reservations_run() {
    let (_server, address, metrics) = start(Limits {
        requests: 10,
        ..Limits::default()
    });
    let head = "GET /none HTTP/1.1\r\n";
    let flood = |count: u32| (0..count).all(|_| ask(address, head, b"").contains(" 200 "));
    metrics.stages([(Stage::Running, 60)].into());
    assert!(flood(120));
    metrics.stages([(Stage::Running, 5)].into());
    // Of a minute that may end here one half is in one of both: more than the limit in any case.
    assert!(!flood(41));
}

/// Sends a head and no body, and leaves the connection open.
fn slow(address: SocketAddr, path: &str, client: &str) -> TcpStream {
    let mut stream = connect(address);
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {client}\r\nContent-Length: 3\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

/// Slow bodies of a client until they hold its place, and what a whole one of `asker` gets then. A slow one that comes in while
/// a whole one of its client is read is refused itself, so another is sent.
fn hold(address: SocketAddr, client: &str, asker: &str) -> (Vec<TcpStream>, String) {
    let begin = std::time::Instant::now();
    let mut held = Vec::new();
    loop {
        held.push(slow(address, "/", client));
        let status = whole(address, "/", asker);
        if status != "200" || begin.elapsed() > HANGS {
            return (held, status);
        }
    }
}

fn whole(address: SocketAddr, path: &str, client: &str) -> String {
    let head =
        format!("POST {path} HTTP/1.1\r\nX-Forwarded-For: {client}\r\nContent-Length: 3\r\n");
    let answer = ask(address, &head, b"abc");
    answer.split(' ').nth(1).unwrap_or_default().to_string()
}

#[test]
fn slow_bodies_leave_room_for_others() {
    let limits = Limits {
        requests: u32::MAX,
        proxies: vec!["127.0.0.1".parse().unwrap()],
        bodies_of_one: 1,
        bodies: 2,
        body: HANGS,
        ..Limits::default()
    };
    let (_server, address, _) = start(limits);
    let (one, other) = ("192.0.2.1", "192.0.2.2");
    let (_first, status) = hold(address, one, one);
    assert_eq!(status, "429");
    assert_eq!(whole(address, "/", other), "200");
    // All places for long ones are held now.
    let (_second, status) = hold(address, other, "192.0.2.3");
    assert_eq!(status, "503");
    assert_eq!(whole(address, "/short", "192.0.2.3"), "200");
    assert_eq!(whole(address, "/none", one), "200");
}

/// Answers only when the time of the connection is over.
struct Late;

/// Enough for a request to come in on a busy machine.
const CONNECTION: Duration = Duration::from_secs(1);

impl Answers for Late {
    fn most(&self, _: &str, _: &str) -> usize {
        0
    }

    fn answer(&self, _: &Request) -> Response {
        std::thread::park_timeout(CONNECTION + CONNECTION / 2);
        Response::new(200, "text/plain", "late")
    }
}

#[test]
fn a_connection_that_ends_gives_its_last_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let limits = Limits {
        connection: CONNECTION,
        last: HANGS,
        ..Limits::default()
    };
    let _server = serve(listener, Arc::new(Late), Arc::default(), limits).unwrap();
    let mut stream = connect(address);
    // Only the end of its time closes it.
    let head = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    stream.write_all(head).unwrap();
    let answer = all(stream);
    assert!(answer.ends_with("late"), "{answer}");
}
