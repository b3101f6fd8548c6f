//! Events of the fee-burn program in words.

use fee_burn::state::Vault;
use io_client::events::FeeBurn;

use super::{
    governance::{applied, cancelled, governed, proposed, reclaimed},
    names::{at, Names},
};
use crate::report::Cell;

const PROGRAM: &str = "fee-burn";

/// What an event says.
pub fn words(event: &FeeBurn, names: &Names) -> String {
    let (io, usdc) = (
        |amount| Cell::Io(amount).brief(),
        |amount| Cell::Usdc(amount).brief(),
    );
    let price = |price| Cell::Price(price).brief();
    match event {
        FeeBurn::FeesBurned(it) => format!("{} of fees burned", io(it.amount)),
        FeeBurn::CouncilPaid(it) => {
            let amount = match Vault::at(&it.vault) {
                Some(Vault::Io) => io(it.amount),
                Some(Vault::Usdc) => usdc(it.amount),
                None => format!("{} base units", it.amount),
            };
            format!(
                "{amount} of fees paid to the council's treasury {}",
                names.key(&it.treasury)
            )
        }
        FeeBurn::AuctionOpened(it) => format!(
            "auction of {} opened until {}, at {} for one IO at most",
            usdc(it.lot),
            at(it.ends_at),
            price(it.reference)
        ),
        FeeBurn::AnchorUpdated(it) => format!("anchor of the auctions at {}", price(it.anchor)),
        FeeBurn::AuctionFilled(it) => format!(
            "{} of {} bought for {} and burned, at {} for one IO; {} left of the lot",
            io(it.io),
            names.key(&it.filler),
            usdc(it.usdc),
            price(it.bid),
            usdc(it.left)
        ),
        FeeBurn::AuctionExpired(it) => {
            format!("auction over, {} back for the next", usdc(it.returned))
        }
        FeeBurn::FeeBurnGoverned(it) => {
            governed(PROGRAM, &it.signer, &it.action, it.paused_until, names)
        }
        FeeBurn::ChangeProposed(it) => {
            proposed(PROGRAM, &it.proposal, &it.change, it.ready_at, names)
        }
        FeeBurn::ChangeApplied(it) => applied(PROGRAM, &it.proposal, &it.change, names),
        FeeBurn::ChangeCancelled(it) => cancelled(PROGRAM, &it.proposal, names),
        FeeBurn::RentReclaimed(it) => reclaimed(&it.account, &it.recipient, it.lamports, names),
    }
}
