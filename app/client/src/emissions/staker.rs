//! Instructions of a staker.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_program},
};
use anchor_spl::token;
use emissions::{accounts, instruction, state::Slash, ID};
use io_common::addresses::{EMISSIONS_CONFIG, LEDGER, REWARD_VAULT, STAKE_VAULT};

use super::{address_of, delegation_address, event_authority, redelegation_address};
use crate::build::build;

/// `open_delegation`; the staker signs and pays.
pub fn open_delegation(staker: &Pubkey, supplier: &Pubkey) -> Instruction {
    let accounts = accounts::OpenDelegation {
        staker: *staker,
        supplier: *supplier,
        delegation: delegation_address(supplier, staker),
        system_program: system_program::ID,
    };
    build(ID, accounts, instruction::OpenDelegation {})
}

/// `delegate`; the staker signs.
pub fn delegate(staker: &Pubkey, supplier: &Pubkey, source: &Pubkey, amount: u64) -> Instruction {
    let accounts = accounts::Delegate {
        staker: *staker,
        ledger: LEDGER.address,
        supplier: *supplier,
        delegation: delegation_address(supplier, staker),
        source: *source,
        stake_vault: STAKE_VAULT.address,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Delegate { amount })
}

/// `request_redelegation` from one supplier to another; the staker signs and pays.
pub fn request_redelegation(
    staker: &Pubkey,
    supplier: &Pubkey,
    target: &Pubkey,
    amount: Option<u64>,
) -> Instruction {
    let delegation = delegation_address(supplier, staker);
    let accounts = accounts::RequestRedelegation {
        staker: *staker,
        supplier: *supplier,
        target: *target,
        delegation,
        redelegation: redelegation_address(&delegation, target),
        system_program: system_program::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::RequestRedelegation { amount })
}

/// `redelegate`, as requested; the staker signs. The delegation to the target must be open.
pub fn redelegate(staker: &Pubkey, supplier: &Pubkey, target: &Pubkey) -> Instruction {
    let delegation = delegation_address(supplier, staker);
    let accounts = accounts::Redelegate {
        staker: *staker,
        ledger: LEDGER.address,
        supplier: *supplier,
        target: *target,
        delegation,
        target_delegation: delegation_address(target, staker),
        redelegation: redelegation_address(&delegation, target),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Redelegate {})
}

/// `cancel_redelegation`; the staker signs.
pub fn cancel_redelegation(staker: &Pubkey, supplier: &Pubkey, target: &Pubkey) -> Instruction {
    let delegation = delegation_address(supplier, staker);
    let accounts = accounts::CancelRedelegation {
        staker: *staker,
        redelegation: redelegation_address(&delegation, target),
    };
    build(ID, accounts, instruction::CancelRedelegation {})
}

/// `unstake`; the staker signs. No `amount` is all.
pub fn unstake(staker: &Pubkey, supplier: &Pubkey, amount: Option<u64>) -> Instruction {
    let accounts = accounts::Unstake {
        staker: *staker,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        supplier: *supplier,
        delegation: delegation_address(supplier, staker),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Unstake { amount })
}

/// `unstake_held`, of what an open slash of the council holds; the staker signs.
pub fn unstake_held(staker: &Pubkey, slash: &Slash) -> Instruction {
    let supplier = &slash.supplier;
    let accounts = accounts::UnstakeHeld {
        staker: *staker,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        supplier: *supplier,
        delegation: delegation_address(supplier, staker),
        slash: address_of(slash),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::UnstakeHeld {})
}

/// `withdraw`, of all that is unlocked; the staker signs.
pub fn withdraw(staker: &Pubkey, supplier: &Pubkey, destination: &Pubkey) -> Instruction {
    let accounts = accounts::Withdraw {
        staker: *staker,
        supplier: *supplier,
        delegation: delegation_address(supplier, staker),
        ledger: LEDGER.address,
        stake_vault: STAKE_VAULT.address,
        destination: *destination,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Withdraw {})
}

/// `claim`; anyone signs.
pub fn claim(
    signer: &Pubkey,
    supplier: &Pubkey,
    staker: &Pubkey,
    destination: &Pubkey,
) -> Instruction {
    let accounts = accounts::Claim {
        signer: *signer,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        supplier: *supplier,
        delegation: delegation_address(supplier, staker),
        reward_vault: REWARD_VAULT.address,
        destination: *destination,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Claim {})
}

/// `cancel_unstake`, of the unstake request at a place of the delegation; the staker signs.
pub fn cancel_unstake(staker: &Pubkey, supplier: &Pubkey, unstake_request: u8) -> Instruction {
    let accounts = accounts::CancelUnstake {
        staker: *staker,
        ledger: LEDGER.address,
        supplier: *supplier,
        delegation: delegation_address(supplier, staker),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::CancelUnstake { unstake_request })
}

/// `compound`; the staker signs.
pub fn compound(staker: &Pubkey, supplier: &Pubkey) -> Instruction {
    let accounts = accounts::Compound {
        staker: *staker,
        ledger: LEDGER.address,
        supplier: *supplier,
        delegation: delegation_address(supplier, staker),
        reward_vault: REWARD_VAULT.address,
        stake_vault: STAKE_VAULT.address,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Compound {})
}

/// `close_delegation`; the staker signs.
pub fn close_delegation(staker: &Pubkey, supplier: &Pubkey, destination: &Pubkey) -> Instruction {
    let accounts = accounts::CloseDelegation {
        staker: *staker,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        delegation: delegation_address(supplier, staker),
        reward_vault: REWARD_VAULT.address,
        destination: *destination,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::CloseDelegation {})
}
