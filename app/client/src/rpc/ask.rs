//! Requests to a cluster, repeated until they are answered.

use std::{
    sync::{
        atomic::{AtomicU64, Ordering},
        Mutex, PoisonError,
    },
    time::Duration,
};

use serde::de::DeserializeOwned;
use serde_json::{json, Value};
use solana_rpc_client_api::{
    custom_error::JSON_RPC_SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED, response::Response,
};

use super::{
    answer,
    meter::{Meter, Unmetered},
    transport::Transport,
    unknown,
};
use crate::{
    sending::{
        node::{Fault, Kind},
        Backoff, Clock, Timeouts,
    },
    ReadError,
};

/// Between two requests, at first and at most.
pub(super) const REPEATS: (Duration, Duration) =
    (Duration::from_millis(100), Duration::from_secs(2));

/// Maximum size of an unpacked answer, in bytes: the largest account has 10 MiB, and base 64 makes four bytes of
/// three.
pub(super) const MOST: u64 = 64 << 20;
/// Maximum size of an answer with all accounts of a program: 100,000 suppliers are some 125 MB.
pub(super) const MOST_ACCOUNTS: u64 = 512 << 20;

/// Who asks.
pub(crate) struct Rpc {
    pub(crate) transport: Box<dyn Transport>,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) timeouts: Timeouts,
    pub(super) meter: Box<dyn Meter>,
    number: AtomicU64,
    /// What was last said of an error that this client does not know.
    unknown: Mutex<Option<String>>,
}

impl Rpc {
    pub(crate) fn new(transport: Box<dyn Transport>, clock: Box<dyn Clock>) -> Self {
        Self {
            transport,
            clock,
            timeouts: Timeouts::default(),
            meter: Box::new(Unmetered),
            number: AtomicU64::new(1),
            unknown: Mutex::default(),
        }
    }

    /// What was last said of an error that stands as [`unknown::STANDS`].
    pub(super) fn unknown(&self) -> Option<String> {
        let unknown = self.unknown.lock();
        unknown.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks once.
    pub(crate) fn once<T: DeserializeOwned>(
        &self,
        method: &str,
        parameters: &Value,
        timeout: Duration,
    ) -> Result<T, Fault> {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let request =
            json!({ "jsonrpc": "2.0", "id": number, "method": method, "params": parameters });
        let most = match method {
            "getProgramAccounts" => MOST_ACCOUNTS,
            _ => MOST,
        };
        let start = self.clock.now();
        let reply = self.transport.post(request.to_string(), timeout, most);
        let redacted = |text: &str| self.transport.redacted(text);
        let read = answer::read(number, reply, &redacted).and_then(|mut result| {
            let plain = |text: &str| answer::plain(text, &redacted);
            if let Some(reported) = unknown::replace(method, &mut result, &plain) {
                let mut last = self.unknown.lock().unwrap_or_else(PoisonError::into_inner);
                *last = Some(reported);
            }
            let unreadable = |error| format!("its answer to {method} cannot be read: {error}");
            serde_json::from_value(result)
                .map_err(|error| Fault::new(Kind::Lost, unreadable(error)))
        });
        let took = self.clock.now().saturating_sub(start);
        let failure = read.as_ref().err().map(|fault| fault.kind.into());
        self.meter.asked(method, took, failure);
        read.map_err(|fault| self.failed(method, fault))
    }

    /// Asks until there is an answer, or a refusal, or for as long as is waited for one. For what may be done twice.
    pub(crate) fn ask<T: DeserializeOwned>(
        &self,
        method: &str,
        parameters: &Value,
    ) -> Result<T, Fault> {
        self.patiently(|| self.once(method, parameters, self.timeouts.request))
    }

    /// The same of what has a context, until its slot is `least` or later: a node may not know the option for it, and what
    /// stands in front of several may give an older answer.
    pub(super) fn ask_on<T: DeserializeOwned>(
        &self,
        method: &str,
        parameters: &Value,
        least: u64,
    ) -> Result<Response<T>, Fault> {
        self.patiently(|| {
            let answer: Response<T> = self.once(method, parameters, self.timeouts.request)?;
            let slot = answer.context.slot;
            if slot >= least {
                return Ok(answer);
            }
            let words = format!("its answer is of slot {slot}, and slot {least} was seen before");
            let behind = Fault {
                code: Some(JSON_RPC_SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED),
                ..Fault::new(Kind::Busy, words)
            };
            Err(self.failed(method, behind))
        })
    }

    /// The same of anything that asks once.
    pub(crate) fn patiently<T>(&self, ask: impl Fn() -> Result<T, Fault>) -> Result<T, Fault> {
        patiently(self.clock.as_ref(), &self.timeouts, ask)
    }

    /// The same as what could not be read.
    pub(crate) fn read<T: DeserializeOwned>(
        &self,
        method: &str,
        parameters: &Value,
    ) -> Result<T, ReadError> {
        let answer = self.ask(method, parameters);
        answer.map_err(|fault| read_error(method, fault))
    }

    /// The fault of a request, attributed and metered.
    fn failed(&self, method: &str, fault: Fault) -> Fault {
        let fault = self.attributed(fault);
        self.meter.failed(method, fault.kind.into(), &fault.words);
        fault
    }

    /// Says who was asked, and nothing that could be a key.
    fn attributed(&self, fault: Fault) -> Fault {
        let words = self.transport.redacted(&fault.words);
        let words = match fault.kind {
            Kind::Refused => words,
            _ => format!("{}: {words}", self.transport.origin()),
        };
        Fault { words, ..fault }
    }
}

/// Asks until there is an answer, or a refusal, or for as long as is waited for one. For what may be done twice.
pub(super) fn patiently<T>(
    clock: &dyn Clock,
    timeouts: &Timeouts,
    ask: impl Fn() -> Result<T, Fault>,
) -> Result<T, Fault> {
    let start = clock.now();
    let mut backoff = Backoff::new(REPEATS.0, REPEATS.1);
    loop {
        let fault = match ask() {
            Err(fault) => fault,
            answer => return answer,
        };
        let longest = match fault.kind {
            Kind::Refused => return Err(fault),
            Kind::Unconnected => timeouts.connection,
            Kind::Lost | Kind::Busy => timeouts.answer,
        };
        let wait = backoff.next().max(fault.after.unwrap_or_default());
        let waited = clock.now().saturating_sub(start);
        if waited.saturating_add(wait) > longest {
            return Err(fault);
        }
        clock.wait(wait);
    }
}

/// Why `method` could not be read.
pub(crate) fn read_error(method: &str, fault: Fault) -> ReadError {
    match fault.kind {
        _ if fault.is_behind() => ReadError::Behind(fault.words),
        Kind::Refused => ReadError::Refused {
            method: method.into(),
            words: fault.words,
        },
        Kind::Unconnected | Kind::Lost | Kind::Busy => ReadError::Unreachable(fault.words),
    }
}
