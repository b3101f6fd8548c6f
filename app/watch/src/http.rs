//! How an endpoint is asked: one request, a deadline, few bytes, no redirect, and only hosts of the public network.

use std::{
    io::Read,
    net::{SocketAddr, ToSocketAddrs},
    sync::mpsc::channel,
    thread,
    time::{Duration, Instant},
};

use io_access::is_public;
use reqwest::{
    blocking::{Client, Request},
    redirect::Policy,
    Method, Url,
};

/// Within which the name is resolved and the whole answer is there, however slowly it comes.
pub const DEADLINE: Duration = Duration::from_secs(15);
/// Answers that take longer are noted as slow. They count.
pub const SLOW: Duration = Duration::from_secs(3);

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// At most as many bytes as were allowed.
    pub body: Vec<u8>,
    /// How long it took.
    pub millis: u64,
}

/// Asks endpoints.
pub trait Http: Sync {
    /// Posts JSON, or gets without a body, and reads at most `most` bytes.
    ///
    /// # Errors
    /// Why there is no answer.
    fn ask(&self, url: &str, body: Option<&[u8]>, most: usize) -> Result<Reply, String>;
}

/// Over the network.
#[derive(Clone, Copy, Debug)]
pub struct Network {
    private: bool,
    deadline: Duration,
}

impl Network {
    /// `private` says whether endpoints of this machine and of private networks are asked too.
    pub fn new(private: bool) -> Self {
        Self {
            private,
            deadline: DEADLINE,
        }
    }
}

impl Http for Network {
    fn ask(&self, url: &str, body: Option<&[u8]>, most: usize) -> Result<Reply, String> {
        let asked = Instant::now();
        let url = Url::parse(url).map_err(|_| "the endpoint is no URL".to_string())?;
        let client = self.client(&url)?;
        let method = if body.is_some() {
            Method::POST
        } else {
            Method::GET
        };
        let mut request = Request::new(method, url);
        // That of a request ends a slow body too; that of a client begins again with each read.
        let left = self.deadline.saturating_sub(asked.elapsed());
        *request.timeout_mut() = Some(left);
        if let Some(body) = body {
            *request.body_mut() = Some(body.to_vec().into());
            let json = reqwest::header::HeaderValue::from_static("application/json");
            request
                .headers_mut()
                .insert(reqwest::header::CONTENT_TYPE, json);
        }
        let response = client.execute(request).map_err(|it| self.cause(&it))?;
        let (status, mut read) = (response.status().as_u16(), Vec::new());
        let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        let got = response.take(limit).read_to_end(&mut read);
        got.map_err(|it| match asked.elapsed() >= self.deadline {
            true => self.late(),
            false => in_a_line(&it.to_string()),
        })?;
        if read.len() > most {
            return Err(format!("more than {most} bytes"));
        }
        let millis = u64::try_from(asked.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(Reply {
            status,
            body: read,
            millis,
        })
    }
}

impl Network {
    /// A client that connects to the addresses that were looked at, whatever the name resolves to afterwards.
    fn client(&self, url: &Url) -> Result<Client, String> {
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or_default();
        let found = self.resolve(host, port)?;
        let allowed = |it: &SocketAddr| self.private || is_public(&it.ip());
        let allowed: Vec<SocketAddr> = found.into_iter().filter(allowed).collect();
        if allowed.is_empty() {
            return Err("the host is not in the public network".into());
        }
        let client = Client::builder()
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            .resolve_to_addrs(host, &allowed)
            .build();
        client.map_err(|it| self.cause(&it))
    }

    /// The addresses of a host. The system's resolver has no deadline, so it works in a thread that may outlive this.
    fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, String> {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let (bare, (sender, receiver)) = (bare.to_string(), channel());
        thread::spawn(move || {
            let found = (bare.as_str(), port).to_socket_addrs();
            let _ = sender.send(found.map(Vec::from_iter));
        });
        let found = receiver.recv_timeout(self.deadline);
        let found =
            found.map_err(|_| "the name of the host is not resolved in time".to_string())?;
        found.map_err(|_| "the host has no address".into())
    }

    fn late(&self) -> String {
        format!("no answer within {} s", self.deadline.as_secs())
    }

    /// The innermost cause, without the URL.
    fn cause(&self, error: &reqwest::Error) -> String {
        if error.is_timeout() {
            return self.late();
        }
        let mut cause: &dyn std::error::Error = error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        in_a_line(&cause.to_string())
    }
}

/// In one line, without what steers a terminal.
fn in_a_line(text: &str) -> String {
    text.chars()
        .filter(|it| !it.is_control())
        .take(200)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::Write,
        net::{TcpListener, TcpStream},
        thread,
    };

    #[test]
    fn only_addresses_of_the_public_network_are_asked() {
        let outside = Network::new(false);
        for url in [
            "http://127.0.0.1:9/",
            "http://[::1]:9/",
            "http://localhost:9/",
            "http://[::ffff:127.0.0.1]:9/",
            "http://0x7f.1:9/",
            "http://198.18.0.1:9/",
            "http://192.0.0.1:9/",
        ] {
            let refused = outside.ask(url, None, 10).unwrap_err();
            assert_eq!(refused, "the host is not in the public network", "{url}");
        }
    }

    /// An endpoint that gives one answer.
    fn serve(answer: &'static [u8]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let (mut stream, _): (TcpStream, _) = listener.accept().unwrap();
            let mut request = [0; 4_096];
            assert!(stream.read(&mut request).unwrap() > 0);
            let _ = stream.write_all(answer);
        });
        format!("http://{address}/x")
    }

    #[test]
    fn an_answer_is_read_up_to_its_limit_and_redirects_are_not_followed() {
        let inside = Network::new(true);
        let url = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        let reply = inside.ask(&url, Some(b"{}"), 5).unwrap();
        assert_eq!((reply.status, reply.body), (200, b"hello".to_vec()));
        let url = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello!");
        assert_eq!(inside.ask(&url, None, 5).unwrap_err(), "more than 5 bytes");
        let url =
            serve(b"HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
        assert_eq!(inside.ask(&url, None, 5).unwrap().status, 307);
    }

    /// An endpoint that sends `head`, and then a byte every 20 ms without an end.
    fn drips(head: &'static [u8]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let (mut stream, _): (TcpStream, _) = listener.accept().unwrap();
            assert!(stream.read(&mut [0; 4_096]).unwrap() > 0);
            let mut sent = stream.write_all(head);
            while sent.is_ok() {
                thread::park_timeout(Duration::from_millis(20));
                sent = stream.write_all(b"a");
            }
        });
        format!("http://{address}/x")
    }

    #[test]
    fn an_answer_that_drips_ends_at_the_deadline() {
        let deadline = Duration::from_millis(300);
        let inside = Network {
            private: true,
            deadline,
        };
        for head in [
            &b"HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n"[..],
            b"HTTP/1.1 200 OK\r\nX: ",
        ] {
            let (url, asked) = (drips(head), Instant::now());
            let refused = inside.ask(&url, None, 20_000).unwrap_err();
            assert_eq!(refused, "no answer within 0 s");
            // 20,000 bytes would take 400 s.
            assert!(asked.elapsed() < Duration::from_secs(100));
        }
    }
}
