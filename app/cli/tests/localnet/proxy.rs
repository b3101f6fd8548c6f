//! A network with faults: a proxy in front of one that has none.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread::spawn,
};

use serde_json::{json, Value};

use super::stage::text;

/// What becomes of a request.
pub enum Deed {
    /// It is answered by the network.
    Pass,
    /// The same, with another answer.
    Change(fn(&mut Value)),
    /// The network carries it out, and the connection is closed without an answer.
    Lose,
    /// The network carries it out, and a gateway answers with this status and body.
    PassAs(u16, &'static str),
    /// The connection is closed, and the network never hears of it.
    Swallow,
    /// It never hears of it either, and the connection stays open for as long as the client wants.
    Hang,
    /// It never hears of it either, and this is the result.
    Result(Value),
    /// The same with an error of JSON-RPC.
    Error(Value),
    /// The same with a status and a body of HTTP.
    Http(u16, &'static str),
    /// The last one to be answered: then nobody listens any more.
    Down,
}

/// An error of JSON-RPC.
pub fn error(code: i64, message: &str) -> Deed {
    Deed::Error(json!({ "code": code, "message": message }))
}

/// The network at `url`, with what `script` says of the request of a method that so many of that method came before.
pub fn with(url: &str, script: impl Fn(&str, usize) -> Deed + Send + 'static) -> String {
    seen(url, script).0
}

/// The same, and the methods that were asked for, in order.
pub fn seen(
    url: &str,
    script: impl Fn(&str, usize) -> Deed + Send + 'static,
) -> (String, Arc<Mutex<Vec<String>>>) {
    let target = url.trim_start_matches("http://").to_string();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = asked.clone();
    spawn(move || {
        let mut listener = Some(listener);
        let mut counts: HashMap<String, usize> = HashMap::new();
        while let Some((mut client, _)) = listener.as_ref().map(|it| it.accept().unwrap()) {
            let Some((head, body)) = message(&mut BufReader::new(client.try_clone().unwrap()))
            else {
                continue;
            };
            let request: Value = serde_json::from_str(&body).unwrap();
            let method = text(&request, "/method");
            log.lock().unwrap().push(method.clone());
            let count = counts.entry(method.clone()).or_default();
            let deed = script(&method, *count);
            *count += 1;
            // Before the answer, so that nobody is found by who has it.
            if matches!(deed, Deed::Down) {
                listener = None;
            }
            // A client that was killed takes no answer.
            let _ = serve(&mut client, &target, &request, &(head + &body), deed);
        }
    });
    (format!("http://{address}"), asked)
}

/// Answers one request.
fn serve(
    client: &mut TcpStream,
    target: &str,
    request: &Value,
    raw: &str,
    deed: Deed,
) -> std::io::Result<()> {
    let answer = |with: Value| {
        let mut answer = with;
        answer["jsonrpc"] = "2.0".into();
        answer["id"] = request["id"].clone();
        (200, answer.to_string())
    };
    let (status, body) = match deed {
        Deed::Pass | Deed::Down => (200, ask(target, raw)),
        Deed::Change(change) => {
            let mut answer: Value = serde_json::from_str(&ask(target, raw)).unwrap();
            change(&mut answer);
            (200, answer.to_string())
        }
        Deed::Lose => {
            ask(target, raw);
            return Ok(());
        }
        Deed::PassAs(status, body) => {
            ask(target, raw);
            (status, body.into())
        }
        Deed::Swallow => return Ok(()),
        Deed::Hang => {
            client.read_exact(&mut [0])?;
            return Ok(());
        }
        Deed::Result(result) => answer(json!({ "result": result })),
        Deed::Error(error) => answer(json!({ "error": error })),
        Deed::Http(status, body) => (status, body.into()),
    };
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} So\r\ncontent-type: application/json\r\nconnection: close");
    // Of the statuses, only 429 says when to ask again.
    let after = if status == 429 {
        "\r\nretry-after: 0"
    } else {
        ""
    };
    let answer = format!("{head}{after}\r\ncontent-length: {length}\r\n\r\n{body}");
    client.write_all(answer.as_bytes())
}

/// What the network says.
fn ask(target: &str, request: &str) -> String {
    let mut server = TcpStream::connect(target).unwrap();
    server.write_all(request.as_bytes()).unwrap();
    let (_, answer) = message(&mut BufReader::new(server)).unwrap();
    answer
}

/// Head and body of the next message; none after the last.
fn message(from: &mut impl BufRead) -> Option<(String, String)> {
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        let mut line = String::new();
        if from.read_line(&mut line).unwrap_or(0) == 0 {
            return None;
        }
        let lower = line.to_lowercase();
        if let Some(bytes) = lower.strip_prefix("content-length:") {
            length = bytes.trim().parse().unwrap();
        }
        head.push_str(&line);
    }
    let mut body = String::new();
    from.take(length).read_to_string(&mut body).unwrap();
    Some((head, body))
}
