//! Limits: concurrent requests and time per request.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    extract::{MatchedPath, Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use io_telemetry::metrics::{Kind, Metric};
use tokio::{sync::Semaphore, time::timeout};

use super::problem::Problem;

/// Metric of answers.
const SECONDS: &str = "io_indexer_http_seconds";

/// Metrics of the API.
pub const METRICS: [Metric; 1] = [Metric {
    name: SECONDS,
    kind: Kind::Histogram,
    help: "Response time in seconds, by route and status",
}];

/// Limits of the API.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Concurrent requests; further ones get 503.
    pub requests: usize,
    /// Open streams.
    pub streams: usize,
    /// Time for an answer. Streams stay open.
    pub time: Duration,
    /// Longest request body, in bytes. The API reads none.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests: 256,
            streams: 1_000,
            time: Duration::from_secs(10),
            body: 4_096,
        }
    }
}

/// Slots for requests, and the time for each.
#[derive(Clone)]
pub struct Door {
    places: Arc<Semaphore>,
    time: Duration,
}

impl Door {
    /// A gate with some limits.
    pub fn new(limits: Limits) -> Self {
        Self {
            places: Arc::new(Semaphore::new(limits.requests)),
            time: limits.time,
        }
    }
}

/// Answers within the limits.
pub async fn within(State(door): State<Door>, request: Request, next: Next) -> Response {
    let Ok(_place) = door.places.try_acquire() else {
        return Problem::busy("Too many concurrent requests: retry later").into_response();
    };
    let late = || Problem::late(door.time.as_secs()).into_response();
    let answer = timeout(door.time, next.run(request)).await;
    answer.unwrap_or_else(|_| late())
}

/// Turns the plain 413 of a long body into a problem.
pub async fn explain(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::body().into_response(),
        _ => response,
    }
}

/// Measures response times by route and status.
pub async fn measure(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>();
    let route = path.map_or_else(|| "none".to_owned(), |it| it.as_str().to_owned());
    let start = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    let labels = [("route", route), ("status", status)];
    metrics::histogram!(SECONDS, &labels).record(start.elapsed());
    response
}
