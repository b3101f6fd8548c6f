//! A network that goes down in the middle: a proxy that closes behind a request.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    thread::spawn,
};

/// The URL of a proxy to `url`. The request that names `last` is the last to be answered; afterwards nobody listens.
pub fn until(url: &str, last: &'static str) -> String {
    let target = url.trim_start_matches("http://").to_string();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    spawn(move || {
        let mut listener = Some(listener);
        while let Some((client, _)) = listener.as_ref().map(|it| it.accept().unwrap()) {
            serve(client, &target, last, &mut listener);
        }
    });
    format!("http://{address}")
}

/// Answers the requests of a connection up to the last one, before whose answer nobody listens any more.
fn serve(mut client: TcpStream, target: &str, last: &str, listener: &mut Option<TcpListener>) {
    let mut requests = BufReader::new(client.try_clone().unwrap());
    while let Some(request) = message(&mut requests) {
        let mut server = TcpStream::connect(target).unwrap();
        server.write_all(request.as_bytes()).unwrap();
        let mut answer = message(&mut BufReader::new(server)).unwrap();
        if request.contains(&format!("\"{last}\"")) {
            *listener = None;
            answer = answer.replacen("\r\n\r\n", "\r\nconnection: close\r\n\r\n", 1);
        }
        client.write_all(answer.as_bytes()).unwrap();
        if listener.is_none() {
            return;
        }
    }
}

/// Head and body of the next message; none after the last.
fn message(from: &mut impl BufRead) -> Option<String> {
    let (mut message, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).unwrap_or(0) == 0 {
            return None;
        }
        let lower = line.to_lowercase();
        if let Some(bytes) = lower.strip_prefix("content-length:") {
            length = bytes.trim().parse().unwrap();
        }
        message.push_str(&line);
        if line == "\r\n" {
            break;
        }
    }
    let mut body = String::new();
    from.take(length).read_to_string(&mut body).unwrap();
    Some(message + &body)
}
