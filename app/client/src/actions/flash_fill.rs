//! A fill without IO: one transaction receives USDC from the auction, swaps it for IO, and burns the IO.

use anchor_lang::prelude::Pubkey;

use super::{auction::Auction, Creation, Prepared, Refusal};
use crate::{fee_burn as client, jupiter::Checked, spl};

/// Bytes of a token account.
const TOKENS: usize = 165;

/// A flash fill to make. The swap's input is the USDC bought.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Swaps the USDC for IO; its taker fills.
    pub swap: &'a Checked,
    /// The most IO to burn, in base units. The taker keeps what the swap gives above it.
    pub limit: u64,
    /// Whether the taker's USDC account exists.
    pub has_usdc: bool,
    /// Whether the taker's IO account exists.
    pub has_io: bool,
}

/// The terms of a flash fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlashFilled {
    /// USDC bought, in micro-USD.
    pub usdc: u64,
    /// IO to burn at the current bid, in base units.
    pub io: u64,
    /// The most IO to burn, in base units.
    pub limit: u64,
    /// The least IO that the taker keeps, in base units.
    pub kept: u64,
    /// The price bid for one IO, in pico-USD.
    pub bid: u64,
}

/// The flash fill: begin, setup, swap, cleanup, end. The swap's program refuses to give less IO than its least, and fee-burn refuses
/// to burn more than the limit. So the taker keeps at least the difference, or the transaction fails.
///
/// # Errors
/// Those of [`Auction::quote`]; [`Refusal::Limit`] if the IO to burn exceeds the limit or the swap's output.
pub fn prepare(it: &Auction, request: &Request) -> Result<Prepared<FlashFilled>, Refusal> {
    let Request {
        swap,
        limit,
        has_usdc,
        has_io,
    } = *request;
    let quoted = it.quote(Some(swap.given), u64::MAX)?;
    let exceeded = Refusal::Limit {
        total: quoted.io,
        limit: limit.min(swap.least),
    };
    let Some(kept) = swap.least.checked_sub(limit) else {
        return Err(exceeded);
    };
    if quoted.io > limit {
        return Err(exceeded);
    }
    let [io_mint, usdc_mint] = [it.config.io_mint, it.config.usdc_mint];
    let taker = swap.taker;
    let filler = client::Filler {
        owner: taker,
        io: swap.destination,
        usdc: swap.source,
    };
    let missing = [(usdc_mint, has_usdc), (io_mint, has_io)];
    let missing: Vec<Pubkey> = missing
        .into_iter()
        .filter_map(|(mint, is_there)| (!is_there).then_some(mint))
        .collect();
    let creates = missing.iter().map(|mint| Creation {
        kind: "token account",
        address: spl::wallet(&taker, mint),
        bytes: TOKENS,
        deposit: 0,
        returns_to: Some(taker),
    });
    let mut act = vec![client::flash_fill_begin(
        &filler,
        &it.price_account,
        swap.given,
        limit,
    )];
    act.extend(swap.setup.iter().cloned());
    act.push(swap.swap.clone());
    act.extend(swap.cleanup.clone());
    act.push(client::flash_fill_end(&filler, &io_mint));
    Ok(Prepared {
        terms: FlashFilled {
            usdc: swap.given,
            io: quoted.io,
            limit,
            kept,
            bid: quoted.bid,
        },
        // The auction pays it out, not the taker.
        gives: Vec::new(),
        creates: creates.collect(),
        setup: missing
            .iter()
            .map(|mint| spl::create_wallet(&taker, &taker, mint))
            .collect(),
        act,
    })
}
