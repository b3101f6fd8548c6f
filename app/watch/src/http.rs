//! How an endpoint is asked: one request, a deadline, few bytes, no redirect, and only hosts of the public network.

use std::{
    io::Read,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs},
    time::{Duration, Instant},
};

use reqwest::{
    blocking::{Client, Request},
    redirect::Policy,
    Method, Url,
};

/// Within which the whole answer has to be there.
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
#[derive(Clone, Copy, Debug, Default)]
pub struct Network {
    /// Whether endpoints of this machine and of private networks are asked too.
    pub private: bool,
}

impl Http for Network {
    fn ask(&self, url: &str, body: Option<&[u8]>, most: usize) -> Result<Reply, String> {
        let asked = Instant::now();
        let url = Url::parse(url).map_err(|_| "the endpoint is no URL".to_string())?;
        let (client, url) = self.client(url)?;
        let method = if body.is_some() {
            Method::POST
        } else {
            Method::GET
        };
        let mut request = Request::new(method, url);
        let left = DEADLINE.saturating_sub(asked.elapsed());
        *request.timeout_mut() = Some(left);
        if let Some(body) = body {
            *request.body_mut() = Some(body.to_vec().into());
            let json = reqwest::header::HeaderValue::from_static("application/json");
            request
                .headers_mut()
                .insert(reqwest::header::CONTENT_TYPE, json);
        }
        let response = client.execute(request).map_err(|it| cause(&it))?;
        let (status, mut read) = (response.status().as_u16(), Vec::new());
        let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        let got = response.take(limit).read_to_end(&mut read);
        got.map_err(|it| in_a_line(&it.to_string()))?;
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
    fn client(&self, url: Url) -> Result<(Client, Url), String> {
        let host = url.host_str().unwrap_or_default().to_string();
        let port = url.port_or_known_default().unwrap_or_default();
        let bare = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_string();
        let found = (bare.as_str(), port).to_socket_addrs();
        let found: Vec<SocketAddr> = found
            .map_err(|_| "the host has no address".to_string())?
            .collect();
        let allowed = |it: &SocketAddr| self.private || is_public(&it.ip());
        let allowed: Vec<SocketAddr> = found.into_iter().filter(allowed).collect();
        if allowed.is_empty() {
            return Err("the host is in a private network".into());
        }
        let client = Client::builder()
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            .resolve_to_addrs(&host, &allowed)
            .build();
        client.map(|it| (it, url)).map_err(|it| cause(&it))
    }
}

/// The innermost cause, without the URL.
fn cause(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("no answer within {} s", DEADLINE.as_secs());
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    in_a_line(&cause.to_string())
}

/// In one line, without what steers a terminal.
fn in_a_line(text: &str) -> String {
    text.chars()
        .filter(|it| !it.is_control())
        .take(200)
        .collect()
}

/// Whether an address is one of the public network.
fn is_public(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(it) => is_public_v4(it),
        IpAddr::V6(it) => it
            .to_ipv4_mapped()
            .map_or_else(|| is_public_v6(it), |it| is_public_v4(&it)),
    }
}

fn is_public_v4(it: &Ipv4Addr) -> bool {
    let [first, second, ..] = it.octets();
    let is_shared = first == 100 && (64..128).contains(&second);
    let is_special = it.is_private()
        || it.is_loopback()
        || it.is_link_local()
        || it.is_multicast()
        || it.is_documentation();
    !is_special && !is_shared && first != 0 && first < 240
}

fn is_public_v6(it: &Ipv6Addr) -> bool {
    // 2000::/3, without the prefixes for documentation and of Teredo and 6to4, which carry addresses of version 4.
    let [first, second, ..] = it.segments();
    (0x2000..0x4000).contains(&first)
        && ![(0x2001, 0xdb8), (0x2001, 0)].contains(&(first, second))
        && first != 0x2002
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
        for (address, expected) in [
            ("8.8.8.8", true),
            ("127.0.0.1", false),
            ("10.1.2.3", false),
            ("172.16.0.1", false),
            ("192.168.1.1", false),
            ("169.254.169.254", false),
            ("100.64.0.1", false),
            ("100.128.0.1", true),
            ("0.0.0.0", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("::1", false),
            ("::", false),
            ("fe80::1", false),
            ("fd00::1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:8.8.8.8", true),
            ("64:ff9b::7f00:1", false),
            ("2001:db8::1", false),
            ("2002:7f00:1::", false),
            ("2606:4700::1111", true),
        ] {
            assert_eq!(is_public(&address.parse().unwrap()), expected, "{address}");
        }
        let outside = Network::default();
        for url in [
            "http://127.0.0.1:9/",
            "http://[::1]:9/",
            "http://localhost:9/",
        ] {
            let refused = outside.ask(url, None, 10).unwrap_err();
            assert_eq!(refused, "the host is in a private network", "{url}");
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
        let inside = Network { private: true };
        let url = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        let reply = inside.ask(&url, Some(b"{}"), 5).unwrap();
        assert_eq!((reply.status, reply.body), (200, b"hello".to_vec()));
        let url = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello!");
        assert_eq!(inside.ask(&url, None, 5).unwrap_err(), "more than 5 bytes");
        let url =
            serve(b"HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
        assert_eq!(inside.ask(&url, None, 5).unwrap().status, 307);
    }
}
