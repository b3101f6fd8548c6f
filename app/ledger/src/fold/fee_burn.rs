//! Events of fee-burn.

use fee_burn::events::{AuctionExpired, AuctionFilled, AuctionOpened, CouncilPaid, Totals};
use io_client::events::FeeBurn;
use io_common::addresses::IO_VAULT;

use super::{proposals, same, Done};
use crate::{
    draft::Draft,
    events::Recorded,
    rows::{Auction, Engine, Fill, Price, Program, Source, Supply},
    value::Amount,
    Key,
};

/// Folds an event.
pub fn fold(draft: &mut Draft, recorded: &Recorded, event: &FeeBurn) -> Done {
    let time = recorded.time;
    match event {
        FeeBurn::FeesBurned(it) => {
            draft.change(Key::Supply, |supply: &mut Supply| {
                supply.fees_burned.add(it.amount)
            })?;
            change(draft, &it.totals, |engine| {
                engine.fees_burned.add(it.amount)
            })
        }
        FeeBurn::CouncilPaid(it) => pay(draft, it),
        FeeBurn::AuctionOpened(it) => open(draft, recorded, it),
        FeeBurn::AnchorUpdated(it) => {
            price(draft, recorded, Source::Average, it.ema, Some(it.anchor));
            draft.change_or_new(Key::Engine, |engine: &mut Engine| {
                engine.anchor = Some(Amount(it.anchor));
                Ok(())
            })
        }
        FeeBurn::AuctionFilled(it) => fill(draft, recorded, it),
        FeeBurn::AuctionExpired(it) => expire(draft, it),
        FeeBurn::ChangeProposed(it) => {
            let terms = proposals::Terms {
                program: Program::FeeBurn,
                change: io_client::changes::Words::words(&it.change),
                ready_at: it.ready_at,
            };
            proposals::propose(draft, time, it.proposal, terms);
            Ok(())
        }
        FeeBurn::ChangeApplied(it) => proposals::apply(draft, time, it.proposal),
        FeeBurn::ChangeCancelled(it) => proposals::cancel(draft, time, it.proposal),
        FeeBurn::FeeBurnGoverned(_) | FeeBurn::RentReclaimed(_) => Ok(()),
    }
}

/// Changes the engine, and compares it with the totals of the event.
fn change(draft: &mut Draft, totals: &Totals, change: impl FnOnce(&mut Engine) -> Done) -> Done {
    draft.change_or_new(Key::Engine, |engine: &mut Engine| {
        change(engine)?;
        let check = |what, folded: Amount, reported| same(what, fee_burn::ID, folded.0, reported);
        check("what was burned", engine.fees_burned, totals.fees_burned)?;
        check("what was bought", engine.bought, totals.bought)?;
        check("what was spent", engine.spent, totals.spent)?;
        check("auctions opened", engine.opened, totals.opened)?;
        check("auctions sold out", engine.filled, totals.filled)?;
        check("auctions expired", engine.expired, totals.expired)?;
        check(
            "IO paid to the council",
            engine.council_io,
            totals.council_io,
        )?;
        check(
            "USDC paid to the council",
            engine.council_usdc,
            totals.council_usdc,
        )
    })
}

fn price(
    draft: &mut Draft,
    recorded: &Recorded,
    source: Source,
    pico_usd: u64,
    anchor: Option<u64>,
) {
    let place = recorded.place;
    let key = Key::Price {
        slot: place.slot,
        transaction: place.transaction,
        outer: place.outer,
        inner: place.inner,
    };
    let price = Price {
        at: recorded.time,
        source,
        pico_usd: Amount(pico_usd),
        anchor: anchor.map(Amount),
    };
    draft.put(key, price);
}

fn pay(draft: &mut Draft, it: &CouncilPaid) -> Done {
    change(draft, &it.totals, |engine| {
        let paid = if it.vault == IO_VAULT.address {
            &mut engine.council_io
        } else {
            &mut engine.council_usdc
        };
        paid.add(it.amount)
    })
}

/// An opening ends the auction before it, if nobody has.
fn open(draft: &mut Draft, recorded: &Recorded, it: &AuctionOpened) -> Done {
    let last = draft
        .find::<Engine>(&Key::Engine)
        .unwrap_or_default()
        .opened;
    if it.returned > 0 {
        give_back(draft, last, it.returned)?;
    }
    change(draft, &it.totals, |engine| {
        engine.opened.add(1)?;
        engine.expired.add(u64::from(it.returned > 0))?;
        engine.anchor = Some(Amount(it.anchor));
        Ok(())
    })?;
    let number = it.totals.opened;
    let auction = Auction {
        number: Amount(number),
        opened_at: recorded.time,
        ends_at: it.ends_at,
        lot: Amount(it.lot),
        left: Amount(it.lot),
        returned: Amount(0),
        reference: Amount(it.reference),
        anchor: Amount(it.anchor),
        factor_bps: Amount(it.factor_bps),
    };
    draft.put(Key::Auction(number), auction);
    price(
        draft,
        recorded,
        Source::Reference,
        it.reference,
        Some(it.anchor),
    );
    Ok(())
}

fn give_back(draft: &mut Draft, number: Amount, returned: u64) -> Done {
    draft.change(Key::Auction(number.0), |auction: &mut Auction| {
        auction.left.pass(&mut auction.returned, returned)?;
        same("what is left of a lot", fee_burn::ID, auction.left.0, 0)
    })
}

fn fill(draft: &mut Draft, recorded: &Recorded, it: &AuctionFilled) -> Done {
    draft.change(Key::Supply, |supply: &mut Supply| supply.bought.add(it.io))?;
    let (mut number, auction) = (Amount(0), it.totals.opened);
    change(draft, &it.totals, |engine| {
        engine.bought.add(it.io)?;
        engine.spent.add(it.usdc)?;
        engine.filled.add(u64::from(it.left == 0))?;
        engine.fills.add(1)?;
        number = engine.fills;
        Ok(())
    })?;
    draft.change(Key::Auction(auction), |auction: &mut Auction| {
        auction.left.take(it.usdc)?;
        same(
            "what is left of a lot",
            fee_burn::ID,
            auction.left.0,
            it.left,
        )
    })?;
    let fill = Fill {
        number,
        auction: Amount(auction),
        at: recorded.time,
        filler: it.filler.into(),
        usdc: Amount(it.usdc),
        io: Amount(it.io),
        bid: Amount(it.bid),
    };
    draft.put(Key::Fill(number.0), fill);
    price(draft, recorded, Source::Bid, it.bid, None);
    Ok(())
}

fn expire(draft: &mut Draft, it: &AuctionExpired) -> Done {
    give_back(draft, Amount(it.totals.opened), it.returned)?;
    change(draft, &it.totals, |engine| engine.expired.add(1))
}
