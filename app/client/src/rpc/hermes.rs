//! Hermes, which serves prices signed by Pyth.

use std::time::Duration;

use base64::{prelude::BASE64_STANDARD, Engine};
use serde_json::Value;

use super::{
    answer,
    ask::patiently,
    transport::{Http, NoReply, Reply, Transport},
};
use crate::{
    pyth::{Unserved, Update, Updates},
    redact::Secrets,
    sending::{
        node::{Fault, Kind},
        Clock, SystemClock, Timeouts,
    },
};

/// Longest answer, in bytes. An update has about 1,500.
const MOST: u64 = 1 << 20;
/// Timeouts of a request and of all tries. A price is useful for seconds.
const REQUEST: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(10);

/// A Hermes.
pub struct Hermes {
    http: Http,
    key: Option<String>,
    secrets: Secrets,
    clock: Box<dyn Clock>,
    timeouts: Timeouts,
}

impl Hermes {
    /// The one at `url`, with an optional `key`. The key is sent to no other address and shown in no message.
    pub fn new(url: &str, key: Option<String>) -> Self {
        let mut secrets = Secrets::default();
        secrets.extend(key.iter());
        Self {
            http: Http::new(url.into()),
            key,
            secrets,
            clock: Box::new(SystemClock::default()),
            timeouts: Timeouts {
                request: REQUEST,
                answer: ANSWER,
                ..Timeouts::default()
            },
        }
    }

    fn once(&self, feed: &[u8; 32]) -> Result<Vec<u8>, Fault> {
        let feed: String = feed.iter().map(|byte| format!("{byte:02x}")).collect();
        let path =
            format!("/v2/updates/price/latest?ids%5B%5D={feed}&encoding=base64&parsed=false");
        let key = self.key.as_deref();
        let reply = self.http.get(&path, key, self.timeouts.request, MOST);
        let body = answered(reply, self.key.is_some()).map_err(|fault| Fault {
            words: self.hidden(&fault.words),
            ..fault
        })?;
        update_of(&body).ok_or_else(|| {
            let said = answer::plain(&body, &|text| self.hidden(text));
            Fault::new(Kind::Lost, format!("its answer has no update: {said}"))
        })
    }

    fn hidden(&self, text: &str) -> String {
        self.secrets.hide(&self.http.redacted(text))
    }
}

impl Updates for Hermes {
    fn latest(&self, feed: &[u8; 32]) -> Result<Update, Unserved> {
        let unserved = |words: &str| Unserved(format!("{}: {words}", self.http.origin()));
        let served = patiently(self.clock.as_ref(), &self.timeouts, || self.once(feed));
        let bytes = served.map_err(|fault| unserved(&fault.words))?;
        Update::parse(&bytes).map_err(|refused| unserved(&refused.to_string()))
    }

    fn origin(&self) -> &str {
        self.http.origin()
    }
}

/// The body of an answer.
fn answered(reply: Result<Reply, NoReply>, has_key: bool) -> Result<String, Fault> {
    let reply = match reply {
        Ok(reply) => reply,
        Err(NoReply::Unconnected(words)) => return Err(Fault::new(Kind::Unconnected, words)),
        Err(NoReply::Lost(words)) => return Err(Fault::new(Kind::Lost, words)),
    };
    let status = reply.status;
    let (kind, words) = match status {
        200 => return Ok(reply.body),
        401 | 403 if has_key => (Kind::Refused, "it does not accept the key".into()),
        401 | 403 => (Kind::Refused, "it needs a key".into()),
        404 => (Kind::Refused, "it does not serve this feed".into()),
        429 => (Kind::Busy, "too many requests".into()),
        300..=399 => (
            Kind::Refused,
            "it redirects to another address: use that one".into(),
        ),
        408 | 425 | 500..=599 => (Kind::Lost, "server error".into()),
        _ => {
            let said = answer::plain(&reply.body, &str::to_string);
            (Kind::Refused, said)
        }
    };
    Err(Fault {
        after: reply.after,
        ..Fault::new(kind, format!("{words} (HTTP {status})"))
    })
}

/// The bytes of the first update.
fn update_of(body: &str) -> Option<Vec<u8>> {
    let answer: Value = serde_json::from_str(body).ok()?;
    let binary = answer.get("binary")?;
    (binary.get("encoding")? == "base64").then_some(())?;
    let data = binary.get("data")?.get(0)?.as_str()?;
    BASE64_STANDARD.decode(data).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
        sync::{Arc, Mutex},
        thread::{spawn, JoinHandle},
    };

    use super::*;

    const FEED: [u8; 32] = [0xab; 32];

    /// Waits without waiting.
    #[derive(Clone, Default)]
    struct Instantly(Arc<Mutex<Duration>>);

    impl Clock for Instantly {
        fn now(&self) -> Duration {
            *self.0.lock().unwrap()
        }
        fn wait(&self, time: Duration) {
            let mut now = self.0.lock().unwrap();
            *now = now.saturating_add(time);
        }
    }

    /// A server of this machine that gives these answers, one after the other, and what it was asked.
    fn serves(answers: Vec<String>) -> (String, JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hermes/", listener.local_addr().unwrap());
        let asked = spawn(move || {
            let mut asked = Vec::new();
            for answer in answers {
                let (mut client, _) = listener.accept().unwrap();
                let mut bytes = vec![0; 1 << 16];
                let length = client.read(&mut bytes).unwrap();
                asked.push(String::from_utf8_lossy(&bytes[..length]).into_owned());
                client.write_all(answer.as_bytes()).unwrap();
            }
            asked
        });
        (url, asked)
    }

    fn http(status: u16, body: &str) -> String {
        let length = body.len();
        format!(
            "HTTP/1.1 {status} So\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )
    }

    fn asks(answers: Vec<String>, key: Option<&str>) -> (Result<Update, Unserved>, Vec<String>) {
        let (url, asked) = serves(answers);
        let hermes = Hermes {
            clock: Box::new(Instantly::default()),
            ..Hermes::new(&url, key.map(Into::into))
        };
        let served = hermes.latest(&FEED);
        (served, asked.join().unwrap())
    }

    /// No leaf, and a VAA of a byte.
    fn served() -> String {
        let update = BASE64_STANDARD.encode(b"PNAU\x01\x00\x00\x00\x00\x01\x01\x00");
        format!(r#"{{"binary":{{"encoding":"base64","data":["{update}"]}},"parsed":null}}"#)
    }

    #[test]
    fn the_newest_update_is_asked_for_with_the_key() {
        let (update, asked) = asks(vec![http(200, &served())], Some("KEYKEYKEY"));
        assert_eq!(update.unwrap().vaa, [1]);
        let asked = asked.concat().to_lowercase();
        let path = format!(
            "get /hermes/v2/updates/price/latest?ids%5b%5d={}&encoding=base64&parsed=false http/1.1\r\n",
            "ab".repeat(32)
        );
        assert!(asked.starts_with(&path), "{asked}");
        assert!(
            asked.contains("authorization: bearer keykeykey\r\n"),
            "{asked}"
        );
        let (_, asked) = asks(vec![http(200, &served())], None);
        assert!(!asked.concat().to_lowercase().contains("authorization"));
    }

    #[test]
    fn what_is_lost_or_too_much_is_asked_again() {
        let answers = vec![
            http(500, "<html>"),
            http(200, "<html>"),
            http(200, "{}"),
            "HTTP/1.1 429 So\r\nretry-after: 2\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                .into(),
            http(200, &served()),
        ];
        let (update, asked) = asks(answers, None);
        assert!(update.is_ok());
        assert_eq!(asked.len(), 5);
    }

    #[test]
    fn a_refusal_says_what_to_do_and_never_the_key() {
        for (status, key, reported) in [
            (401, None, "it needs a key (HTTP 401)"),
            (
                403,
                Some("KEYKEYKEY"),
                "it does not accept the key (HTTP 403)",
            ),
            (404, None, "it does not serve this feed (HTTP 404)"),
            (
                302,
                None,
                "it redirects to another address: use that one (HTTP 302)",
            ),
            (400, Some("KEYKEYKEY"), "no … here (HTTP 400)"),
        ] {
            let (update, _) = asks(vec![http(status, "no KEYKEYKEY here")], key);
            let error = update.unwrap_err().to_string();
            assert!(error.ends_with(reported), "{error}");
            assert!(!error.contains("KEYKEY"), "{error}");
        }
        let (update, _) = asks(vec![http(200, &served().replace("UE5B", "AAAA"))], None);
        let error = update.unwrap_err().to_string();
        assert!(error.ends_with("it does not start with PNAU"), "{error}");
    }
}
