//! Instructions as a multisig takes them.

use anchor_lang::solana_program::instruction::Instruction;
use serde_json::{json, Value};

/// Program, accounts with their rights, and data in hexadecimal.
pub fn describe(instruction: &Instruction) -> Value {
    let accounts = instruction.accounts.iter().map(|account| {
        json!({
            "address": account.pubkey.to_string(),
            "signer": account.is_signer,
            "writable": account.is_writable,
        })
    });
    json!({
        "program": instruction.program_id.to_string(),
        "accounts": accounts.collect::<Vec<_>>(),
        "data": hexadecimal(&instruction.data),
    })
}

/// Bytes in hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
