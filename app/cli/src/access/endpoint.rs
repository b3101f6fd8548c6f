//! A supplier's endpoint over HTTP: no redirect is followed, no more is read than the format allows, and no longer than a deadline.

use std::{
    error::Error,
    io::Read,
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    sync::mpsc::channel,
    thread,
    time::{Duration, Instant},
};

use anchor_lang::prelude::Pubkey;
use io_access::{
    http::{self, Refusal},
    is_public,
    limits::{MAX_REFUSAL, MAX_REQUEST, MAX_SEALED},
};
use reqwest::{
    blocking::{Client, RequestBuilder},
    header::CONTENT_TYPE,
    redirect::Policy,
    Url,
};

use crate::errors::CliError;

/// For a name and for a connection, and for a whole request up to the last byte of the answer.
const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(20);
const LATE: &str = "it takes too long";

/// What an endpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What was asked for.
    Given(Vec<u8>),
    /// It refuses, with its status.
    Refused(u16, Refusal),
    /// Another status, which is none of the format's.
    Unknown(u16),
    /// It does not answer, for this reason.
    Silent(String),
}

impl Answer {
    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::Given(_) => "it answers".into(),
            Self::Refused(_, refusal) => {
                format!("it refuses: {} ({})", refusal.message, refusal.error)
            }
            Self::Unknown(status) => format!("it answers with HTTP status {status}"),
            Self::Silent(why) => format!("it does not answer: {why}"),
        }
    }

    /// Whether there is nothing of this reservation there, or not yet.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused(404, _) | Self::Unknown(404))
    }
}

/// A supplier's endpoint, as the chain has it.
pub struct Endpoint {
    base: String,
    /// What its host resolves to.
    addresses: Vec<IpAddr>,
    /// Whether a proxy resolves it.
    is_proxied: bool,
    client: Client,
    whole: Duration,
}

impl Endpoint {
    /// At a URL of the chain. Its host is resolved here, once: what is asked later goes to the addresses that were looked at.
    ///
    /// # Errors
    /// [`CliError::Refused`] if it is no URL of HTTP.
    pub fn new(base: &str) -> Result<Self, CliError> {
        let wrong = |why: String| {
            CliError::Refused(format!("the supplier's endpoint cannot be used: {why}"))
        };
        // The format refuses what is no base of its paths.
        http::details(base, &Pubkey::default()).map_err(|error| wrong(error.to_string()))?;
        let url = Url::parse(base).map_err(|error| wrong(error.to_string()))?;
        let host = url.host_str().unwrap_or_default();
        let found = resolve(host, url.port_or_known_default().unwrap_or_default());
        let addresses: Vec<IpAddr> = found.iter().map(SocketAddr::ip).collect();
        let mut builder = Client::builder()
            .connect_timeout(CONNECT)
            .redirect(Policy::none())
            .referer(false)
            .user_agent(concat!("io/", env!("CARGO_PKG_VERSION")));
        let is_proxied = !is_loopback(&addresses) && has_proxy();
        builder = builder.resolve_to_addrs(host, &found);
        if !is_proxied {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| wrong(error.to_string()))?;
        Ok(Self {
            base: base.into(),
            addresses,
            is_proxied,
            client,
            whole: WHOLE,
        })
    }

    /// The same, with its host resolved again.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn again(&self) -> Result<Self, CliError> {
        Self::new(&self.base)
    }

    /// The same with another deadline for a whole request.
    #[cfg(test)]
    pub fn within(self, whole: Duration) -> Self {
        Self { whole, ..self }
    }

    /// Whether nobody between here and there can read along.
    pub fn is_private(&self) -> bool {
        self.base.starts_with("https://")
    }

    /// Whether it is on this machine.
    pub fn is_local(&self) -> bool {
        is_loopback(&self.addresses)
    }

    /// An address of it outside of the public network: that of this machine, or of a machine near it.
    pub fn inside(&self) -> Option<IpAddr> {
        self.addresses.iter().copied().find(|it| !is_public(it))
    }

    /// The sealed connection details of a reservation.
    ///
    /// # Errors
    /// [`CliError::Refused`] if the endpoint is no base of URLs.
    pub fn details(&self, reservation: &Pubkey) -> Result<Answer, CliError> {
        let url = http::details(&self.base, reservation).map_err(unusable)?;
        Ok(self.ask(self.client.get(url), MAX_SEALED))
    }

    /// The service key of a supplier.
    ///
    /// # Errors
    /// As [`details`](Self::details).
    pub fn service_key(&self, supplier: &Pubkey) -> Result<Answer, CliError> {
        let url = http::service_key(&self.base, supplier).map_err(unusable)?;
        Ok(self.ask(self.client.get(url), MAX_REQUEST))
    }

    /// Posts a signed workload.
    ///
    /// # Errors
    /// As [`details`](Self::details).
    pub fn workload(&self, reservation: &Pubkey, request: Vec<u8>) -> Result<Answer, CliError> {
        let url = http::workload(&self.base, reservation).map_err(unusable)?;
        let post = self.client.post(url).header(CONTENT_TYPE, http::JSON);
        Ok(self.ask(post.body(request), MAX_REFUSAL))
    }

    /// Sends a request, and reads at most `most` bytes of a body.
    fn ask(&self, request: RequestBuilder, most: usize) -> Answer {
        if self.addresses.is_empty() && !self.is_proxied {
            return Answer::Silent("its host has no address".into());
        }
        let asked = Instant::now();
        // That of a request ends a slow body too; that of a client begins again with each read.
        let response = match request.timeout(self.whole).send() {
            Ok(response) => response,
            Err(error) => return Answer::Silent(cause(&error)),
        };
        let status = response.status().as_u16();
        let is_given = response.status().is_success();
        let most = if is_given { most } else { MAX_REFUSAL };
        let mut body = Vec::new();
        let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        if let Err(error) = response.take(limit).read_to_end(&mut body) {
            return Answer::Silent(match asked.elapsed() >= self.whole {
                true => LATE.into(),
                false => error.to_string(),
            });
        }
        match (is_given, Refusal::read(&body)) {
            (true, _) if body.len() > most => {
                Answer::Silent(format!("more than {most} bytes come back"))
            }
            (true, _) => Answer::Given(body),
            (false, Some(refusal)) => Answer::Refused(status, refusal),
            (false, None) => Answer::Unknown(status),
        }
    }
}

/// What a host resolves to; nothing if it does not in time. The system's resolver has no deadline, so it works in a thread that may
/// outlive this.
fn resolve(host: &str, port: u16) -> Vec<SocketAddr> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let (bare, (sender, receiver)) = (bare.to_string(), channel());
    thread::spawn(move || {
        let found = (bare.as_str(), port).to_socket_addrs();
        let _ = sender.send(found.map(Vec::from_iter).unwrap_or_default());
    });
    receiver.recv_timeout(CONNECT).unwrap_or_default()
}

/// Whether requests go through a proxy, by the variables that name one.
fn has_proxy() -> bool {
    let names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
    let names = names
        .iter()
        .flat_map(|it| [it.to_string(), it.to_lowercase()]);
    names
        .filter_map(std::env::var_os)
        .any(|value| !value.is_empty())
}

fn is_loopback(addresses: &[IpAddr]) -> bool {
    let mut all = addresses.iter().map(IpAddr::to_canonical);
    !addresses.is_empty() && all.all(|it| it.is_loopback())
}

fn unusable(error: io_access::Error) -> CliError {
    CliError::Refused(format!("the supplier's endpoint cannot be used: {error}"))
}

/// The innermost reason: those around it repeat the URL.
fn cause(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return LATE.into();
    }
    let mut cause: &dyn Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
