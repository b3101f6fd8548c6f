//! The emission clock.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_program},
};
use anchor_spl::token;
use emissions::{
    accounts, instruction,
    state::{page_of, settlement::history_hours},
    ID,
};
use io_common::{
    addresses::{EMISSIONS_CONFIG, LEDGER, REWARD_VAULT},
    types::Supplier,
};

use super::{event_authority, page_address};
use crate::build::build;

/// Hours that `advance_clock` walks at most: no attestation outlives 24, and a rise waits for one.
const MAX_WALK: u32 = 25;

/// `create_history_page` of an epoch hour; `payer` signs.
pub fn create_history_page(payer: &Pubkey, hour: u32) -> Instruction {
    let accounts = accounts::CreateHistoryPage {
        payer: *payer,
        ledger: LEDGER.address,
        history_page: page_address(hour),
        system_program: system_program::ID,
    };
    build(
        ID,
        accounts,
        instruction::CreateHistoryPage {
            page: page_of(hour).0,
        },
    )
}

/// `advance_clock`, from the ledger's present hour; nobody needs to sign. The second page is passed where the longest walk
/// reaches into it.
pub fn advance_clock(io_mint: &Pubkey, ledger_hour: u32) -> Instruction {
    let first = ledger_hour.saturating_add(1);
    let last = ledger_hour.saturating_add(MAX_WALK);
    let crosses = page_of(first).0 != page_of(last).0;
    let accounts = accounts::AdvanceClock {
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        page: Some(page_address(first)),
        next_page: crosses.then(|| page_address(last)),
        io_mint: *io_mint,
        reward_vault: REWARD_VAULT.address,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::AdvanceClock {})
}

/// `settle_supplier` at the ledger's `hour`, with the history pages that it needs; nobody needs to sign.
pub fn settle_supplier(address: &Pubkey, supplier: &Supplier, hour: u32) -> Instruction {
    let hours = history_hours(supplier, hour).into_iter().flatten();
    let mut pages: Vec<Pubkey> = hours.map(page_address).collect();
    pages.sort_unstable();
    pages.dedup();
    let mut pages = pages.into_iter();
    let accounts = accounts::SettleSupplier {
        ledger: LEDGER.address,
        supplier: *address,
        first_page: pages.next(),
        second_page: pages.next(),
        third_page: pages.next(),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::SettleSupplier {})
}
