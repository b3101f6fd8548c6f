#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::panic)]

use std::{
    io::Write,
    net::TcpListener,
    thread::{spawn, JoinHandle},
};

use anchor_lang::prelude::Pubkey;

use super::*;

fn request() -> Request {
    Request {
        input: Pubkey::new_from_array([1; 32]),
        output: Pubkey::new_from_array([2; 32]),
        amount: 100_000_000,
        taker: Pubkey::new_from_array([3; 32]),
        slippage_bps: 10,
    }
}

/// A server that gives one answer, and what it was asked.
fn answers(head: &str, body: &str) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/swap/v2", listener.local_addr().unwrap());
    let answer = format!(
        "HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let asked = spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let mut asked = vec![0; 1 << 16];
        let bytes = client.read(&mut asked).unwrap();
        let _ = client.write_all(answer.as_bytes());
        String::from_utf8_lossy(&asked[..bytes]).into_owned()
    });
    (url, asked)
}

#[test]
fn the_key_is_in_a_header_and_the_request_in_the_query() {
    let (url, asked) = answers("400 So", "{\"error\":\"the key KEY-1 is old\"}");
    let api = Api::new(&url, Some("KEY-1")).unwrap();
    let refused = api.route(&request()).unwrap_err();
    assert_eq!(
        refused,
        Unrouted::Refused("the key … is old (HTTP 400)".into())
    );
    let asked = asked.join().unwrap();
    let Request {
        input,
        output,
        taker,
        ..
    } = request();
    let line = format!(
        "GET /swap/v2/build?inputMint={input}&outputMint={output}&amount=100000000&taker={taker}&slippageBps=10&maxAccounts=48\
         &wrapAndUnwrapSol=false HTTP/1.1\r\n"
    );
    assert!(asked.starts_with(&line), "{asked}");
    assert!(asked.contains("x-api-key: KEY-1\r\n"), "{asked}");
}

#[test]
fn without_a_key_there_is_no_header() {
    let (url, asked) = answers("429 So\r\nretry-after: 30", "");
    let busy = Api::new(&url, None).unwrap().route(&request());
    assert_eq!(busy, Err(Unrouted::Busy { after: Some(30) }));
    assert!(!asked.join().unwrap().contains("x-api-key"));
}

#[test]
fn an_answer_that_is_too_large_is_none() {
    let body = "x".repeat((1 << 20) + 1);
    let (url, asked) = answers("200 So", &body);
    let large = Api::new(&url, None).unwrap().route(&request());
    assert_eq!(
        large,
        Err(Unrouted::Unreadable("it is larger than 1 MiB".into()))
    );
    asked.join().unwrap();
}

#[test]
fn nobody_there_is_said_without_the_path_of_the_url() {
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let api = Api::new(&format!("http://{closed}/SECRETTOKEN"), None).unwrap();
    let Err(Unrouted::Unreachable(words)) = api.route(&request()) else {
        panic!("somebody is there");
    };
    assert!(
        !words.contains("SECRETTOKEN") && words.contains("refused"),
        "{words}"
    );
}

#[test]
fn what_is_no_url_or_would_give_the_key_away_is_refused() {
    let refused = |url, key| Api::new(url, key).err().unwrap();
    assert!(refused("mars", None).starts_with("the URL cannot be read"));
    assert_eq!(
        refused("ftp://h/SECRET", None),
        "the URL is neither http nor https"
    );
    assert_eq!(
        refused("http://10.0.0.1/x", Some("K")),
        "with a key, the URL must be https"
    );
    assert_eq!(
        refused("https://h", Some("a\nb")),
        "the key has characters that are not allowed in a header"
    );
    assert!(Api::new("https://h", Some("K")).is_ok());
}
