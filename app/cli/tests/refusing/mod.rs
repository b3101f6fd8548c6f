//! A node that refuses every request, so that nobody waits for an answer.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
};

/// Answers every request with this status and a body that quotes the path, until the test ends.
pub fn refusing(status: &'static str) -> String {
    saying(status, |path| format!("no such key as QUERYTOKEN: {path}"))
}

/// The same in other words of the path.
pub fn saying(status: &'static str, words: fn(&str) -> String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap_or_default();
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let path = request.split(' ').nth(1).unwrap_or_default().to_string();
            let words = words(&path);
            let body = format!(
                r#"{{"jsonrpc":"2.0","id":0,"error":{{"code":-32601,"message":"{words}"}}}}"#
            );
            let answer = format!(
                "HTTP/1.1 {status}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    format!("http://USERTOKEN:PASSTOKEN@{address}/v2/PATHTOKEN?api-key=QUERYTOKEN")
}
