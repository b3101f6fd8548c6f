//! Errors as RFC 9457 describes them.

use axum::{
    http::{header, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::source::SourceError;

/// Media type of errors.
pub const PROBLEM: &str = "application/problem+json";
/// Seconds after which a client that was turned away may try again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("1");
/// Most characters of a detail: it may repeat what the client sent.
const MAX_DETAIL: usize = 400;

/// Why a request is not answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// Which problem it is, for programs.
    #[serde(rename = "type")]
    #[schema(example = "urn:io-indexer:cursor")]
    pub kind: String,
    /// The same in words.
    pub title: String,
    /// Status of the response.
    pub status: u16,
    /// What is wrong with this request, and what to do.
    pub detail: String,
}

impl Problem {
    fn new(status: StatusCode, kind: &str, title: &str, detail: impl ToString) -> Self {
        Self {
            kind: format!("urn:io-indexer:{kind}"),
            title: title.into(),
            status: status.as_u16(),
            detail: detail.to_string().chars().take(MAX_DETAIL).collect(),
        }
    }

    /// A parameter cannot be read, or has a value that is not allowed.
    pub fn parameter(detail: impl ToString) -> Self {
        let title = "A parameter is wrong";
        Self::new(StatusCode::BAD_REQUEST, "parameter", title, detail)
    }

    /// A cursor is not of this list.
    pub fn cursor(detail: impl ToString) -> Self {
        let title = "The cursor is not of this list";
        Self::new(StatusCode::BAD_REQUEST, "cursor", title, detail)
    }

    /// There is no such row.
    pub fn not_found(what: impl ToString) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "Not found", what)
    }

    /// There is no such route.
    pub fn route() -> Self {
        let detail = "This API has no such route: see /openapi.json";
        Self::new(StatusCode::NOT_FOUND, "route", "No such route", detail)
    }

    /// The route has no such method.
    pub fn method() -> Self {
        let title = "No such method";
        let detail = "This API only reads: use GET";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method", title, detail)
    }

    /// The request has a body that is too long.
    pub fn body() -> Self {
        let title = "The request is too long";
        let detail = "Requests of this API have no body";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body", title, detail)
    }

    /// Too many requests are being answered.
    pub fn busy(detail: impl ToString) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Busy", detail)
    }

    /// The answer took too long.
    pub fn late(seconds: u64) -> Self {
        let title = "The answer took too long";
        let detail = format!("No answer within {seconds} s: ask for less, or try again");
        Self::new(StatusCode::GATEWAY_TIMEOUT, "late", title, detail)
    }

    /// The source did not answer.
    fn source() -> Self {
        let title = "The index cannot be read";
        let detail = "The database did not answer: try again";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "index", title, detail)
    }
}

impl From<SourceError> for Problem {
    fn from(error: SourceError) -> Self {
        tracing::error!(%error, "the index cannot be read");
        Self::source()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        response
    }
}
