//! Slashes.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{
        instruction::{AccountMeta, Instruction},
        system_program,
    },
};
use anchor_spl::token;
use emissions::{
    accounts, instruction,
    instructions::{slash_hash, slash_withdrawal_hash, ProposeSlashArgs},
    state::Slash,
    ID,
};
use io_common::addresses::{COUNCIL, EMISSIONS_CONFIG, LEDGER, STAKE_VAULT};

use super::{
    address_of, approval_address, breach_slash_address, delegation_address, event_authority,
    slash_address, DelegationKeys,
};
use crate::{build::build, marketplace::supplier_usage_address};

/// How the council agrees to a decision.
#[derive(Clone, Copy, Debug)]
pub enum Agreement<'a> {
    /// Attestors, who sign.
    Signed(&'a [Pubkey]),
    /// Attestors, who have approved its hash one by one.
    Approved,
}

impl Agreement<'_> {
    fn approval(&self, hash: &[u8; 32]) -> Option<Pubkey> {
        matches!(self, Self::Approved).then(|| approval_address(hash))
    }

    fn signers(&self) -> impl Iterator<Item = AccountMeta> + '_ {
        let attestors: &[Pubkey] = match self {
            Self::Signed(attestors) => attestors,
            Self::Approved => &[],
        };
        let signer = |attestor: &Pubkey| AccountMeta::new_readonly(*attestor, true);
        attestors.iter().map(signer)
    }
}

/// `propose_slash`; `payer` signs and pays, and so do attestors unless they have approved.
///
/// # Errors
/// None.
pub fn propose_slash(
    payer: &Pubkey,
    agreement: Agreement,
    supplier: &Pubkey,
    args: ProposeSlashArgs,
) -> anchor_lang::Result<Instruction> {
    let accounts = accounts::ProposeSlash {
        payer: *payer,
        config: EMISSIONS_CONFIG.address,
        council: COUNCIL.address,
        approval: agreement.approval(&slash_hash(&args, supplier)?),
        supplier: *supplier,
        slash: slash_address(supplier, args.number),
        system_program: system_program::ID,
        event_authority: event_authority(),
        program: ID,
    };
    let mut instruction = build(ID, accounts, instruction::ProposeSlash { args });
    instruction.accounts.extend(agreement.signers());
    Ok(instruction)
}

/// `propose_breach_slash`; `payer` signs and pays.
pub fn propose_breach_slash(payer: &Pubkey, supplier: &Pubkey, number: u32) -> Instruction {
    let accounts = accounts::ProposeBreachSlash {
        payer: *payer,
        config: EMISSIONS_CONFIG.address,
        supplier: *supplier,
        supplier_usage: supplier_usage_address(supplier),
        slash: breach_slash_address(supplier, number),
        system_program: system_program::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::ProposeBreachSlash { number })
}

fn dropping(slash: &Slash) -> accounts::Dropping {
    accounts::Dropping {
        supplier: slash.supplier,
        slash: address_of(slash),
        payer: slash.payer,
    }
}

/// `withdraw_slash` by the council.
///
/// # Errors
/// None.
pub fn withdraw_slash(agreement: Agreement, slash: &Slash) -> anchor_lang::Result<Instruction> {
    let address = address_of(slash);
    let approval = agreement.approval(&slash_withdrawal_hash(&address)?);
    let mut instruction = withdraw(slash, approval, None);
    instruction.accounts.extend(agreement.signers());
    Ok(instruction)
}

/// `withdraw_slash` by the governance authority, which signs.
pub fn withdraw_slash_as_authority(authority: &Pubkey, slash: &Slash) -> Instruction {
    withdraw(slash, None, Some(*authority))
}

fn withdraw(slash: &Slash, approval: Option<Pubkey>, authority: Option<Pubkey>) -> Instruction {
    let accounts = accounts::WithdrawSlash {
        config: EMISSIONS_CONFIG.address,
        council: COUNCIL.address,
        approval,
        authority,
        dropping: dropping(slash),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::WithdrawSlash {})
}

/// `lapse_slash`; nobody needs to sign.
pub fn lapse_slash(slash: &Slash) -> Instruction {
    let accounts = accounts::LapseSlash {
        dropping: dropping(slash),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::LapseSlash {})
}

/// `execute_slash`; nobody needs to sign.
pub fn execute_slash(slash: &Slash, io_mint: &Pubkey) -> Instruction {
    let accounts = accounts::ExecuteSlash {
        ledger: LEDGER.address,
        supplier: slash.supplier,
        slash: address_of(slash),
        payer: slash.payer,
        io_mint: *io_mint,
        stake_vault: STAKE_VAULT.address,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::ExecuteSlash {})
}

/// `apply_slash` to the delegation of `staker`; nobody needs to sign.
pub fn apply_slash(slash: &Slash, staker: &Pubkey) -> Instruction {
    let accounts = accounts::ApplySlash {
        slash: address_of(slash),
        delegation: delegation_address(&DelegationKeys {
            staker: *staker,
            supplier: slash.supplier,
        }),
        payer: slash.payer,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::ApplySlash {})
}
