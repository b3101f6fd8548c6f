//! What stakers send.

use anchor_lang::prelude::Pubkey;
use io_client::emissions as client;
use io_common::constants::ONE_IO;
use marketplace::state::Currency;
use solana_signer::Signer;

use super::{part, part_or_all, Plan, Stage};
use crate::action::{Action, Verb};

/// Most that is delegated at once, in base units.
const STAKE: u64 = 20_000 * ONE_IO;

impl<'a> Stage<'a> {
    pub(super) fn staker(&self, action: &Action) -> Option<Plan<'a>> {
        let Action {
            verb,
            who,
            at,
            size,
            ..
        } = *action;
        match verb {
            Verb::OpenDelegation => {
                let (supplier, _) = self.view.supplier(at)?;
                let (_, person) = self.person(who);
                Some(Plan::by(
                    person,
                    client::open_delegation(&person.pubkey(), supplier),
                ))
            }
            Verb::Redelegate | Verb::CancelRedelegation => self.redelegation(action),
            _ => self.position(verb, who, at, size),
        }
    }

    fn position(&self, verb: Verb, who: u32, at: u32, size: u32) -> Option<Plan<'a>> {
        let it = self.view.position(at)?;
        let (place, staker) = (self.cast.place(&it.staker)?, self.cast.key(&it.staker)?);
        let (own, supplier) = (staker.pubkey(), it.supplier);
        let wallet = self.cast.wallet(place, Currency::Io);
        let clock = [supplier];
        let account = self.view.all.suppliers.get(&supplier);
        let accept = !size.is_multiple_of(4);
        let front = self.carried(&supplier, &own);
        Some(match verb {
            Verb::Delegate => {
                let amount = part(self.view.purse(place, Currency::Io).min(STAKE), size);
                let delegate = client::delegate(&own, &supplier, &wallet, amount, accept);
                Plan::by(staker, delegate).clock(&clock).front(front)
            }
            Verb::Unstake => {
                let worth = account?.stake.delegated.value(it.shares.get()).unwrap_or(0);
                let unstake = client::unstake(&own, &supplier, part_or_all(worth, size));
                Plan::by(staker, unstake).clock(&clock).front(front)
            }
            Verb::CancelTicket => {
                let cancel = client::cancel_ticket(&own, &supplier, (size % 8) as u8);
                Plan::by(staker, cancel).clock(&clock).front(front)
            }
            Verb::Withdraw => {
                Plan::by(staker, client::withdraw(&own, &supplier, &wallet)).front(front)
            }
            Verb::Claim => {
                let (_, other) = self.person(who);
                let signer = if size.is_multiple_of(2) {
                    other
                } else {
                    staker
                };
                let claim = client::claim(&signer.pubkey(), &supplier, &own, &wallet);
                Plan::paid(signer, claim).front(front)
            }
            Verb::Compound => {
                let compound = client::compound(&own, &supplier, accept);
                Plan::by(staker, compound).clock(&clock).front(front)
            }
            Verb::CloseDelegation => {
                Plan::by(staker, client::close_delegation(&own, &supplier, &wallet))
            }
            Verb::RequestRedelegation => {
                let (target, _) = self.view.supplier(who)?;
                let worth = account?.stake.delegated.value(it.shares.get()).unwrap_or(0);
                let amount = part_or_all(worth, size);
                let ask = client::request_redelegation(&own, &supplier, target, amount);
                Plan::by(staker, ask).front(front)
            }
            Verb::Carry => Plan::open(front.first()?.clone()),
            _ => return None,
        })
    }

    fn redelegation(&self, action: &Action) -> Option<Plan<'a>> {
        let (request, supplier) = self.view.request(action.at)?;
        let staker = self.cast.key(&request.staker)?;
        let (own, target) = (staker.pubkey(), request.target);
        if action.verb == Verb::CancelRedelegation {
            return Some(Plan::by(
                staker,
                client::cancel_redelegation(&own, &supplier, &target),
            ));
        }
        let accept = !action.size.is_multiple_of(4);
        let mut front = self.carried(&supplier, &own);
        front.extend(self.carried(&target, &own));
        if !self.is_open(&target, &own) {
            front.push(client::open_delegation(&own, &target));
        }
        let redelegate = client::redelegate(&own, &supplier, &target, accept);
        Some(
            Plan::by(staker, redelegate)
                .clock(&[supplier, target])
                .front(front),
        )
    }

    fn is_open(&self, supplier: &Pubkey, staker: &Pubkey) -> bool {
        let mut all = self.view.all.delegations.iter();
        all.any(|it| it.supplier == *supplier && it.staker == *staker)
    }
}
