//! The closing report.

use anyhow::Context;
use comfy_table::{presets, CellAlignment, Table};
use serde::Serialize;

use super::{economy::Economy, Options};
use crate::{
    amounts::{grouped, io, usdc},
    output::Report,
};

/// What the demo ended with; amounts are base units of IO (10⁻⁸) and of USDC (10⁻⁶).
#[derive(Serialize)]
pub struct Figures {
    days: u32,
    suppliers: u32,
    stakers: u32,
    renters: u32,
    seed: u64,
    io_supply: u64,
    io_emitted: u64,
    io_burned_from_fees: u64,
    io_bought_and_burned: u64,
    usdc_spent_on_io: u64,
    auctions_opened: u64,
    rewards_claimed_by_suppliers: u64,
    rewards_claimed_by_stakers: u64,
    rewards_claimable: u64,
    rentals_paid_io: u64,
    rentals_paid_usdc: u64,
    refunded_io: u64,
    refunded_usdc: u64,
    fees_io: u64,
    fees_usdc: u64,
    reservations: u64,
    reservations_closed: u64,
    io_price_pico_usd: u64,
    transactions: u64,
    conservation_checks: u32,
}
