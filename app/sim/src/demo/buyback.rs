//! The fees' end: IO fees burned once a day, USDC sold for IO in an auction an hour.

use anyhow::Context;
use fee_burn::{quote, state::Config};
use io_client::{fee_burn as client, spl};
use io_common::addresses::{FEE_BURN_CONFIG, USDC_VAULT};
use solana_signer::Signer;

use super::economy::Economy;

/// What a filler wants over the market for its trouble: 50 bps.
const COSTS: f64 = 1.005;
/// Seconds from one look at an auction to the next.
const LOOK: i64 = 30;

/// Burns, opens and fills.
pub fn run(economy: &mut Economy) -> anyhow::Result<()> {
    if economy.hour().checked_rem(24) == Some(0) {
        let (keeper, burn) = (economy.keeper.clone(), client::burn_fees(&economy.io));
        economy.send(&[burn], &[&keeper])?;
    }
    if open(economy)? {
        fill(economy)?;
    }
    Ok(())
}

/// Opens an auction, if the engine would have one.
fn open(economy: &mut Economy) -> anyhow::Result<bool> {
    let config: Config = economy.read(&FEE_BURN_CONFIG.address)?;
    let now = economy.now();
    let Ok(price) = economy.oracle(&config.oracle) else {
        return Ok(false); // P-17: a wide or far-off price defers the buyback
    };
    let vault = economy.balance(&USDC_VAULT.address)?;
    let engine = economy.engine()?;
    if quote::open(&engine, &config, &price, vault, now).is_err() {
        return Ok(false);
    }
    let (keeper, open) = (economy.keeper.clone(), client::open_auction(&economy.price));
    economy.send(&[open], &[&keeper])?;
    Ok(true)
}

/// The filler looks every half minute and takes the whole lot once the bid is worth it; if it never is, the lot
/// expires.
fn fill(economy: &mut Economy) -> anyhow::Result<()> {
    let config: Config = economy.read(&FEE_BURN_CONFIG.address)?;
    let engine = economy.engine()?;
    let opened_at = engine.auction.opened_at;
    let hour_start = opened_at.saturating_sub(opened_at.rem_euclid(3_600));
    let filler = economy.filler.clone();
    for second in (0..i64::from(config.duration)).step_by(usize::try_from(LOOK)?) {
        economy.at_second(opened_at.saturating_sub(hour_start).saturating_add(second));
        let now = economy.now();
        let price = economy.oracle(&config.oracle)?;
        let usdc = engine.auction.left;
        let quote = quote::fill(&engine, &config, &price, usdc, u64::MAX, now);
        let quote = quote.map_err(|refusal| refusal.error)?;
        if (quote.bid as f64) < price.spot as f64 * COSTS {
            continue;
        }
        let accounts = client::Filler {
            owner: filler.pubkey(),
            io: spl::wallet(&filler.pubkey(), &economy.io),
            usdc: spl::wallet(&filler.pubkey(), &economy.usdc),
        };
        let fill = client::fill_auction(&accounts, &economy.io, &economy.price, usdc, quote.io);
        return economy
            .send(&[fill], &[&filler])
            .context("the filler's own quote");
    }
    economy.at_minute(55);
    let keeper = economy.keeper.clone();
    economy.send(&[client::expire_auction()], &[&keeper])
}
