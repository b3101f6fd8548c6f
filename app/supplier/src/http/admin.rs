//! What operators are served, at an address of its own: whether it lives, whether it works, and figures.

use std::sync::Arc;

use super::{Answers, Request, Response};
use crate::{chain::clocks, metrics::Metrics};

const TEXT: &str = "text/plain; charset=utf-8";
const FIGURES: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Serves `/healthz`, `/readyz` and `/metrics`.
pub struct Admin {
    metrics: Arc<Metrics>,
    /// Seconds without an answer of the chain after which it is not ready.
    ready_within: u64,
}

impl Admin {
    /// Of a service that is ready if its last round is so many seconds ago at most.
    pub fn new(metrics: Arc<Metrics>, ready_within: u64) -> Self {
        Self {
            metrics,
            ready_within,
        }
    }

    fn ready(&self, now: u64) -> Response {
        let last = u64::try_from(self.metrics.last_round()).unwrap_or_default();
        let ago = now.saturating_sub(last);
        if let Some(difference) = self.metrics.wrong_clock() {
            let why = format!("{}: nothing is started or taken back\n", clocks(difference));
            return Response::new(503, TEXT, why);
        }
        match ago <= self.ready_within {
            true => Response::new(200, TEXT, "ready\n"),
            false if last == 0 => Response::new(503, TEXT, "the chain has not answered yet\n"),
            false => Response::new(
                503,
                TEXT,
                format!("the chain has not answered for {ago} s\n"),
            ),
        }
    }
}

impl Answers for Admin {
    fn most(&self, _: &str, _: &str) -> usize {
        0
    }

    fn answer(&self, request: &Request) -> Response {
        match (request.method, request.path) {
            ("GET", "/healthz") => {
                Response::new(200, TEXT, format!("ok\n{}", self.metrics.notes()))
            }
            ("GET", "/readyz") => self.ready(request.now),
            ("GET", "/metrics") => Response::new(200, FIGURES, self.metrics.text()),
            _ => Response::new(404, TEXT, "/healthz, /readyz, /metrics\n"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(admin: &Admin, path: &str, now: u64) -> u16 {
        let request = Request {
            method: "GET",
            path,
            etag: None,
            body: &[],
            now,
        };
        admin.answer(&request).status
    }

    #[test]
    fn its_health_has_what_operators_should_know() {
        let metrics = Arc::new(Metrics::default());
        let admin = Admin::new(metrics.clone(), 60);
        let request = Request {
            method: "GET",
            path: "/healthz",
            etag: None,
            body: &[],
            now: 0,
        };
        assert_eq!(admin.answer(&request).body, b"ok\n");
        metrics.set_notes("a maintenance begins\n".into());
        assert_eq!(admin.answer(&request).body, b"ok\na maintenance begins\n");
    }

    #[test]
    fn it_is_ready_while_the_chain_answers() {
        let metrics = Arc::new(Metrics::default());
        let admin = Admin::new(metrics.clone(), 60);
        assert_eq!(status(&admin, "/readyz", 1_000), 503);
        assert_eq!(status(&admin, "/healthz", 1_000), 200);
        metrics.round(1_000);
        assert_eq!(status(&admin, "/readyz", 1_060), 200);
        assert_eq!(status(&admin, "/readyz", 1_061), 503);
        assert_eq!(status(&admin, "/v1", 1_000), 404);
    }

    #[test]
    fn it_is_not_ready_while_a_clock_is_wrong() {
        let metrics = Arc::new(Metrics::default());
        let admin = Admin::new(metrics.clone(), 60);
        metrics.round(1_000);
        metrics.clock(-3_600, true);
        assert_eq!(status(&admin, "/readyz", 1_000), 503);
        metrics.clock(2, false);
        assert_eq!(status(&admin, "/readyz", 1_000), 200);
        let figure = "io_supplier_clock_difference_seconds 2\n";
        assert!(metrics.text().contains(figure), "{}", metrics.text());
    }
}
