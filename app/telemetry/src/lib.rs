//! What a service shows of itself: logs, metrics, and whether it is alive and ready.

pub mod health;
pub mod http;
pub mod logs;
pub mod metrics;
