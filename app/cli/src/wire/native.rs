//! Instructions of the cluster's own programs in words.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{
        bpf_loader_upgradeable, system_instruction::SystemInstruction, system_program,
    },
};
use anchor_spl::{
    associated_token,
    token::{self, spl_token::instruction::TokenInstruction},
    token_2022,
};
use solana_loader_v3_interface::instruction::UpgradeableLoaderInstruction;
use solana_sdk_ids::compute_budget;

use crate::amounts::{brief, sol};

/// What an instruction does, and what its accounts are, in order.
pub struct Native {
    /// Name of the program.
    pub program: &'static str,
    /// What it does.
    pub does: String,
    /// Its accounts; there may be further ones without a name.
    pub accounts: &'static [&'static str],
}

/// Reads the data of an instruction of `program`, if it is one of these.
pub fn read(program: &Pubkey, data: &[u8]) -> Option<Native> {
    let (program, (does, accounts)) = match *program {
        system_program::ID => ("system program", system(data)?),
        compute_budget::ID => ("compute budget", (budget(data)?, &[][..])),
        token::ID => ("token program", tokens(data)?),
        token_2022::ID => ("token program 2022", tokens(data)?),
        associated_token::ID => ("associated token program", associated(data)?),
        bpf_loader_upgradeable::ID => ("program loader", loader(data)?),
        _ => return None,
    };
    Some(Native {
        program,
        does,
        accounts,
    })
}

type Read = (String, &'static [&'static str]);

fn system(data: &[u8]) -> Option<Read> {
    use SystemInstruction::{
        AdvanceNonceAccount, Allocate, Assign, CreateAccount, CreateAccountWithSeed, Transfer,
        WithdrawNonceAccount,
    };
    let amount = |lamports| format!("{} SOL", brief(&sol(lamports)));
    Some(match bincode::deserialize(data).ok()? {
        Transfer { lamports } => (format!("transfer {}", amount(lamports)), &["from", "to"]),
        CreateAccount {
            lamports,
            space,
            owner,
        } => (
            format!(
                "create an account of {space} bytes for program {owner}, with {}",
                amount(lamports)
            ),
            &["from", "new account"],
        ),
        CreateAccountWithSeed {
            lamports,
            space,
            owner,
            ..
        } => (
            format!(
                "create an account of {space} bytes for program {owner}, with {}",
                amount(lamports)
            ),
            &["from", "new account", "base"],
        ),
        Assign { owner } => (format!("give the account to program {owner}"), &["account"]),
        Allocate { space } => (format!("allocate {space} bytes"), &["account"]),
        AdvanceNonceAccount => (
            "advance the nonce".into(),
            &["nonce account", "recent blockhashes", "nonce authority"],
        ),
        WithdrawNonceAccount(lamports) => (
            format!("withdraw {} of the nonce account", amount(lamports)),
            &[
                "nonce account",
                "to",
                "recent blockhashes",
                "rent",
                "nonce authority",
            ],
        ),
        other => (format!("{other:?}"), &[]),
    })
}

fn tokens(data: &[u8]) -> Option<Read> {
    use TokenInstruction::{
        Approve, Burn, CloseAccount, FreezeAccount, MintTo, Revoke, SetAuthority, ThawAccount,
        Transfer, TransferChecked,
    };
    Some(match TokenInstruction::unpack(data).ok()? {
        Transfer { amount } => (
            format!("transfer {amount} base units"),
            &["source", "destination", "authority"],
        ),
        TransferChecked { amount, decimals } => (
            format!("transfer {amount} base units, of {decimals} decimals"),
            &["source", "mint", "destination", "authority"],
        ),
        Approve { amount } => (
            format!("let the delegate spend {amount} base units"),
            &["source", "delegate", "owner"],
        ),
        Revoke => ("end what a delegate may spend".into(), &["source", "owner"]),
        SetAuthority {
            authority_type,
            new_authority,
        } => {
            let new: Option<Pubkey> = new_authority.into();
            let new = new.map_or_else(|| "nobody".into(), |new| new.to_string());
            (
                format!("give the authority {authority_type:?} to {new}"),
                &["account", "authority"],
            )
        }
        MintTo { amount } => (
            format!("mint {amount} base units"),
            &["mint", "destination", "mint authority"],
        ),
        Burn { amount } => (
            format!("burn {amount} base units"),
            &["source", "mint", "authority"],
        ),
        CloseAccount => (
            "close the account".into(),
            &["account", "destination", "owner"],
        ),
        FreezeAccount => (
            "freeze the account".into(),
            &["account", "mint", "freeze authority"],
        ),
        ThawAccount => (
            "thaw the account".into(),
            &["account", "mint", "freeze authority"],
        ),
        other => (format!("{other:?}"), &[]),
    })
}

fn associated(data: &[u8]) -> Option<Read> {
    let does = match data {
        [] | [0] => "create a token account",
        [1] => "create a token account if it is missing",
        _ => return None,
    };
    Some((
        does.into(),
        &[
            "payer",
            "token account",
            "owner",
            "mint",
            "system program",
            "token program",
        ],
    ))
}

fn loader(data: &[u8]) -> Option<Read> {
    use UpgradeableLoaderInstruction::{
        Close, DeployWithMaxDataLen, InitializeBuffer, SetAuthority, SetAuthorityChecked, Upgrade,
        Write,
    };
    Some(match bincode::deserialize(data).ok()? {
        InitializeBuffer => ("initialize a buffer".into(), &["buffer", "authority"]),
        Write { offset, bytes } => (
            format!("write {} bytes at {offset}", bytes.len()),
            &["buffer", "authority"],
        ),
        DeployWithMaxDataLen { max_data_len, .. } => (
            format!("deploy a program, with room for {max_data_len} bytes"),
            &[
                "payer",
                "program data",
                "program",
                "buffer",
                "rent",
                "clock",
                "system program",
                "upgrade authority",
            ],
        ),
        Upgrade => (
            "upgrade the program".into(),
            &[
                "program data",
                "program",
                "buffer",
                "refund to",
                "rent",
                "clock",
                "upgrade authority",
            ],
        ),
        SetAuthority | SetAuthorityChecked => (
            "change the authority; without a new one it is final".into(),
            &["buffer or program data", "authority", "new authority"],
        ),
        Close => (
            "close the account".into(),
            &["account", "refund to", "authority", "program"],
        ),
        other => (format!("{other:?}"), &[]),
    })
}

/// Limit and price of compute units, the only two that `io` sends.
fn budget(data: &[u8]) -> Option<String> {
    let (kind, value) = data.split_first()?;
    match (kind, value.len()) {
        (2, 4) => Some(format!(
            "at most {} compute units",
            u32::from_le_bytes(value.try_into().ok()?)
        )),
        (3, 8) => Some(format!(
            "{} micro-lamports a compute unit",
            u64::from_le_bytes(value.try_into().ok()?)
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anchor_lang::solana_program::system_instruction;
    use io_client::spl;

    #[test]
    fn what_moves_money_is_read_with_its_amount_and_its_accounts() {
        let [one, two, three] = [1, 2, 3].map(|byte| Pubkey::new_from_array([byte; 32]));
        let cases = [
            (
                system_instruction::transfer(&one, &two, 1_500_000_000),
                ("system program", "transfer 1.5 SOL", &["from", "to"][..]),
            ),
            (
                spl::transfer(&one, &two, &three, 7),
                (
                    "token program",
                    "transfer 7 base units",
                    &["source", "destination", "authority"],
                ),
            ),
            (
                bpf_loader_upgradeable::upgrade(&one, &two, &three, &one),
                (
                    "program loader",
                    "upgrade the program",
                    &["program data", "program", "buffer"],
                ),
            ),
            (
                spl::create_wallet(&one, &two, &three),
                (
                    "associated token program",
                    "create a token account if it is missing",
                    &["payer", "token account", "owner"],
                ),
            ),
        ];
        for (instruction, (program, does, accounts)) in cases {
            let read = read(&instruction.program_id, &instruction.data).unwrap();
            assert_eq!((read.program, read.does.as_str()), (program, does));
            assert!(read.accounts.starts_with(accounts));
            assert!(read.accounts.len() <= instruction.accounts.len());
        }
        assert!(read(&one, &[1]).is_none());
        assert!(read(&system_program::ID, &[255; 4]).is_none());
    }
}
