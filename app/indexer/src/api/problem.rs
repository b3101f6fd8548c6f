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
/// Value of `Retry-After`, in seconds.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("1");
/// Longest detail, in characters. It may quote what the client sent.
const MAX_DETAIL: usize = 400;

/// Why a request failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// URI of the problem's type.
    #[serde(rename = "type")]
    #[schema(example = "urn:io-indexer:cursor")]
    pub kind: String,
    /// Title of the type.
    pub title: String,
    /// HTTP status.
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

    /// A parameter is malformed or out of range.
    pub fn parameter(detail: impl ToString) -> Self {
        let title = "Invalid parameter";
        Self::new(StatusCode::BAD_REQUEST, "parameter", title, detail)
    }

    /// A cursor belongs to another list.
    pub fn cursor(detail: impl ToString) -> Self {
        let title = "Invalid cursor";
        Self::new(StatusCode::BAD_REQUEST, "cursor", title, detail)
    }

    /// No such row.
    pub fn not_found(what: impl ToString) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "Not found", what)
    }

    /// No such route.
    pub fn route() -> Self {
        let detail = "No such route: see /openapi.json";
        Self::new(StatusCode::NOT_FOUND, "route", "No such route", detail)
    }

    /// The route does not allow the method.
    pub fn method() -> Self {
        let title = "Method not allowed";
        let detail = "The API is read-only: use GET";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method", title, detail)
    }

    /// The request body is too long.
    pub fn body() -> Self {
        let title = "Request too long";
        let detail = "Send no request body";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body", title, detail)
    }

    /// Too many requests are being answered.
    pub fn busy(detail: impl ToString) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Busy", detail)
    }

    /// The answer took too long.
    pub fn late(seconds: u64) -> Self {
        let title = "Timeout";
        let detail = format!("No answer within {seconds} s: request fewer rows, or retry");
        Self::new(StatusCode::GATEWAY_TIMEOUT, "late", title, detail)
    }

    /// The source failed.
    fn source() -> Self {
        let title = "Index unavailable";
        let detail = "The database did not answer: retry later";
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
