//! The answer of `GET /build`. No request is made here.

use std::collections::BTreeMap;

use anchor_lang::{
    prelude::Pubkey,
    solana_program::instruction::{AccountMeta, Instruction},
};
use base64::{prelude::BASE64_STANDARD, Engine};
use serde::Deserialize;
use serde_json::Value;

use super::Route;
use crate::rpc::plain;

/// Why there is no route.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unrouted {
    /// No pools trade the pair at this size.
    #[error("Jupiter has no route")]
    NoRoute,
    /// Too many requests.
    #[error("Jupiter's rate limit is reached{}", again(*.after))]
    Busy {
        /// Seconds to wait, if it says.
        after: Option<u64>,
    },
    /// The request is refused.
    #[error("Jupiter refuses the request: {0}")]
    Refused(String),
    /// There is no answer.
    #[error("Jupiter does not answer: {0}")]
    Unreachable(String),
    /// The answer is malformed.
    #[error("Jupiter's answer cannot be read: {0}")]
    Unreadable(String),
}

fn again(after: Option<u64>) -> String {
    after.map_or_else(String::new, |after| format!(": again in {after} s"))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    input_mint: String,
    output_mint: String,
    in_amount: String,
    out_amount: String,
    swap_mode: String,
    setup_instructions: Vec<Called>,
    swap_instruction: Called,
    cleanup_instruction: Option<Called>,
    #[serde(default)]
    other_instructions: Vec<Called>,
    tip_instruction: Option<Called>,
    addresses_by_lookup_table_address: Option<BTreeMap<String, Value>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Called {
    program_id: String,
    accounts: Vec<Named>,
    data: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    pubkey: String,
    is_writable: bool,
    is_signer: bool,
}

/// The route of an answer with this HTTP status and `Retry-After` in seconds. Messages of the service are redacted.
///
/// # Errors
/// [`Unrouted`].
pub fn read(
    status: u16,
    after: Option<u64>,
    body: &str,
    redacted: &dyn Fn(&str) -> String,
) -> Result<Route, Unrouted> {
    match status {
        200 => {}
        429 => return Err(Unrouted::Busy { after }),
        400..=499 => {
            let parsed: Option<Value> = serde_json::from_str(body).ok();
            let said = parsed.as_ref().and_then(|it| it["error"].as_str());
            if said == Some("No routes found") {
                return Err(Unrouted::NoRoute);
            }
            let said = plain(said.unwrap_or(body), redacted);
            return Err(Unrouted::Refused(format!("{said} (HTTP {status})")));
        }
        _ => {
            let said = plain(body, redacted);
            return Err(Unrouted::Unreachable(format!("{said} (HTTP {status})")));
        }
    }
    let answer: Result<Answer, _> = serde_json::from_str(body);
    let answer =
        answer.map_err(|error| Unrouted::Unreadable(plain(&error.to_string(), redacted)))?;
    answer
        .route()
        .map_err(|what| Unrouted::Unreadable(what.into()))
}

impl Answer {
    fn route(self) -> Result<Route, &'static str> {
        if self.swap_mode != "ExactIn" {
            return Err("its swap is not exact-in");
        }
        let called = |all: Vec<Called>| -> Result<Vec<Instruction>, &'static str> {
            all.into_iter().map(Called::instruction).collect()
        };
        let mut others = self.other_instructions;
        others.extend(self.tip_instruction);
        let tables = self.addresses_by_lookup_table_address.unwrap_or_default();
        let tables = tables.keys().map(|it| address(it));
        let cleanup = self.cleanup_instruction.map(Called::instruction);
        Ok(Route {
            input: address(&self.input_mint)?,
            output: address(&self.output_mint)?,
            in_amount: amount(&self.in_amount)?,
            out_amount: amount(&self.out_amount)?,
            setup: called(self.setup_instructions)?,
            swap: self.swap_instruction.instruction()?,
            cleanup: cleanup.transpose()?,
            others: called(others)?,
            tables: tables.collect::<Result<_, _>>()?,
        })
    }
}

impl Called {
    fn instruction(self) -> Result<Instruction, &'static str> {
        let accounts = self.accounts.into_iter().map(|it| {
            Ok(AccountMeta {
                pubkey: address(&it.pubkey)?,
                is_signer: it.is_signer,
                is_writable: it.is_writable,
            })
        });
        let data = BASE64_STANDARD.decode(self.data);
        Ok(Instruction {
            program_id: address(&self.program_id)?,
            accounts: accounts.collect::<Result<_, &'static str>>()?,
            data: data.map_err(|_| "the data of an instruction is not base 64")?,
        })
    }
}

fn address(text: &str) -> Result<Pubkey, &'static str> {
    text.parse().map_err(|_| "it has a malformed address")
}

fn amount(text: &str) -> Result<u64, &'static str> {
    text.parse().map_err(|_| "it has a malformed amount")
}

#[cfg(test)]
mod tests;
