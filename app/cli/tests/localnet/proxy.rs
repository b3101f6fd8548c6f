//! A network with a fault: a proxy in front of one that has none.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    thread::spawn,
};

use base64::{prelude::BASE64_STANDARD, Engine};
use io_client::transaction::from_wire;
use serde_json::{json, Value};

use super::stage::text;

/// A block that no test reaches.
const FAR_AHEAD: u64 = 1_000_000_000_000;

/// What is wrong with it.
pub enum Fault {
    /// The request of this method is the last to be answered; then nobody listens any more.
    DownAfter(&'static str),
    /// Transactions are taken and reach no block, and their blockhash is too old at once.
    LosesTransactions,
}

/// The URL of the network at `url` with a fault.
pub fn with(url: &str, fault: Fault) -> String {
    let target = url.trim_start_matches("http://").to_string();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    spawn(move || {
        let mut listener = Some(listener);
        while let Some((client, _)) = listener.as_ref().map(|it| it.accept().unwrap()) {
            serve(client, &target, &fault, &mut listener);
        }
    });
    format!("http://{address}")
}

/// Answers one request.
fn serve(mut client: TcpStream, target: &str, fault: &Fault, listener: &mut Option<TcpListener>) {
    let Some((head, body)) = message(&mut BufReader::new(client.try_clone().unwrap())) else {
        return;
    };
    let request: Value = serde_json::from_str(&body).unwrap();
    let method = text(&request, "/method");
    let answer = match fault {
        Fault::LosesTransactions if method == "sendTransaction" => {
            answer(&request, json!(signature(&request)))
        }
        Fault::LosesTransactions if method == "getEpochInfo" => answer(
            &request,
            json!({
                "epoch": 0, "slotIndex": 0, "slotsInEpoch": 432_000, "absoluteSlot": 0,
                "blockHeight": FAR_AHEAD, "transactionCount": null
            }),
        ),
        _ => ask(target, &(head + &body)),
    };
    // Before the answer, so that whoever has it finds nobody.
    if matches!(fault, Fault::DownAfter(last) if *last == method) {
        *listener = None;
    }
    let length = answer.len();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
    let answer = format!("{head}\r\ncontent-length: {length}\r\n\r\n{answer}");
    client.write_all(answer.as_bytes()).unwrap();
}

/// What the network says.
fn ask(target: &str, request: &str) -> String {
    let mut server = TcpStream::connect(target).unwrap();
    server.write_all(request.as_bytes()).unwrap();
    let (_, answer) = message(&mut BufReader::new(server)).unwrap();
    answer
}

/// The answer to a request.
fn answer(request: &Value, result: Value) -> String {
    json!({ "jsonrpc": "2.0", "id": request["id"], "result": result }).to_string()
}

/// The signature of the transaction that is sent.
fn signature(request: &Value) -> String {
    let bytes = BASE64_STANDARD.decode(text(request, "/params/0"));
    let transaction = from_wire(&bytes.unwrap()).unwrap();
    transaction.signatures[0].to_string()
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
