//! Instructions of a supplier's owner.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_program},
};
use anchor_spl::token;
use emissions::{
    accounts, instruction,
    instructions::{RegisterSupplierArgs, UpdateSupplierArgs},
    ID,
};
use io_common::addresses::{EMISSIONS_CONFIG, LEDGER, MODELS, REWARD_VAULT, STAKE_VAULT};

use super::{event_authority, supplier_address};
use crate::{build::build, marketplace::supplier_usage_address};

/// `register_supplier`; the owner signs and pays.
pub fn register_supplier(owner: &Pubkey, args: RegisterSupplierArgs) -> Instruction {
    let accounts = accounts::RegisterSupplier {
        owner: *owner,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        models: MODELS.address,
        supplier: supplier_address(owner, args.sequence),
        system_program: system_program::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::RegisterSupplier { args })
}

/// Whose stake comes in, for whom, and from where.
#[derive(Clone, Copy, Debug)]
pub struct StakeOwnAccounts {
    /// The owner; signs.
    pub owner: Pubkey,
    /// The supplier.
    pub supplier: Pubkey,
    /// The owner's IO.
    pub source: Pubkey,
}

/// `stake_own`; the owner signs.
pub fn stake_own(accounts: &StakeOwnAccounts, amount: u64) -> Instruction {
    let accounts = accounts::StakeOwn {
        owner: accounts.owner,
        ledger: LEDGER.address,
        supplier: accounts.supplier,
        source: accounts.source,
        stake_vault: STAKE_VAULT.address,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::StakeOwn { amount })
}

/// `unstake_own`; the owner signs. No `amount` is all.
pub fn unstake_own(owner: &Pubkey, supplier: &Pubkey, amount: Option<u64>) -> Instruction {
    let accounts = accounts::UnstakeOwn {
        owner: *owner,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        supplier: *supplier,
        supplier_usage: supplier_usage_address(supplier),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::UnstakeOwn { amount })
}

/// `cancel_own_unstake`, of the unstake request at a place of the supplier; the owner signs.
pub fn cancel_own_unstake(owner: &Pubkey, supplier: &Pubkey, unstake_request: u8) -> Instruction {
    let accounts = accounts::CancelOwnUnstake {
        owner: *owner,
        ledger: LEDGER.address,
        supplier: *supplier,
        event_authority: event_authority(),
        program: ID,
    };
    build(
        ID,
        accounts,
        instruction::CancelOwnUnstake { unstake_request },
    )
}

/// Whose own stake leaves which supplier, and where it goes.
#[derive(Clone, Copy, Debug)]
pub struct WithdrawOwnAccounts {
    /// Holder or owner; signs.
    pub signer: Pubkey,
    /// The supplier.
    pub supplier: Pubkey,
    /// Who unstaked it.
    pub holder: Pubkey,
    /// Tokens of the holder.
    pub destination: Pubkey,
}

/// `withdraw_own`, of all of the holder's unstake requests that are unlocked; holder or owner signs.
pub fn withdraw_own(accounts: &WithdrawOwnAccounts) -> Instruction {
    let accounts = accounts::WithdrawOwn {
        signer: accounts.signer,
        holder: accounts.holder,
        config: EMISSIONS_CONFIG.address,
        supplier: accounts.supplier,
        ledger: LEDGER.address,
        stake_vault: STAKE_VAULT.address,
        destination: accounts.destination,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::WithdrawOwn {})
}

/// Whose rewards are paid, and where they go.
#[derive(Clone, Copy, Debug)]
pub struct ClaimSupplierAccounts {
    /// Anyone; signs.
    pub signer: Pubkey,
    /// The supplier.
    pub supplier: Pubkey,
    /// Tokens of its payout wallet.
    pub destination: Pubkey,
}

/// `claim_supplier`; anyone signs.
pub fn claim_supplier(accounts: &ClaimSupplierAccounts) -> Instruction {
    let accounts = accounts::ClaimSupplier {
        signer: accounts.signer,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        supplier: accounts.supplier,
        reward_vault: REWARD_VAULT.address,
        destination: accounts.destination,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::ClaimSupplier {})
}

/// `update_supplier`; the owner signs.
pub fn update_supplier(owner: &Pubkey, supplier: &Pubkey, args: UpdateSupplierArgs) -> Instruction {
    let accounts = accounts::UpdateSupplier {
        owner: *owner,
        supplier: *supplier,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::UpdateSupplier { args })
}

/// `set_commission`; the owner signs.
pub fn set_commission(owner: &Pubkey, supplier: &Pubkey, bps: u16) -> Instruction {
    let accounts = accounts::SetCommission {
        owner: *owner,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        supplier: *supplier,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::SetCommission { bps })
}

/// `propose_owner`; the current owner signs.
pub fn propose_owner(owner: &Pubkey, supplier: &Pubkey, new_owner: Pubkey) -> Instruction {
    let accounts = accounts::UpdateSupplier {
        owner: *owner,
        supplier: *supplier,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::ProposeOwner { owner: new_owner })
}

/// `accept_owner`; the proposed owner signs.
pub fn accept_owner(pending_owner: &Pubkey, supplier: &Pubkey) -> Instruction {
    let accounts = accounts::AcceptOwner {
        pending_owner: *pending_owner,
        supplier: *supplier,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::AcceptOwner {})
}

/// `close_supplier`; the owner signs.
pub fn close_supplier(owner: &Pubkey, supplier: &Pubkey) -> Instruction {
    let accounts = accounts::CloseSupplier {
        owner: *owner,
        ledger: LEDGER.address,
        supplier: *supplier,
        supplier_usage: supplier_usage_address(supplier),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::CloseSupplier {})
}
