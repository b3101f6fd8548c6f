//! What the service reports: a JSON object a line. Nothing in it is a secret.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{json, Map, Value};
use solana_pubkey::Pubkey;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// As it should be.
    Info,
    /// Somebody should look at it.
    Warn,
    /// Something is not done that should be.
    Error,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

/// Takes lines.
#[derive(Clone)]
pub struct Log(Arc<dyn Fn(&str) + Send + Sync>);

impl Log {
    /// To `print`.
    pub fn new(print: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Arc::new(print))
    }

    /// Reports an event, of a reservation if it is about one.
    pub fn write(
        &self,
        level: Level,
        event: &str,
        reservation: Option<&Pubkey>,
        more: &[(&str, Value)],
    ) {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let seconds = since.map_or(0, |it| it.as_secs());
        let mut line = Map::new();
        line.insert("at".into(), json!(seconds));
        line.insert("level".into(), json!(level.name()));
        line.insert("event".into(), json!(event));
        if let Some(reservation) = reservation {
            line.insert("reservation".into(), json!(reservation.to_string()));
        }
        for (name, value) in more {
            line.insert((*name).into(), value.clone());
        }
        (self.0)(&Value::Object(line).to_string());
    }
}
