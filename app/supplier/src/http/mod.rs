//! What renters are served, and what operators are: [`Front`] and [`Admin`] answer, [`serve`] carries.

mod admin;
mod client;
mod front;
mod places;
mod rate;
mod server;

pub use admin::Admin;
pub use front::Front;
pub use server::{serve, Limits, Server};

use io_access::http::{Refusal, JSON};

/// A request that has come in completely, within the limits.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Such as `GET`.
    pub method: &'a str,
    /// Without the query.
    pub path: &'a str,
    /// `If-None-Match`.
    pub etag: Option<&'a str>,
    /// At most what [`Answers::most`] allows.
    pub body: &'a [u8],
    /// Unix seconds of this machine.
    pub now: u64,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status of HTTP.
    pub status: u16,
    /// The media type.
    pub kind: &'static str,
    /// `ETag`.
    pub etag: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// An answer with a body.
    pub fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            kind,
            etag: None,
            body: body.into(),
        }
    }

    /// A refusal of the format.
    pub fn refused(refusal: &Refusal) -> Self {
        Self::new(refusal.status(), JSON, refusal.write())
    }
}

/// Answers requests.
pub trait Answers: Send + Sync {
    /// Bytes of the longest body that it reads; 0 where there is nothing to send, or nothing at all.
    fn most(&self, method: &str, path: &str) -> usize;

    /// The answer to a request.
    fn answer(&self, request: &Request) -> Response;
}
