//! What owners of suppliers send.

use emissions::instructions::{DelegationLimit, RegisterSupplierArgs, UpdateSupplierArgs};
use io_client::emissions as client;
use io_common::constants::ONE_IO;
use io_tests::PEOPLE;
use marketplace::state::Currency;
use solana_signer::Signer;

use super::{part, part_or_all, Plan, Stage};
use crate::action::{Action, Verb};

/// Suppliers at most.
const SUPPLIERS: usize = 6;
/// Most that is staked at once, in base units.
const STAKE: u64 = 40_000 * ONE_IO;

impl<'a> Stage<'a> {
    pub(super) fn supplier(&self, action: &Action) -> Option<Plan<'a>> {
        let Action {
            verb,
            who,
            at,
            size,
            ..
        } = *action;
        if verb == Verb::RegisterSupplier {
            return self.register(action);
        }
        let (address, it) = self.view.supplier(at)?;
        let owner = self.cast.key(&it.owner)?;
        let (own, clock) = (owner.pubkey(), [*address]);
        let (place, person) = self.person(who);
        Some(match verb {
            Verb::UpdateSupplier => {
                let args = UpdateSupplierArgs {
                    operator: (size.is_multiple_of(4)).then(|| person.pubkey()),
                    payout: (size % 4 == 1).then(|| person.pubkey()),
                    endpoint: (size % 4 == 2).then(|| "https://other.example".into()),
                    max_delegated: (size % 4 == 3).then(|| match size % 8 {
                        3 => DelegationLimit::Required,
                        _ => DelegationLimit::Amount(u64::from(size) * ONE_IO),
                    }),
                };
                Plan::by(owner, client::update_supplier(&own, address, args))
            }
            Verb::SetCommission => {
                let bps = (size % 5_001) as u16;
                Plan::by(owner, client::set_commission(&own, address, bps)).clock(&clock)
            }
            Verb::ProposeOwner => {
                Plan::by(owner, client::propose_owner(&own, address, person.pubkey()))
            }
            Verb::AcceptOwner => {
                let heir = self.cast.key(&it.pending_owner)?;
                Plan::by(heir, client::accept_owner(&heir.pubkey(), address))
            }
            Verb::CloseSupplier => {
                Plan::by(owner, client::close_supplier(&own, address)).clock(&clock)
            }
            Verb::StakeOwn => {
                let place = self.cast.place(&it.owner)?;
                let (purse, source) = (
                    self.view.purse(place, Currency::Io),
                    self.cast.wallet(place, Currency::Io),
                );
                let amount = part(purse.min(STAKE), size);
                Plan::by(
                    owner,
                    client::stake_own(
                        &client::StakeOwnAccounts {
                            owner: own,
                            supplier: *address,
                            source,
                        },
                        amount,
                    ),
                )
                .clock(&clock)
            }
            Verb::UnstakeOwn => {
                let amount = part_or_all(it.stake.own_free().ok()?, size);
                Plan::by(owner, client::unstake_own(&own, address, amount)).clock(&clock)
            }
            Verb::CancelOwnUnstake => {
                let unstake_request = (size % 4) as u8;
                Plan::by(
                    owner,
                    client::cancel_own_unstake(&own, address, unstake_request),
                )
                .clock(&clock)
            }
            Verb::WithdrawOwn => {
                let unstake_requests = it
                    .stake
                    .own_unstake_requests
                    .iter()
                    .filter(|unstake_request| unstake_request.amount > 0);
                let holders: Vec<_> = unstake_requests
                    .map(|unstake_request| unstake_request.holder)
                    .collect();
                let holder = holders.get(size as usize % holders.len().max(1))?;
                let wallet = self.cast.wallet_of(holder, Currency::Io);
                let signer = self.cast.key(holder)?;
                Plan::by(
                    signer,
                    client::withdraw_own(&client::WithdrawOwnAccounts {
                        signer: *holder,
                        supplier: *address,
                        holder: *holder,
                        destination: wallet,
                    }),
                )
            }
            Verb::ClaimSupplier => {
                let wallet = self.cast.wallet_of(&it.payout, Currency::Io);
                let signer = if place.is_multiple_of(2) {
                    person
                } else {
                    self.cast.key(&it.payout)?
                };
                Plan::paid(
                    signer,
                    client::claim_supplier(&client::ClaimSupplierAccounts {
                        signer: signer.pubkey(),
                        supplier: *address,
                        destination: wallet,
                    }),
                )
            }
            _ => return None,
        })
    }

    fn register(&self, action: &Action) -> Option<Plan<'a>> {
        let (place, owner) = self.person(action.who);
        let number = u64::from(action.size);
        if self.view.all.suppliers.len() >= SUPPLIERS {
            return None;
        }
        let other = |by: usize| self.cast.people[(place + by) % PEOPLE].pubkey();
        let args = RegisterSupplierArgs {
            sequence: action.at % 4,
            model: (number % 3) as u16,
            commission_bps: (number % 5_001) as u16,
            operator: other(1),
            payout: other(2),
            endpoint: String::new(),
        };
        Some(Plan::by(
            owner,
            client::register_supplier(&owner.pubkey(), args),
        ))
    }
}
