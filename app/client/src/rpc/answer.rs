//! What a reply to a JSON-RPC request says. Nothing is asked here.

use serde_json::Value;
use solana_rpc_client_api::custom_error as codes;
use solana_transaction_error::TransactionError;
use solana_transaction_status_client_types::UiTransactionError;

use super::transport::{NoReply, Reply};
use crate::sending::node::{Fault, Kind};

/// Characters of an explanation at most.
const WORDS: usize = 200;

/// The result of the request with this number, or what kept the node from giving it.
pub(crate) fn read(number: u64, reply: Result<Reply, NoReply>) -> Result<Value, Fault> {
    let reply = match reply {
        Ok(reply) => reply,
        Err(NoReply::Unconnected(words)) => return Err(Fault::new(Kind::Unconnected, words)),
        Err(NoReply::Lost(words)) => return Err(Fault::new(Kind::Lost, words)),
    };
    let is_success = (200..300).contains(&reply.status);
    let parsed: Option<Value> = serde_json::from_str(&reply.body).ok();
    let mut fault = match parsed {
        Some(mut answer) if answer["error"].is_object() => of_error(&answer["error"].take()),
        Some(mut answer) if is_success && answer.get("result").is_some() => {
            if answer["id"] == number {
                return Ok(answer["result"].take());
            }
            Fault::new(Kind::Lost, "its answer is to another request")
        }
        _ if is_success => {
            let said = plain(&reply.body);
            Fault::new(Kind::Lost, format!("its answer cannot be read: {said}"))
        }
        parsed => {
            let said = parsed.as_ref().and_then(words_of);
            let said = said.unwrap_or_else(|| plain(&reply.body));
            let status = reply.status;
            Fault::new(Kind::Refused, format!("{said} (HTTP {status})"))
        }
    };
    match reply.status {
        // Of a gateway, whose words say nothing of the node.
        408 | 425 | 500..=599 => fault.kind = Kind::Lost,
        429 => fault.kind = Kind::Busy,
        _ => {}
    }
    fault.after = reply.after;
    Err(fault)
}

/// What an error object of JSON-RPC says.
fn of_error(error: &Value) -> Fault {
    let code = error["code"].as_i64().unwrap_or_default();
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
        // Internal errors, also of what stands between.
        -32_603 | -32_000 | 500..=599 => Kind::Lost,
        _ => Kind::Refused,
    };
    let said = error["message"].as_str().map(plain).unwrap_or_default();
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
fn words_of(answer: &Value) -> Option<String> {
    ["error", "message", "detail", "title"]
        .iter()
        .find_map(|field| answer[*field].as_str())
        .map(plain)
}

/// Text on one line, without tags and control characters, not too long.
fn plain(text: &str) -> String {
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
    let mut said: String = words.join(" ").chars().take(WORDS).collect();
    if said.is_empty() {
        said.push_str("no words");
    }
    said
}

#[cfg(test)]
mod tests;
