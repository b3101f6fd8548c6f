//! `io burn status`.

use fee_burn::state::daily_budget;
use io_client::actions::auction::Auction;
use io_common::addresses::IO_VAULT;

use crate::{
    context::Context,
    refusals::unread,
    report::{Cell, Report},
};

/// Shows vaults, budget and auction.
pub fn status(context: &mut Context) -> anyhow::Result<Report> {
    let price = context.price;
    let read = Auction::read(context.network, &price);
    let read = read.map_err(|error| unread(context, error))?;
    let (config, it, now) = (read.config, read.engine, read.now);
    // As a count now would divide them.
    let (mut io, mut usdc) = (it.io, it.usdc);
    let share = config.council_share();
    io.count(context.balance(&IO_VAULT.address)?, share)?;
    usdc.count(read.vault, share)?;
    let auction = it.auction;
    let running = auction.left > 0 && now < auction.ends_at(&config);
    // Without a price there is neither bid nor budget, and nothing else is missing.
    let price = read.price().ok();
    let (mut bid, mut budget, mut factor) = (Cell::None, Cell::None, Cell::None);
    if let Some(price) = price {
        let mut anchor = it.anchor;
        anchor.follow(price.ema, &config, now)?;
        let bps = anchor.factor_bps(price.reference(), &config)?;
        factor = Cell::Bps(bps);
        budget = Cell::Usdc(daily_budget(usdc.burn, bps, &config)?);
        if running {
            bid = Cell::Price(it.bid(&config, &price, now)?);
        }
    }
    let at = |time| {
        if it.opened == 0 {
            Cell::None
        } else {
            Cell::Time(time, now)
        }
    };
    Ok(Report::fields(vec![
        ("IO fees waiting", Cell::Io(io.burn)),
        ("USDC fees waiting", Cell::Usdc(usdc.burn)),
        ("Daily budget", budget),
        ("Budget factor", factor),
        ("Auction running", Cell::Flag(running)),
        ("Lot", Cell::Usdc(auction.lot)),
        ("Left", Cell::Usdc(auction.left)),
        ("Bid for one IO", bid),
        ("Ends at", at(auction.ends_at(&config))),
        ("Next opens at", at(auction.next_opens_at(&config))),
        ("Anchor", Cell::Price(it.anchor.price)),
        (
            "Anchor moves next at",
            Cell::Time(it.anchor.next_update_at(&config), now),
        ),
        ("Share of the council", Cell::Bps(share)),
        ("IO for the council", Cell::Io(io.council)),
        ("USDC for the council", Cell::Usdc(usdc.council)),
        ("IO paid to the council", Cell::Io(io.council_paid)),
        ("USDC paid to the council", Cell::Usdc(usdc.council_paid)),
        ("Fees burned", Cell::Io(it.fees_burned)),
        ("Bought and burned", Cell::Io(it.bought)),
        ("Spent", Cell::Usdc(it.spent)),
        ("Auctions opened", Cell::Count(it.opened)),
        ("Filled", Cell::Count(it.filled)),
        ("Expired", Cell::Count(it.expired)),
    ]))
}
