//! What a service shows of itself: logs, metrics, and whether it is alive and ready.
