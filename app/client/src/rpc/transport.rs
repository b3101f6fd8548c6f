//! One request over HTTP.

use std::{error::Error, io::Read, time::Duration};

use reqwest::{
    blocking::{Client, RequestBuilder},
    header::{CONTENT_TYPE, RETRY_AFTER},
    redirect::Policy,
    Url,
};

use crate::redact;

/// For a connection.
pub(crate) const CONNECT: Duration = Duration::from_secs(10);

/// A reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    /// HTTP status.
    pub(crate) status: u16,
    /// When to ask again at the earliest.
    pub(crate) after: Option<Duration>,
    pub(crate) body: String,
}

/// No reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoReply {
    /// There was no connection.
    Unconnected(String),
    /// The request may have left.
    Lost(String),
}

/// Carries requests.
pub(crate) trait Transport: Send + Sync {
    /// Sends a body, and waits for the reply for so long; one of more than `most` bytes, once it is unpacked, is lost.
    fn post(&self, body: String, timeout: Duration, most: u64) -> Result<Reply, NoReply>;

    /// The host, without anything that could be a key.
    fn origin(&self) -> &str;

    /// The text without anything that could be a key.
    fn redacted(&self, text: &str) -> String {
        text.into()
    }
}

/// HTTP, or HTTPS.
pub(crate) struct Http {
    client: Result<Client, String>,
    url: String,
    origin: String,
    /// Parts of the URL that could be keys.
    secrets: redact::Secrets,
}

impl Http {
    pub(crate) fn new(url: String) -> Self {
        let parsed = Url::parse(&url);
        let is_local = parsed.as_ref().is_ok_and(is_loopback);
        // A redirect target must get neither the transaction nor the key.
        let builder = Client::builder()
            .connect_timeout(CONNECT)
            .redirect(Policy::none())
            .referer(false);
        // A proxy cannot reach this machine's own network; NO_PROXY says what else is reached without one.
        let builder = if is_local {
            builder.no_proxy()
        } else {
            builder
        };
        let client = match &parsed {
            Ok(_) => builder.build().map_err(|error| last_cause(&error)),
            Err(error) => Err(format!("the URL cannot be read: {error}")),
        };
        let parsed = parsed.ok();
        Self {
            client,
            origin: parsed
                .as_ref()
                .map_or_else(String::new, |url| url.origin().ascii_serialization()),
            secrets: redact::Secrets::of_url(&url),
            url,
        }
    }

    /// GET of the URL followed by `path` and query, with an optional key in its header.
    pub(crate) fn get(
        &self,
        path: &str,
        key: Option<&str>,
        timeout: Duration,
        most: u64,
    ) -> Result<Reply, NoReply> {
        let client = self.client.as_ref();
        let client = client.map_err(|error| NoReply::Unconnected(error.clone()))?;
        let url = format!("{}{path}", self.url.trim_end_matches('/'));
        let request = client.get(url).timeout(timeout);
        let request = match key {
            Some(key) => request.bearer_auth(key),
            None => request,
        };
        ask(request, most)
    }
}

impl Transport for Http {
    fn post(&self, body: String, timeout: Duration, most: u64) -> Result<Reply, NoReply> {
        let client = self.client.as_ref();
        let client = client.map_err(|error| NoReply::Unconnected(error.clone()))?;
        let request = client.post(&self.url).timeout(timeout).body(body);
        ask(request.header(CONTENT_TYPE, "application/json"), most)
    }

    fn origin(&self) -> &str {
        &self.origin
    }

    fn redacted(&self, text: &str) -> String {
        self.secrets.hide(text)
    }
}

/// Sends a request, and reads the reply.
fn ask(request: RequestBuilder, most: u64) -> Result<Reply, NoReply> {
    let response = request.send().map_err(no_reply)?;
    let after = response.headers().get(RETRY_AFTER);
    let after = after.and_then(|after| after.to_str().ok()?.trim().parse().ok());
    let (status, after) = (response.status().as_u16(), after.map(Duration::from_secs));
    let mut bytes = Vec::new();
    let mut some = response.take(most.saturating_add(1));
    let read = some.read_to_end(&mut bytes);
    read.map_err(|error| NoReply::Lost(cause_of(&error)))?;
    if bytes.len() as u64 > most {
        let words = format!("its answer is larger than {} MiB", most >> 20);
        return Err(NoReply::Lost(words));
    }
    Ok(Reply {
        status,
        after,
        body: String::from_utf8_lossy(&bytes).into_owned(),
    })
}

/// Whether the URL points to this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|it| it.is_loopback())
}

fn no_reply(error: reqwest::Error) -> NoReply {
    let cause = last_cause(&error);
    if error.is_connect() {
        NoReply::Unconnected(cause)
    } else {
        NoReply::Lost(cause)
    }
}

/// What went wrong at last, such as `Connection refused (os error 111)`.
pub(crate) fn last_cause(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".into();
    }
    match error.source() {
        Some(source) => deepest(source).to_string(),
        None => "the request failed".into(),
    }
}

/// What went wrong while an answer was read.
pub(crate) fn cause_of(error: &std::io::Error) -> String {
    let inner = error.get_ref().map(|it| it as &(dyn Error + 'static));
    match inner.and_then(|it| it.downcast_ref()) {
        Some(error) => last_cause(error),
        None => deepest(error).to_string(),
    }
}

fn deepest<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    let mut last = error;
    while let Some(deeper) = last.source() {
        last = deeper;
    }
    last
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
mod tests {
    use std::{
        io::Write,
        net::TcpListener,
        thread::{spawn, JoinHandle},
    };

    use flate2::{write::GzEncoder, Compression};

    use super::*;

    #[test]
    fn this_machine_is_reached_without_a_proxy() {
        let of = |url| is_loopback(&Url::parse(url).unwrap());
        for url in [
            "http://localhost:8899",
            "http://127.0.0.1:8899",
            "http://127.9.9.9",
            "http://[::1]:8899",
            "http://node.localhost",
        ] {
            assert!(of(url), "{url}");
        }
        for url in [
            "http://10.0.0.1:8899",
            "https://localhost.example",
            "https://api.devnet.solana.com",
        ] {
            assert!(!of(url), "{url}");
        }
    }

    #[test]
    fn no_key_of_a_url_is_shown() {
        let http = Http::new(
            "https://user:passw0rd@rpc.example:8443/v2/TOKENTOKEN?api-key=KEYKEYKEY".into(),
        );
        assert_eq!(http.origin(), "https://rpc.example:8443");
        let said = "no plan for /v2/TOKENTOKEN?api-key=KEYKEYKEY of user passw0rd";
        assert_eq!(http.redacted(said), "no plan for … of user …");
    }

    /// A server of this machine that gives one answer, and what it was asked.
    fn answers(answer: Vec<u8>) -> (String, JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = spawn(move || {
            let (mut client, _) = listener.accept().unwrap();
            let mut asked = vec![0; 1 << 16];
            let bytes = client.read(&mut asked).unwrap();
            // Who has read enough closes.
            let _ = client.write_all(&answer);
            String::from_utf8_lossy(&asked[..bytes]).into_owned()
        });
        (format!("http://{address}"), asked)
    }

    /// So many bytes, packed: a thousandth of them.
    fn packed(size: usize) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        packer.write_all(&vec![b'x'; size]).unwrap();
        packer.finish().unwrap()
    }

    #[test]
    fn a_redirect_is_an_answer_and_leads_nowhere() {
        for status in [301, 302, 303, 307, 308] {
            let stranger = TcpListener::bind("127.0.0.1:0").unwrap();
            stranger.set_nonblocking(true).unwrap();
            let there = stranger.local_addr().unwrap();
            let head = format!("HTTP/1.1 {status} So\r\nlocation: http://{there}/stranger\r\n");
            let (url, asked) = answers(format!("{head}content-length: 0\r\n\r\n").into());
            let http = Http::new(format!("{url}/v2/SECRETTOKEN?api-key=QUERYSECRET"));
            let reply = http.post("{}".into(), Duration::from_secs(30), 9).unwrap();
            assert_eq!((reply.status, reply.body.as_str()), (status, ""));
            assert!(stranger.accept().is_err(), "nobody has gone there");
            assert!(!asked.join().unwrap().to_lowercase().contains("referer"));
        }
    }

    #[test]
    fn an_answer_that_is_too_large_is_lost() {
        let most = 1 << 20;
        let head = |encoding: &str, length: usize| {
            format!("HTTP/1.1 200 So\r\n{encoding}content-length: {length}\r\n\r\n").into_bytes()
        };
        let words = NoReply::Lost("its answer is larger than 1 MiB".into());
        for (size, expected) in [
            (most, None),
            (most + 1, Some(&words)),
            (64 * most, Some(&words)),
        ] {
            let plain = [head("", size), vec![b'x'; size]].concat();
            let packed = packed(size);
            let packed = [head("content-encoding: gzip\r\n", packed.len()), packed].concat();
            for answer in [plain, packed] {
                let (url, asked) = answers(answer);
                let got = Http::new(url).post("{}".into(), Duration::from_secs(30), most as u64);
                match expected {
                    None => assert_eq!(got.unwrap().body.len(), size),
                    Some(words) => assert_eq!(&got.unwrap_err(), words),
                }
                asked.join().unwrap();
            }
        }
    }
}
