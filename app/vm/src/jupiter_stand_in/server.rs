//! A small HTTP server that answers `GET`, one connection after the other.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread::spawn,
    time::Duration,
};

/// For a request to be there.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Most bytes of a request.
const MOST: u64 = 1 << 16;

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Further header lines.
    pub headers: Vec<String>,
    /// The body.
    pub body: String,
}

impl Reply {
    /// Without further header lines.
    pub fn new(status: u16, body: impl ToString) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.to_string(),
        }
    }
}

/// A running server.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its root, such as `http://127.0.0.1:8903`.
    pub url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// The requests so far: request line and header lines of each.
    pub fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock();
        asked.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Serves on a listener, as long as the process runs; `answer` gets the target of each request.
///
/// # Errors
/// If the listener has no address.
pub fn serve(
    listener: TcpListener,
    mut answer: impl FnMut(&str) -> Reply + Send + 'static,
) -> io::Result<Server> {
    let server = Server {
        url: format!("http://{}", listener.local_addr()?),
        asked: Arc::default(),
    };
    let asked = server.asked.clone();
    spawn(move || {
        for stream in listener.incoming().flatten() {
            // What a client does not send or take concerns only that client.
            let _ = converse(&stream, &asked, &mut answer);
        }
    });
    Ok(server)
}

fn converse(
    mut stream: &TcpStream,
    asked: &Mutex<Vec<String>>,
    answer: &mut impl FnMut(&str) -> Reply,
) -> io::Result<()> {
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    let lines = BufReader::new(stream.take(MOST)).lines();
    let head: io::Result<Vec<String>> = lines
        .take_while(|line| !matches!(line, Ok(line) if line.is_empty()))
        .collect();
    let head = head?;
    let mut words = head.first().map_or("", String::as_str).split(' ');
    let reply = match (words.next(), words.next()) {
        (Some("GET"), Some(target)) => answer(target),
        _ => Reply::new(405, ""),
    };
    let mut all = asked.lock().unwrap_or_else(PoisonError::into_inner);
    all.push(head.join("\n"));
    drop(all);
    let headers: String = reply.headers.iter().map(|it| format!("{it}\r\n")).collect();
    let (status, length) = (reply.status, reply.body.len());
    let head = format!(
        "HTTP/1.1 {status} \r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n"
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(reply.body.as_bytes())
}
