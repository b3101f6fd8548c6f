//! Monitoring of a service: logs, metrics, health and readiness.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

pub mod health;
pub mod http;
pub mod logs;
pub mod metrics;
