//! Addresses and instructions of the fee-burn program.

use anchor_lang::{
    prelude::{Instructions, Pubkey},
    solana_program::{instruction::Instruction, system_program, sysvar::SysvarId},
};
use anchor_spl::token;
use fee_burn::{accounts, instruction, state::Change, EVENT_AUTHORITY_AND_BUMP, ID};
use io_common::{
    addresses::{ENGINE, FEE_BURN_CONFIG, IO_VAULT, USDC_VAULT},
    governance::{program_data_address, GovernanceAction},
    seeds,
    token::Mints,
};

use crate::build::build;

fn event_authority() -> Pubkey {
    EVENT_AUTHORITY_AND_BUMP.0
}

/// `initialize`; the upgrade authority signs and pays. `anchor` is in pico-USD for one IO.
pub fn initialize(authority: &Pubkey, mints: &Mints, guardian: Pubkey, anchor: u64) -> Instruction {
    let accounts = accounts::Initialize {
        authority: *authority,
        program_data: program_data_address(&ID),
        io_mint: mints.io,
        usdc_mint: mints.usdc,
        config: FEE_BURN_CONFIG.address,
        engine: ENGINE.address,
        io_vault: IO_VAULT.address,
        usdc_vault: USDC_VAULT.address,
        token_program: token::ID,
        system_program: system_program::ID,
    };
    build(ID, accounts, instruction::Initialize { guardian, anchor })
}

/// `burn_fees`; nobody signs.
pub fn burn_fees(io_mint: &Pubkey) -> Instruction {
    let accounts = accounts::BurnFees {
        config: FEE_BURN_CONFIG.address,
        engine: ENGINE.address,
        io_vault: IO_VAULT.address,
        io_mint: *io_mint,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::BurnFees {})
}

/// `pay_council`, out of `vault`, one of the two, to the treasury's associated token account; nobody signs.
pub fn pay_council(vault: &Pubkey, destination: &Pubkey) -> Instruction {
    let accounts = accounts::PayCouncil {
        config: FEE_BURN_CONFIG.address,
        engine: ENGINE.address,
        vault: *vault,
        destination: *destination,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::PayCouncil {})
}

/// `open_auction`, with the account of the IO/USD price; nobody signs.
pub fn open_auction(price: &Pubkey) -> Instruction {
    let accounts = accounts::OpenAuction {
        config: FEE_BURN_CONFIG.address,
        engine: ENGINE.address,
        usdc_vault: USDC_VAULT.address,
        price: *price,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::OpenAuction {})
}

/// `update_anchor`, with the account of the IO/USD price; nobody signs.
pub fn update_anchor(price: &Pubkey) -> Instruction {
    let accounts = accounts::UpdateAnchor {
        config: FEE_BURN_CONFIG.address,
        engine: ENGINE.address,
        price: *price,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::UpdateAnchor {})
}

/// Accounts of a filler, for a fill or a flash fill.
pub struct Filler {
    /// Owner of the IO; signs.
    pub owner: Pubkey,
    /// Its IO.
    pub io: Pubkey,
    /// Destination of the USDC.
    pub usdc: Pubkey,
}

/// `fill_auction`: buys `usdc` micro-USD of the lot for at most `max_io` base units.
pub fn fill_auction(
    filler: &Filler,
    io_mint: &Pubkey,
    price: &Pubkey,
    usdc: u64,
    max_io: u64,
) -> Instruction {
    let accounts = accounts::FillAuction {
        filler: filler.owner,
        config: FEE_BURN_CONFIG.address,
        engine: ENGINE.address,
        price: *price,
        io_mint: *io_mint,
        filler_io: filler.io,
        usdc_vault: USDC_VAULT.address,
        destination: filler.usdc,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::FillAuction { usdc, max_io })
}

/// `flash_fill_begin`: buys `usdc` micro-USD of the lot for at most `max_io` base units, to be given by
/// [`flash_fill_end`] later in the same transaction.
pub fn flash_fill_begin(filler: &Filler, price: &Pubkey, usdc: u64, max_io: u64) -> Instruction {
    let accounts = accounts::FlashFillBegin {
        filler: filler.owner,
        config: FEE_BURN_CONFIG.address,
        engine: ENGINE.address,
        price: *price,
        usdc_vault: USDC_VAULT.address,
        destination: filler.usdc,
        instructions: Instructions::id(),
        token_program: token::ID,
    };
    build(ID, accounts, instruction::FlashFillBegin { usdc, max_io })
}

/// `flash_fill_end`; the filler who began signs.
pub fn flash_fill_end(filler: &Filler, io_mint: &Pubkey) -> Instruction {
    let accounts = accounts::FlashFillEnd {
        filler: filler.owner,
        config: FEE_BURN_CONFIG.address,
        engine: ENGINE.address,
        io_mint: *io_mint,
        filler_io: filler.io,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::FlashFillEnd {})
}

/// `expire_auction`; nobody signs.
pub fn expire_auction() -> Instruction {
    let accounts = accounts::ExpireAuction {
        config: FEE_BURN_CONFIG.address,
        engine: ENGINE.address,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::ExpireAuction {})
}

/// `govern`; the signer that `action` requires signs.
pub fn govern(signer: &Pubkey, action: GovernanceAction) -> Instruction {
    let accounts = accounts::Govern {
        signer: *signer,
        config: FEE_BURN_CONFIG.address,
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
        config: FEE_BURN_CONFIG.address,
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
        config: FEE_BURN_CONFIG.address,
        engine: ENGINE.address,
        io_vault: IO_VAULT.address,
        usdc_vault: USDC_VAULT.address,
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
        config: FEE_BURN_CONFIG.address,
        proposal: proposal_address(number),
        payer: *payer,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::CancelChange {})
}

/// `reclaim_rent`: moves lamports of `account` above its rent-exempt minimum to `recipient`. Nobody needs to sign.
pub fn reclaim_rent(account: &Pubkey, recipient: &Pubkey) -> Instruction {
    let accounts = accounts::ReclaimRent {
        account: *account,
        recipient: *recipient,
        config: FEE_BURN_CONFIG.address,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::ReclaimRent {})
}

/// A proposed change, by its number.
pub fn proposal_address(number: u32) -> Pubkey {
    Pubkey::find_program_address(&[seeds::PROPOSAL, &number.to_le_bytes()], &ID).0
}
