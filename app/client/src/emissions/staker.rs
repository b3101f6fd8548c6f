//! Instructions of a staker.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_program},
};
use anchor_spl::token;
use emissions::{accounts, instruction, state::Slash, ID};
use io_common::addresses::{EMISSIONS_CONFIG, LEDGER, REWARD_VAULT, STAKE_VAULT};

use super::{
    address_of, delegation_address, event_authority, redelegation_address, DelegationKeys,
};
use crate::build::build;

/// `open_delegation`; the staker signs and pays.
pub fn open_delegation(delegation: &DelegationKeys) -> Instruction {
    let accounts = accounts::OpenDelegation {
        staker: delegation.staker,
        supplier: delegation.supplier,
        delegation: delegation_address(delegation),
        system_program: system_program::ID,
    };
    build(ID, accounts, instruction::OpenDelegation {})
}

/// `delegate`; the staker signs.
pub fn delegate(delegation: &DelegationKeys, source: &Pubkey, amount: u64) -> Instruction {
    let accounts = accounts::Delegate {
        staker: delegation.staker,
        ledger: LEDGER.address,
        supplier: delegation.supplier,
        delegation: delegation_address(delegation),
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
    delegation: &DelegationKeys,
    target: &Pubkey,
    amount: Option<u64>,
) -> Instruction {
    let from = delegation_address(delegation);
    let accounts = accounts::RequestRedelegation {
        staker: delegation.staker,
        supplier: delegation.supplier,
        target: *target,
        delegation: from,
        redelegation: redelegation_address(&from, target),
        system_program: system_program::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::RequestRedelegation { amount })
}

/// `redelegate`, as requested; the staker signs. The delegation to the target must be open.
pub fn redelegate(delegation: &DelegationKeys, target: &Pubkey) -> Instruction {
    let into = DelegationKeys {
        supplier: *target,
        ..*delegation
    };
    let from = delegation_address(delegation);
    let accounts = accounts::Redelegate {
        staker: delegation.staker,
        ledger: LEDGER.address,
        supplier: delegation.supplier,
        target: *target,
        delegation: from,
        target_delegation: delegation_address(&into),
        redelegation: redelegation_address(&from, target),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Redelegate {})
}

/// `cancel_redelegation`; the staker signs.
pub fn cancel_redelegation(delegation: &DelegationKeys, target: &Pubkey) -> Instruction {
    let from = delegation_address(delegation);
    let accounts = accounts::CancelRedelegation {
        staker: delegation.staker,
        redelegation: redelegation_address(&from, target),
    };
    build(ID, accounts, instruction::CancelRedelegation {})
}

/// `unstake`; the staker signs. No `amount` is all.
pub fn unstake(delegation: &DelegationKeys, amount: Option<u64>) -> Instruction {
    let accounts = accounts::Unstake {
        staker: delegation.staker,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        supplier: delegation.supplier,
        delegation: delegation_address(delegation),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Unstake { amount })
}

/// `unstake_held`, of what an open slash of the council holds; the staker signs.
pub fn unstake_held(staker: &Pubkey, slash: &Slash) -> Instruction {
    let delegation = DelegationKeys {
        staker: *staker,
        supplier: slash.supplier,
    };
    let accounts = accounts::UnstakeHeld {
        staker: *staker,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        supplier: slash.supplier,
        delegation: delegation_address(&delegation),
        slash: address_of(slash),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::UnstakeHeld {})
}

/// `withdraw`, of all that is unlocked; the staker signs.
pub fn withdraw(delegation: &DelegationKeys, destination: &Pubkey) -> Instruction {
    let accounts = accounts::Withdraw {
        staker: delegation.staker,
        supplier: delegation.supplier,
        delegation: delegation_address(delegation),
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
pub fn claim(signer: &Pubkey, delegation: &DelegationKeys, destination: &Pubkey) -> Instruction {
    let accounts = accounts::Claim {
        signer: *signer,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        supplier: delegation.supplier,
        delegation: delegation_address(delegation),
        reward_vault: REWARD_VAULT.address,
        destination: *destination,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Claim {})
}

/// `cancel_unstake`, of the unstake request at a place of the delegation; the staker signs.
pub fn cancel_unstake(delegation: &DelegationKeys, unstake_request: u8) -> Instruction {
    let accounts = accounts::CancelUnstake {
        staker: delegation.staker,
        ledger: LEDGER.address,
        supplier: delegation.supplier,
        delegation: delegation_address(delegation),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::CancelUnstake { unstake_request })
}

/// `compound`; the staker signs.
pub fn compound(delegation: &DelegationKeys) -> Instruction {
    let accounts = accounts::Compound {
        staker: delegation.staker,
        ledger: LEDGER.address,
        supplier: delegation.supplier,
        delegation: delegation_address(delegation),
        reward_vault: REWARD_VAULT.address,
        stake_vault: STAKE_VAULT.address,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Compound {})
}

/// `close_delegation`; the staker signs.
pub fn close_delegation(delegation: &DelegationKeys, destination: &Pubkey) -> Instruction {
    let accounts = accounts::CloseDelegation {
        staker: delegation.staker,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        delegation: delegation_address(delegation),
        reward_vault: REWARD_VAULT.address,
        destination: *destination,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::CloseDelegation {})
}
