//! Instructions read back from JSON, and out of transactions.

use std::collections::BTreeSet;

use anchor_lang::{
    prelude::Pubkey,
    solana_program::instruction::{AccountMeta, Instruction},
};
use serde::Deserialize;
use serde_json::Value;
use solana_message::{compiled_instruction::CompiledInstruction, VersionedMessage};

#[derive(Deserialize)]
struct Described {
    program: String,
    accounts: Vec<Account>,
    data: String,
}

#[derive(Deserialize)]
struct Account {
    address: String,
    signer: bool,
    writable: bool,
}

/// The instruction that [`io_output::instruction::describe`] has described; none of anything else.
pub fn read(described: &Value) -> Option<Instruction> {
    let described = Described::deserialize(described).ok()?;
    let accounts = described.accounts.into_iter().map(|it| {
        Some(AccountMeta {
            pubkey: it.address.parse().ok()?,
            is_signer: it.signer,
            is_writable: it.writable,
        })
    });
    Some(Instruction {
        program_id: described.program.parse().ok()?,
        accounts: accounts.collect::<Option<_>>()?,
        data: bytes(&described.data)?,
    })
}

fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = hexadecimal
        .chars()
        .map(|digit| digit.to_digit(16))
        .collect::<Option<_>>()?;
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(high << 4 | low).ok(),
        _ => None,
    });
    pairs.collect()
}

/// An instruction of a message; none if one of its accounts is in a lookup table, which is not read.
pub fn of_message(message: &VersionedMessage, it: &CompiledInstruction) -> Option<Instruction> {
    let keys = message.static_account_keys();
    let key = |index: u8| keys.get(usize::from(index)).copied();
    let accounts = it.accounts.iter().map(|index| {
        let place = usize::from(*index);
        Some(AccountMeta {
            pubkey: key(*index)?,
            is_signer: message.is_signer(place),
            is_writable: message
                .is_maybe_writable_with_reserved_addresses(place, None::<&BTreeSet<Pubkey>>),
        })
    });
    Some(Instruction {
        program_id: key(it.program_id_index)?,
        accounts: accounts.collect::<Option<_>>()?,
        data: it.data.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_client::emissions;
    use io_common::governance::GovernanceAction;
    use io_output::instruction::describe;
    use serde_json::json;

    #[test]
    fn an_instruction_is_described_as_a_multisig_takes_it_and_read_back() {
        let signer = Pubkey::new_from_array([1; 32]);
        let instruction = emissions::govern(&signer, GovernanceAction::AcceptAuthority);
        let accept = describe(&instruction);
        assert_eq!(accept["program"], io_common::ids::emissions::ID.to_string());
        assert_eq!(accept["accounts"][0]["address"], signer.to_string());
        assert_eq!(accept["accounts"][0]["signer"], true);
        assert_eq!(accept["accounts"][1]["writable"], true);
        let data = accept["data"].as_str().unwrap_or_default();
        assert!(data.len() == 18 && data.ends_with("01"), "{data}");
        assert_eq!(read(&accept), Some(instruction));
    }

    #[test]
    fn what_is_no_instruction_is_none() {
        let whole = describe(&emissions::govern(
            &Pubkey::default(),
            GovernanceAction::Pause,
        ));
        for (field, wrong) in [
            ("data", json!("0")),
            ("data", json!("zz")),
            ("data", json!(7)),
            ("program", json!("nobody")),
            (
                "accounts",
                json!([{ "address": "x", "signer": false, "writable": false }]),
            ),
            ("accounts", Value::Null),
        ] {
            let mut other = whole.clone();
            other[field] = wrong;
            assert_eq!(read(&other), None, "{field}");
        }
        assert_eq!(read(&json!([])), None);
    }
}
