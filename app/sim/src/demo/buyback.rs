//! The fees' end: IO fees burned once a day, USDC sold for IO in an auction an hour.

use anyhow::Context;
use io_client::{
    actions::{
        auction::{self, Auction},
        fees::{self, IoFees},
        Refusal,
    },
    spl,
};
use solana_signer::Signer;

use super::economy::Economy;

/// What a filler wants over the market for its trouble: 50 bps.
const COSTS: f64 = 1.005;
/// Seconds from one look at an auction to the next.
const LOOK: i64 = 30;

/// Burns, opens and fills.
pub fn run(economy: &mut Economy) -> anyhow::Result<()> {
    let keeper = economy.keeper.clone();
    if economy.hour().checked_rem(24) == Some(0) {
        let fees = IoFees::read(&mut economy.vm)?;
        match fees::burn(&fees) {
            Ok(burn) => economy.send(&burn.act, &[&keeper])?,
            Err(Refusal::Nothing(_)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    // P-17: a wide or far-off price defers the buyback, as does an interval that is not over.
    if let Ok(open) = auction::open(&read(economy)?) {
        economy.send(&open.act, &[&keeper])?;
        fill(economy)?;
    }
    Ok(())
}

fn read(economy: &mut Economy) -> anyhow::Result<Auction> {
    let price = economy.price;
    Ok(Auction::read(&mut economy.vm, &price)?)
}

/// The filler looks every half minute and takes the whole lot once the bid is worth it; if it never is, the lot
/// expires.
fn fill(economy: &mut Economy) -> anyhow::Result<()> {
    let Auction { config, engine, .. } = read(economy)?;
    let opened_at = engine.auction.opened_at;
    let hour_start = opened_at.saturating_sub(opened_at.rem_euclid(3_600));
    let filler = economy.filler.clone();
    let wallet = spl::wallet(&filler.pubkey(), &economy.io);
    for second in (0..i64::from(config.duration)).step_by(usize::try_from(LOOK)?) {
        economy.at_second(opened_at.saturating_sub(hour_start).saturating_add(second));
        let auction = read(economy)?;
        let spot = auction.price()?.spot;
        let quote = auction.quote(None, u64::MAX)?;
        if (quote.bid as f64) < spot as f64 * COSTS {
            continue;
        }
        let request = auction::Fill {
            filler: filler.pubkey(),
            usdc: None,
            limit: Some(quote.io),
        };
        let held = economy.balance(&wallet)?;
        let fill = auction::fill(&auction, held, &request)?;
        return economy
            .send(&fill.act, &[&filler])
            .context("the filler's own quote");
    }
    economy.at_minute(55);
    let (keeper, expire) = (economy.keeper.clone(), auction::expire(&read(economy)?)?);
    economy.send(&expire.act, &[&keeper])
}
