//! Interpretation of replies to JSON-RPC requests. No request is made here.

use serde_json::Value;
use solana_rpc_client_api::custom_error as codes;
use solana_transaction_error::TransactionError;
use solana_transaction_status_client_types::UiTransactionError;

use super::transport::{NoReply, Reply};
use crate::sending::node::{Fault, Kind};

/// Maximum length of an explanation, in characters.
const WORDS: usize = 200;
/// Codes with which a node refuses a transaction before it forwards it, so that no leader has it. Any other code may
/// also be from a gateway that has forwarded it and then lost the answer.
const BEFORE_BROADCAST: [i64; 5] = [
    // The simulation that the node runs first failed.
    codes::JSON_RPC_SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE,
    // A signature, which the node verifies first, is wrong.
    codes::JSON_RPC_SERVER_ERROR_TRANSACTION_SIGNATURE_VERIFICATION_FAILURE,
    // A signature, which the node counts first, is missing.
    codes::JSON_RPC_SERVER_ERROR_TRANSACTION_SIGNATURE_LEN_MISMATCH,
    // The method does not exist.
    -32_601,
    // The transaction could not be decoded.
    -32_602,
];

/// The result of the request with this number, or why there is none, in the node's words without keys (`redacted`).
pub(crate) fn read(
    number: u64,
    reply: Result<Reply, NoReply>,
    redacted: &dyn Fn(&str) -> String,
) -> Result<Value, Fault> {
    let reply = match reply {
        Ok(reply) => reply,
        Err(NoReply::Unconnected(words)) => return Err(Fault::new(Kind::Unconnected, words)),
        Err(NoReply::Lost(words)) => return Err(Fault::new(Kind::Lost, words)),
    };
    let plain = |text: &str| plain(text, redacted);
    let is_success = (200..300).contains(&reply.status);
    let parsed: Option<Value> = serde_json::from_str(&reply.body).ok();
    let is_there = |answer: &Value, field: &str| answer.get(field).is_some_and(|it| !it.is_null());
    let mut fault = match parsed {
        Some(answer) if is_there(&answer, "error") && is_there(&answer, "result") => {
            Fault::new(Kind::Lost, "its answer is a result and an error at once")
        }
        Some(mut answer) if answer["error"].is_object() => {
            let is_ours = is_success && answer["id"] == number;
            let fault = of_error(&answer["error"].take(), &plain);
            let before = fault
                .code
                .is_some_and(|code| BEFORE_BROADCAST.contains(&code));
            Fault {
                never_began: is_ours && before,
                ..fault
            }
        }
        Some(mut answer)
            if is_success && answer.get("result").is_some() && !is_there(&answer, "error") =>
        {
            if answer["id"] == number {
                return Ok(answer["result"].take());
            }
            Fault::new(Kind::Lost, "its answer is to another request")
        }
        _ if is_success => {
            let said = plain(&reply.body);
            Fault::new(Kind::Lost, format!("its answer cannot be read: {said}"))
        }
        // A redirect is not an answer of the node.
        _ if (300..400).contains(&reply.status) => {
            let status = reply.status;
            let words = format!("it leads to another address (HTTP {status}): give that one");
            Fault::new(Kind::Refused, words)
        }
        parsed => {
            let said = parsed.as_ref().and_then(words_of);
            let said = plain(said.unwrap_or(&reply.body));
            let status = reply.status;
            Fault::new(Kind::Refused, format!("{said} (HTTP {status})"))
        }
    };
    match reply.status {
        // A fault of a gateway, whose message says nothing about the node.
        408 | 425 | 500..=599 => fault.kind = Kind::Lost,
        429 => fault.kind = Kind::Busy,
        _ => {}
    }
    fault.after = reply.after;
    Err(fault)
}

/// Interpretation of a JSON-RPC error object.
fn of_error(error: &Value, plain: &dyn Fn(&str) -> String) -> Fault {
    let said = error["message"].as_str().map(plain);
    let said = said.unwrap_or_else(|| "no words".into());
    // A code that is not an integer is unknown.
    let Some(code) = error["code"].as_i64() else {
        return Fault::new(Kind::Lost, format!("{said} (no code)"));
    };
    let kind = match code {
        codes::JSON_RPC_SERVER_ERROR_BLOCK_NOT_AVAILABLE
        | codes::JSON_RPC_SERVER_ERROR_NODE_UNHEALTHY
        // Some providers answer with this code that too much was asked.
        | codes::JSON_RPC_SERVER_ERROR_SLOT_SKIPPED
        | codes::JSON_RPC_SCAN_ERROR
        | codes::JSON_RPC_SERVER_ERROR_BLOCK_STATUS_NOT_AVAILABLE_YET
        | codes::JSON_RPC_SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED
        | codes::JSON_RPC_SERVER_ERROR_LONG_TERM_STORAGE_UNREACHABLE
        | 429
        | -32_429 => Kind::Busy,
        // Internal errors, also of gateways.
        -32_603 | -32_000 | 500..=599 => Kind::Lost,
        _ => Kind::Refused,
    };
    let refusal = (code == codes::JSON_RPC_SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE)
        .then(|| preflight(&error["data"]))
        .flatten();
    let unsigned = code == codes::JSON_RPC_SERVER_ERROR_TRANSACTION_SIGNATURE_VERIFICATION_FAILURE;
    Fault {
        code: Some(code),
        refusal: refusal
            .or_else(|| unsigned.then(|| (TransactionError::SignatureFailure, vec![said.clone()]))),
        ..Fault::new(kind, format!("{said} ({code})"))
    }
}

/// Why a simulation before the broadcast failed, with its log.
fn preflight(data: &Value) -> Option<(TransactionError, Vec<String>)> {
    let error: UiTransactionError = serde_json::from_value(data["err"].clone()).ok()?;
    let logs = serde_json::from_value(data["logs"].clone()).unwrap_or_default();
    Some((error.into(), logs))
}

/// The message of a gateway, wherever it puts it.
fn words_of(answer: &Value) -> Option<&str> {
    let mut fields = ["error", "message", "detail", "title"].iter();
    fields.find_map(|field| answer[*field].as_str())
}

/// Text on one line, without tags, control characters and keys, not too long.
pub(crate) fn plain(text: &str, redacted: &dyn Fn(&str) -> String) -> String {
    let mut said = String::new();
    let mut is_tag = false;
    for letter in text.chars() {
        match letter {
            '<' => is_tag = true,
            '>' if is_tag => {
                is_tag = false;
                said.push(' ');
            }
            _ if is_tag => {}
            letter if letter.is_control() || letter.is_whitespace() => said.push(' '),
            letter => said.push(letter),
        }
    }
    let words: Vec<_> = said.split_whitespace().collect();
    // A truncated key would not be recognised.
    let whole = redacted(&words.join(" "));
    let mut said: String = whole.chars().take(WORDS).collect();
    if said.is_empty() {
        said.push_str("no words");
    }
    said
}

#[cfg(test)]
mod tests;
