//! Instructions of the council.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{
        instruction::{AccountMeta, Instruction},
        system_program,
    },
};
use emissions::{accounts, instruction, instructions::AttestBatch, ID};
use io_common::addresses::{COUNCIL, EMISSIONS_CONFIG, LEDGER, MODELS};

use super::{approval_address, event_authority};
use crate::build::build;

fn attesting() -> accounts::Attesting {
    accounts::Attesting {
        config: EMISSIONS_CONFIG.address,
        council: COUNCIL.address,
        models: MODELS.address,
        ledger: LEDGER.address,
    }
}

/// `attest`; the attestors sign.
pub fn attest(attestors: &[Pubkey], suppliers: &[Pubkey], batch: AttestBatch) -> Instruction {
    let accounts = accounts::Attest {
        attesting: attesting(),
        event_authority: event_authority(),
        program: ID,
    };
    let mut instruction = build(ID, accounts, instruction::Attest { batch });
    let signers = attestors
        .iter()
        .map(|key| AccountMeta::new_readonly(*key, true));
    instruction.accounts.extend(signers);
    instruction
        .accounts
        .extend(suppliers.iter().map(|key| AccountMeta::new(*key, false)));
    instruction
}

/// `open_approval`; `payer` signs.
pub fn open_approval(payer: &Pubkey, hash: [u8; 32]) -> Instruction {
    let accounts = accounts::OpenApproval {
        payer: *payer,
        council: COUNCIL.address,
        approval: approval_address(&hash),
        system_program: system_program::ID,
    };
    build(ID, accounts, instruction::OpenApproval { hash })
}

/// `approve`; the attestor signs.
pub fn approve(attestor: &Pubkey, hash: &[u8; 32]) -> Instruction {
    let accounts = accounts::Approve {
        attestor: *attestor,
        council: COUNCIL.address,
        approval: approval_address(hash),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Approve {})
}

/// `attest_approved`, of an approval that `payer` opened; nobody needs to sign.
pub fn attest_approved(
    payer: &Pubkey,
    hash: &[u8; 32],
    suppliers: &[Pubkey],
    batch: AttestBatch,
) -> Instruction {
    let accounts = accounts::AttestApproved {
        attesting: attesting(),
        approval: approval_address(hash),
        payer: *payer,
        event_authority: event_authority(),
        program: ID,
    };
    let mut instruction = build(ID, accounts, instruction::AttestApproved { batch });
    let suppliers = suppliers.iter().map(|key| AccountMeta::new(*key, false));
    instruction.accounts.extend(suppliers);
    instruction
}

/// `close_approval`, of an approval that `payer` opened; nobody needs to sign.
pub fn close_approval(payer: &Pubkey, hash: &[u8; 32]) -> Instruction {
    let accounts = accounts::CloseApproval {
        approval: approval_address(hash),
        payer: *payer,
    };
    build(ID, accounts, instruction::CloseApproval {})
}
