//! Instructions of governance.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_program},
};
use anchor_spl::token;
use emissions::{accounts, instruction, instructions::ModelArgs, state::Change, ID};
use io_common::{
    addresses::{COUNCIL, EMISSIONS_CONFIG, LEDGER, MODELS, REWARD_VAULT, STAKE_VAULT},
    governance::{program_data_address, GovernanceAction},
};

use super::{event_authority, proposal_address};
use crate::build::build;

/// `initialize`; the upgrade authority signs and pays.
pub fn initialize(authority: &Pubkey, io_mint: &Pubkey, guardian: Pubkey) -> Instruction {
    let accounts = accounts::Initialize {
        authority: *authority,
        program_data: program_data_address(&ID),
        io_mint: *io_mint,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        models: MODELS.address,
        council: COUNCIL.address,
        reward_vault: REWARD_VAULT.address,
        stake_vault: STAKE_VAULT.address,
        token_program: token::ID,
        system_program: system_program::ID,
    };
    build(ID, accounts, instruction::Initialize { guardian })
}

/// Who launches.
#[derive(Clone, Copy, Debug)]
pub struct LaunchAccounts {
    /// The governance authority; signs.
    pub authority: Pubkey,
    /// The mint authority of IO; signs.
    pub mint_authority: Pubkey,
    /// The IO mint.
    pub io_mint: Pubkey,
}

/// `launch`; governance authority and mint authority sign.
pub fn launch(accounts: &LaunchAccounts) -> Instruction {
    let accounts = accounts::Launch {
        authority: accounts.authority,
        mint_authority: accounts.mint_authority,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        io_mint: accounts.io_mint,
        reward_vault: REWARD_VAULT.address,
        stake_vault: STAKE_VAULT.address,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Launch {})
}

/// `set_council`; the governance authority signs.
pub fn set_council(authority: &Pubkey, attestors: Vec<Pubkey>, threshold: u8) -> Instruction {
    let accounts = accounts::SetCouncil {
        authority: *authority,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        council: COUNCIL.address,
        event_authority: event_authority(),
        program: ID,
    };
    build(
        ID,
        accounts,
        instruction::SetCouncil {
            attestors,
            threshold,
        },
    )
}

/// `set_model`; the governance authority signs.
pub fn set_model(authority: &Pubkey, args: ModelArgs) -> Instruction {
    let accounts = accounts::SetModel {
        authority: *authority,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        models: MODELS.address,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::SetModel { args })
}

/// `govern`; the signer that `action` requires signs.
pub fn govern(signer: &Pubkey, action: GovernanceAction) -> Instruction {
    let accounts = accounts::Govern {
        signer: *signer,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Govern { action })
}

/// `propose_change`, with the `number` that is next in the configuration, or at most 256 above it; the authority and `payer` sign.
pub fn propose_change(
    authority: &Pubkey,
    payer: &Pubkey,
    number: u32,
    change: Change,
) -> Instruction {
    let accounts = accounts::ProposeChange {
        authority: *authority,
        payer: *payer,
        config: EMISSIONS_CONFIG.address,
        proposal: proposal_address(number),
        system_program: system_program::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::ProposeChange { number, change })
}

/// `apply_change`, of a proposal that `payer` paid for; nobody needs to sign.
pub fn apply_change(number: u32, payer: &Pubkey) -> Instruction {
    let accounts = accounts::ApplyChange {
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        models: MODELS.address,
        council: COUNCIL.address,
        proposal: proposal_address(number),
        payer: *payer,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::ApplyChange {})
}

/// `cancel_change`, of a proposal that `payer` paid for; authority or guardian signs, anyone once it has lapsed.
pub fn cancel_change(signer: &Pubkey, number: u32, payer: &Pubkey) -> Instruction {
    let accounts = accounts::CancelChange {
        signer: *signer,
        config: EMISSIONS_CONFIG.address,
        proposal: proposal_address(number),
        payer: *payer,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::CancelChange {})
}

/// `suspend_attestor`; authority or guardian signs.
pub fn suspend_attestor(guardian: &Pubkey, attestor: Pubkey) -> Instruction {
    let accounts = accounts::SuspendAttestor {
        guardian: *guardian,
        config: EMISSIONS_CONFIG.address,
        council: COUNCIL.address,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::SuspendAttestor { attestor })
}

/// `revoke_attestation`; authority or guardian signs.
pub fn revoke_attestation(guardian: &Pubkey, supplier: &Pubkey) -> Instruction {
    let accounts = accounts::RevokeAttestation {
        guardian: *guardian,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        supplier: *supplier,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::RevokeAttestation {})
}

/// `reclaim_rent`: moves lamports of `account` above its rent-exempt minimum to `recipient`. Nobody needs to sign.
pub fn reclaim_rent(account: &Pubkey, recipient: &Pubkey) -> Instruction {
    let accounts = accounts::ReclaimRent {
        account: *account,
        recipient: *recipient,
        config: EMISSIONS_CONFIG.address,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::ReclaimRent {})
}
