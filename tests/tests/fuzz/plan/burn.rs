//! Fees and auctions.

use io_client::fee_burn::{self as client, Filler};
use marketplace::state::Currency;
use solana_signer::Signer;

use super::{part, Plan, Stage};
use crate::{
    action::{Action, Verb},
    outside::currency,
};

impl<'a> Stage<'a> {
    pub(super) fn burn(&self, action: &Action) -> Option<Plan<'a>> {
        let Action {
            verb,
            who,
            at,
            size,
            ..
        } = *action;
        let (io, price) = (&self.cast.io, &self.cast.price);
        let (place, person) = self.person(who);
        let filler = Filler {
            owner: person.pubkey(),
            io: self.cast.wallet(place, Currency::Io),
            usdc: self.cast.wallet(place, Currency::Usdc),
        };
        // A part of the lot, or the rest of it.
        let left = self.view.all.engine.auction.left;
        let usdc = part(left, size).max(self.view.burn.min_fill).min(left);
        Some(match verb {
            Verb::BurnFees => Plan::open(client::burn_fees(io)),
            Verb::PayCouncil => {
                let currency = currency(at);
                let to = self.cast.wallet_of(&self.view.burn.treasury, currency);
                Plan::open(client::pay_council(&currency.fee_vault(), &to))
            }
            Verb::OpenAuction => Plan::open(client::open_auction(price)),
            Verb::UpdateAnchor => Plan::open(client::update_anchor(price)),
            Verb::ExpireAuction => Plan::open(client::expire_auction()),
            Verb::FillAuction => Plan::by(
                person,
                client::fill_auction(&filler, io, price, usdc, u64::MAX),
            ),
            Verb::FlashFill => {
                let begin = client::flash_fill_begin(&filler, price, usdc, u64::MAX);
                let end = client::flash_fill_end(&filler, io);
                let mut plan = Plan::by(person, begin);
                plan.main.push(end);
                plan
            }
            _ => return None,
        })
    }
}
