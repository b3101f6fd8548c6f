//! ETags: an answer that the client already has is not sent again.

use axum::{
    body::{to_bytes, Body},
    extract::Request,
    http::{header, HeaderMap, HeaderValue, Method, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use solana_sha256_hasher::hash;

use super::problem::Problem;

/// Longest answer, in bytes. A page of the longest rows is far below.
const MAX_ANSWER: usize = 32 * 1024 * 1024;
/// Clients revalidate each time.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// Adds an ETag to a successful answer, or answers 304 if the client has it.
pub async fn tag(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let known = request.headers().get_all(header::IF_NONE_MATCH);
    let known: Vec<HeaderValue> = known.iter().cloned().collect();
    let response = next.run(request).await;
    if method != Method::GET || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MAX_ANSWER).await else {
        return Problem::parameter("The answer is too long: request fewer rows").into_response();
    };
    // Weak, because the same answer may be sent compressed.
    let digest = bs58::encode(&hash(&bytes).to_bytes()[..16]).into_string();
    let etag = format!("W/\"{digest}\"");
    if let Ok(value) = HeaderValue::from_str(&etag) {
        parts.headers.insert(header::ETAG, value);
    }
    parts.headers.insert(header::CACHE_CONTROL, REVALIDATE);
    if matches(&known, &etag) {
        let headers = kept(&parts.headers);
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// Whether a client has the answer with an ETag. Weak comparison: only the text between the quotes counts.
fn matches(known: &[HeaderValue], etag: &str) -> bool {
    let known = known.iter().filter_map(|it| it.to_str().ok());
    let bare = etag.trim_start_matches("W/");
    let mut tags = known.flat_map(|it| it.split(',')).map(str::trim);
    tags.any(|it| it == "*" || it.trim_start_matches("W/") == bare)
}

/// Headers of a 304: all but those that describe a body.
fn kept(headers: &HeaderMap) -> HeaderMap {
    let about_body = [
        header::CONTENT_TYPE,
        header::CONTENT_LENGTH,
        header::CONTENT_DISPOSITION,
    ];
    let kept = headers
        .iter()
        .filter(|(name, _)| !about_body.contains(name));
    kept.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
