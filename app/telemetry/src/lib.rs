//! What a service shows of itself: logs, metrics, and whether it is alive and ready.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

pub mod health;
pub mod http;
pub mod logs;
pub mod metrics;
