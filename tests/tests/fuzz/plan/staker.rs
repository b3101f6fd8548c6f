//! What stakers send.

use anchor_lang::prelude::Pubkey;
use emissions::state::{Delegation, Slash, UNSTAKE_REQUEST_PLACES};
use io_client::emissions as client;
use io_common::constants::ONE_IO;
use marketplace::state::Currency;
use solana_signer::Signer;

use super::{part, part_or_all, Plan, Stage};
use crate::{
    action::{Action, Verb},
    view::around,
};

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
                    client::open_delegation(&client::DelegationKeys {
                        staker: person.pubkey(),
                        supplier: *supplier,
                    }),
                ))
            }
            Verb::Redelegate | Verb::CancelRedelegation => self.redelegation(action),
            _ => self.delegation(verb, who, at, size),
        }
    }

    fn delegation(&self, verb: Verb, who: u32, at: u32, size: u32) -> Option<Plan<'a>> {
        let (it, _) = self.view.followed(at)?;
        let (place, staker) = (self.cast.place(&it.staker)?, self.cast.key(&it.staker)?);
        let (own, supplier) = (staker.pubkey(), it.supplier);
        let wallet = self.cast.wallet(place, Currency::Io);
        let clock = [supplier];
        let keys = client::DelegationKeys {
            staker: own,
            supplier,
        };
        let here = [keys];
        Some(match verb {
            Verb::Delegate => {
                let amount = part(self.view.purse(place, Currency::Io).min(STAKE), size);
                let delegate = client::delegate(&keys, &wallet, amount);
                Plan::by(staker, delegate).clock(&clock).follow(self, &here)
            }
            Verb::Unstake => {
                let unstake = client::unstake(&keys, part_or_all(it.active, size));
                Plan::by(staker, unstake).clock(&clock).follow(self, &here)
            }
            Verb::UnstakeHeld => {
                let slash = self.holding(it, size)?;
                Plan::by(staker, client::unstake_held(&own, slash))
                    .clock(&clock)
                    .follow(self, &here)
            }
            Verb::CancelUnstake => {
                let unstake_request = (size as usize % UNSTAKE_REQUEST_PLACES) as u8;
                let cancel = client::cancel_unstake(&keys, unstake_request);
                Plan::by(staker, cancel).clock(&clock).follow(self, &here)
            }
            Verb::Withdraw => {
                Plan::by(staker, client::withdraw(&keys, &wallet)).follow(self, &here)
            }
            Verb::Claim => {
                let (_, other) = self.person(who);
                let signer = if size.is_multiple_of(2) {
                    other
                } else {
                    staker
                };
                let claim = client::claim(&signer.pubkey(), &keys, &wallet);
                Plan::paid(signer, claim).follow(self, &here)
            }
            Verb::Compound => Plan::by(staker, client::compound(&keys))
                .clock(&clock)
                .follow(self, &here),
            Verb::CloseDelegation => {
                Plan::by(staker, client::close_delegation(&keys, &wallet)).follow(self, &here)
            }
            Verb::RequestRedelegation => {
                let (target, _) = self.view.supplier(who)?;
                // No slash needs to be followed before: what moves is known only when it moves.
                let active = self.view.delegation(at)?.active;
                let amount = part_or_all(active, size);
                let ask = client::request_redelegation(&keys, target, amount);
                Plan::by(staker, ask)
            }
            _ => return None,
        })
    }

    /// A slash that holds something of a delegation, else any of its supplier.
    pub fn holding(&self, it: &Delegation, size: u32) -> Option<&'a Slash> {
        let all = self.view.all.slashes.iter();
        let theirs: Vec<_> = all.filter(|slash| slash.supplier == it.supplier).collect();
        let holds = |slash: &&&Slash| {
            let mut held = it.held.iter();
            slash.is_shared() && held.any(|held| held.slash == slash.opened)
        };
        let holding: Vec<_> = theirs.iter().filter(holds).copied().collect();
        let some = if holding.is_empty() { theirs } else { holding };
        around(some.into_iter(), size)
    }

    fn redelegation(&self, action: &Action) -> Option<Plan<'a>> {
        let (request, supplier) = self.view.request(action.at)?;
        let staker = self.cast.key(&request.staker)?;
        let (own, target) = (staker.pubkey(), request.target);
        if action.verb == Verb::CancelRedelegation {
            return Some(Plan::by(
                staker,
                client::cancel_redelegation(
                    &client::DelegationKeys {
                        staker: own,
                        supplier,
                    },
                    &target,
                ),
            ));
        }
        let both = [supplier, target].map(|supplier| client::DelegationKeys {
            staker: own,
            supplier,
        });
        let mut front = Vec::new();
        if !self.is_open(&target, &own) {
            front.push(client::open_delegation(&client::DelegationKeys {
                staker: own,
                supplier: target,
            }));
        }
        let redelegate = client::redelegate(
            &client::DelegationKeys {
                staker: own,
                supplier,
            },
            &target,
        );
        Some(
            Plan::by(staker, redelegate)
                .clock(&[supplier, target])
                .follow(self, &both)
                .front(front),
        )
    }

    fn is_open(&self, supplier: &Pubkey, staker: &Pubkey) -> bool {
        let mut all = self.view.all.delegations.iter();
        all.any(|it| it.supplier == *supplier && it.staker == *staker)
    }
}
