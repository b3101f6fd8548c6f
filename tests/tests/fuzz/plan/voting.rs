//! Records of votes.

use anchor_lang::prelude::Pubkey;
use io_client::emissions::{self as client, DelegationKeys, VoterKeys, Weighed};
use solana_signer::Signer;

use super::{Plan, Stage};
use crate::{
    action::{Action, Verb},
    view::around,
};

/// The realm that is voted in.
pub const REALM: Pubkey = Pubkey::new_from_array([7; 32]);
/// Delegations weighed at most, so that they and the slashes that they follow fit into a transaction.
const WEIGHED: u32 = 3;

pub fn of(voter: Pubkey) -> VoterKeys {
    VoterKeys {
        realm: REALM,
        voter,
    }
}

impl<'a> Stage<'a> {
    pub(super) fn voting(&self, action: &Action) -> Option<Plan<'a>> {
        let Action { verb, who, at, .. } = *action;
        let (_, person) = self.person(who);
        let payer = person.pubkey();
        Some(match verb {
            Verb::CreateVoterWeightRecord => {
                let (_, voter) = self.person(at);
                let create = client::create_voter_weight_record(&payer, &of(voter.pubkey()));
                Plan::paid(person, create)
            }
            Verb::UpdateVoterWeightRecord => return self.weigh(action),
            Verb::CloseVoterWeightRecord => {
                let it = around(self.view.voters.iter(), at)?;
                let voter = self.cast.key(&it.governing_token_owner)?;
                let close = client::close_voter_weight_record(&it.payer, &of(voter.pubkey()));
                Plan::by(voter, close)
            }
            Verb::CreateMaxVoterWeightRecord => {
                let create = client::create_max_voter_weight_record(&payer, &REALM);
                Plan::paid(person, create)
            }
            _ => {
                self.view.all_votes.as_ref()?;
                Plan::open(client::update_max_voter_weight_record(&REALM))
            }
        })
    }

    /// Anyone weighs some of a voter's delegations, and all suppliers that it owns.
    fn weigh(&self, action: &Action) -> Option<Plan<'a>> {
        let it = around(self.view.voters.iter(), action.at)?;
        let voter = it.governing_token_owner;
        let theirs = self.view.all.delegations.iter();
        let theirs = theirs.filter(|it| it.staker == voter);
        let most = 1 + action.size % WEIGHED;
        let delegated: Vec<Pubkey> = theirs.map(|it| it.supplier).take(most as usize).collect();
        if delegated.is_empty() {
            return None;
        }
        let suppliers = self.view.all.suppliers.iter();
        let owned = suppliers.filter(|(_, it)| it.owner == voter);
        let owned: Vec<Pubkey> = owned.map(|(address, _)| *address).collect();
        let stake = Weighed {
            delegated: &delegated,
            owned: &owned,
        };
        let keys: Vec<_> = delegated
            .iter()
            .map(|supplier| DelegationKeys {
                staker: voter,
                supplier: *supplier,
            })
            .collect();
        let update = client::update_voter_weight_record(&of(voter), &stake);
        Some(Plan::open(update).follow(self, &keys))
    }
}
