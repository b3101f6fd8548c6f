//! A small Hermes: it serves the newest price, signed with keys that are no secret, as Pyth's does.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread::spawn,
    time::Duration,
};

use base64::{prelude::BASE64_STANDARD, Engine};
use io_common::ids::pyth::IO_USD_FEED;
use io_vm::pyth::{Publisher, Quote};
use serde_json::json;

use crate::cluster::HOST;

/// Of the only request that it answers.
const PATH: &str = "/v2/updates/price/latest?";
/// For a request, and most bytes of one.
const TIMEOUT: Duration = Duration::from_secs(2);
const MOST: u64 = 8 << 10;

/// The newest quote; none before the first block.
pub type Newest = Arc<Mutex<Option<Quote>>>;

/// Serves what `newest` holds on `port`, until the process ends.
///
/// # Errors
/// If the port is taken.
pub fn serve(port: u16, publisher: Publisher, newest: Newest) -> anyhow::Result<()> {
    let listener = TcpListener::bind((HOST, port))?;
    spawn(move || {
        for client in listener.incoming().flatten() {
            // Who hangs up gets no answer.
            let _ = answer(client, &publisher, &newest);
        }
    });
    Ok(())
}

fn answer(mut client: TcpStream, publisher: &Publisher, newest: &Newest) -> std::io::Result<()> {
    client.set_read_timeout(Some(TIMEOUT))?;
    client.set_write_timeout(Some(TIMEOUT))?;
    let mut request = BufReader::new((&client).take(MOST)).lines();
    let line = request.next().transpose()?.unwrap_or_default();
    // A client may break where its headers are not read.
    for header in request {
        if header?.is_empty() {
            break;
        }
    }
    let quote = *newest.lock().unwrap_or_else(PoisonError::into_inner);
    let (status, body) = reply(&line, publisher, quote);
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    client.write_all(head.as_bytes())?;
    client.write_all(body.as_bytes())
}

/// Status and body of the answer to a request line.
fn reply(line: &str, publisher: &Publisher, quote: Option<Quote>) -> (&'static str, String) {
    let mut words = line.split(' ');
    let (method, target) = (words.next(), words.next().unwrap_or_default());
    if method != Some("GET") {
        return ("405 Method Not Allowed", String::new());
    }
    let Some(query) = target.strip_prefix(PATH) else {
        return ("404 Not Found", String::new());
    };
    let query = query.replace("%5B", "[").replace("%5D", "]");
    let given = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let found: Vec<&str> = pairs
            .filter(|(it, _)| *it == name)
            .map(|(_, it)| it)
            .collect();
        found
    };
    if given("encoding") != ["base64"] {
        return ("400 Bad Request", "give encoding=base64".into());
    }
    let feed: String = IO_USD_FEED
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let ids = given("ids[]");
    let is_ours = |id: &&str| id.trim_start_matches("0x").eq_ignore_ascii_case(&feed);
    if ids.is_empty() || !ids.iter().all(is_ours) {
        return ("404 Not Found", "Price ids not found".into());
    }
    let Some(quote) = quote else {
        return ("503 Service Unavailable", "no block yet".into());
    };
    let update = BASE64_STANDARD.encode(publisher.update(&quote));
    let body = json!({ "binary": { "encoding": "base64", "data": [update] }, "parsed": null });
    ("200 OK", body.to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use io_client::{
        pyth::{Update, Updates},
        rpc::Hermes,
    };

    use super::*;

    #[test]
    fn the_client_reads_the_newest_price_from_it() {
        let quote = Quote::of(0.25, 1_800_000_000);
        let newest = Newest::default();
        let port = TcpListener::bind((HOST, 0))
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        serve(port, Publisher::routers().unwrap(), newest.clone()).unwrap();
        *newest.lock().unwrap() = Some(quote);
        let hermes = Hermes::new(&format!("http://{HOST}:{port}"), None);
        let update = hermes.latest(&IO_USD_FEED).unwrap();
        let (_, message) = update.of_feed(&IO_USD_FEED).unwrap();
        assert_eq!(
            (message.price, message.publish_time),
            (25_000_000, 1_800_000_000)
        );
        let error = hermes.latest(&[7; 32]).unwrap_err().to_string();
        assert!(
            error.ends_with("it does not serve this feed (HTTP 404)"),
            "{error}"
        );
    }

    #[test]
    fn other_requests_are_refused() {
        let publisher = Publisher::routers().unwrap();
        let feed: String = IO_USD_FEED
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect();
        let asked = format!("GET {PATH}ids[]=0x{feed}&encoding=base64 HTTP/1.1");
        let status = |line: &str, quote| reply(line, &publisher, quote).0;
        let quote = Some(Quote::of(0.25, 1_800_000_000));
        assert_eq!(status(&asked, quote), "200 OK");
        let (_, body) = reply(&asked, &publisher, quote);
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        let data = body["binary"]["data"][0].as_str().unwrap();
        Update::parse(&BASE64_STANDARD.decode(data).unwrap()).unwrap();
        assert_eq!(status(&asked, None), "503 Service Unavailable");
        for (line, refused) in [
            (asked.replace("GET", "POST"), "405 Method Not Allowed"),
            (asked.replace("base64", "hex"), "400 Bad Request"),
            (asked.replace("latest", "1"), "404 Not Found"),
            (asked.replace("ids[]", "id"), "404 Not Found"),
            (String::new(), "405 Method Not Allowed"),
        ] {
            assert_eq!(status(&line, quote), refused, "{line}");
        }
    }
}
