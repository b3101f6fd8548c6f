//! Who runs the network.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_program},
};
use anchor_spl::token;
use emissions::{accounts, instruction, instructions::ModelArgs, ID};
use io_common::{
    addresses::{COUNCIL, EMISSIONS_CONFIG, LEDGER, MODELS, REWARD_VAULT, STAKE_VAULT},
    governance::program_data_address,
};

use super::event_authority;
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

/// `launch`; governance authority and mint authority sign.
pub fn launch(authority: &Pubkey, mint_authority: &Pubkey, io_mint: &Pubkey) -> Instruction {
    let accounts = accounts::Launch {
        authority: *authority,
        mint_authority: *mint_authority,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        io_mint: *io_mint,
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
        models: MODELS.address,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::SetModel { args })
}
