//! The API: rows, events and the status of the index, as JSON over HTTP.
//!
//! [`router`] serves a [`Source`](source::Source); [`document`] describes it. It is read-only.
//! A proxy in front adds TLS and limits per client.

pub mod answers;
pub mod memory;
pub mod source;

mod asked;
mod csv;
mod cursor;
mod document;
mod etag;
mod kept;
mod limits;
mod problem;
mod routes;
mod stored;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{header, HeaderName, HeaderValue, Method},
    middleware::{from_fn, from_fn_with_state, Next},
    response::Response,
    routing::get,
    Json, Router,
};
use tokio::sync::Semaphore;
use tower_http::{
    compression::CompressionLayer,
    cors::{Any, CorsLayer},
    limit::RequestBodyLimitLayer,
};

pub use self::{
    asked::{DEFAULT_LIMIT, MAX_LIMIT},
    document::document,
    limits::{Limits, METRICS},
    problem::{Problem, PROBLEM},
    stored::Stored,
};
use self::{kept::Kept, limits::Door, source::Source};

/// Header with the slot up to which the index is complete.
const SLOT: HeaderName = HeaderName::from_static("io-slot");

/// State of every route.
#[derive(Clone)]
struct Api {
    source: Arc<dyn Source>,
    streams: Arc<Semaphore>,
    leaders: Arc<Kept>,
}

/// The API of a source.
pub fn router(source: Arc<dyn Source>, limits: Limits) -> Router {
    let api = Api {
        source,
        streams: Arc::new(Semaphore::new(limits.streams)),
        leaders: Arc::default(),
    };
    let described = Json(document());
    let (answers, _) = routes::answers().split_for_parts();
    let (streams, _) = routes::streams().split_for_parts();
    let answers = answers
        .route("/openapi.json", get(|| async { described }))
        .layer(from_fn(etag::tag))
        .layer(from_fn_with_state(Door::new(limits), limits::within))
        .layer(CompressionLayer::new());
    let slot = from_fn_with_state(api.clone(), show_slot);
    answers
        .merge(streams)
        .fallback(|| async { Problem::route() })
        .method_not_allowed_fallback(|| async { Problem::method() })
        .layer(slot)
        .layer(RequestBodyLimitLayer::new(limits.body))
        .layer(from_fn(limits::explain))
        .layer(cors())
        .layer(from_fn(limits::measure))
        .with_state(api)
}

/// Any origin may read.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([
            header::IF_NONE_MATCH,
            HeaderName::from_static("last-event-id"),
        ])
        .expose_headers([header::ETAG, header::RETRY_AFTER, SLOT])
        .max_age(std::time::Duration::from_secs(86_400))
}

/// Adds the slot up to which the answer is complete, and forbids browsers to guess the content type.
async fn show_slot(State(api): State<Api>, request: Request, next: Next) -> Response {
    let slot = api.source.tip().borrow().slot;
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(SLOT, HeaderValue::from(slot));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}
