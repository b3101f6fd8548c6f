//! The realm that governs, if one does (P-21).

use anchor_lang::prelude::Pubkey;
use io_common::constants::LONGEST_VOTE;

use super::rules::{exact, Finding};
use crate::{
    realm::{
        state::{GovernanceV2, RealmConfigAccount},
        Realm,
    },
    values::duration,
    Network, ReadError,
};

/// A realm whose governance is the authority of the emissions program.
pub struct Governing {
    /// The governance.
    pub governance: GovernanceV2,
    /// The realm's configuration, if it was read.
    pub config: Option<RealmConfigAccount>,
}

impl Governing {
    /// Reads it; none if the authority is something else.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn read(
        network: &mut dyn Network,
        authority: &Pubkey,
        mint: &Pubkey,
    ) -> Result<Option<Self>, ReadError> {
        let account = network.account(authority)?;
        let Some(account) = account else {
            return Ok(None);
        };
        let realm = Realm::governing(authority, &account, mint);
        let Some((realm, governance)) = realm.and_then(|it| Some((it, it.read(&account)?))) else {
            return Ok(None);
        };
        let config = network.account(&realm.config())?;
        Ok(Some(Self {
            governance,
            config: config.and_then(|it| realm.read(&it)),
        }))
    }

    /// The findings about it.
    pub fn findings(&self, unstake_cooldown: i64) -> [Finding; 2] {
        [self.length(unstake_cooldown), self.weights()]
    }

    fn length(&self, unstake_cooldown: i64) -> Finding {
        let rules = &self.governance.config;
        let [voting, cool_off] = [rules.voting_base_time, rules.voting_cool_off_time];
        let longest = i64::from(voting).saturating_add(cool_off.into());
        let display = |seconds: i64| duration::display(seconds.unsigned_abs());
        Finding {
            rule: "P-21",
            what: "a vote is shorter than unstaking",
            verdict: exact(longest <= LONGEST_VOTE && longest < unstake_cooldown),
            figures: format!(
                "{} to vote, and {} more to vote no, {} to unstake",
                display(voting.into()),
                display(cool_off.into()),
                display(unstake_cooldown)
            ),
        }
    }

    fn weights(&self) -> Finding {
        let config = self.config.map(|it| it.community_token_config);
        let [one, all] = [
            config.and_then(|it| it.voter_weight_addin),
            config.and_then(|it| it.max_voter_weight_addin),
        ];
        let named = |it: Option<Pubkey>| it.map_or_else(|| "nothing".into(), |it| it.to_string());
        Finding {
            rule: "P-21",
            what: "only the emissions program weighs votes",
            verdict: exact([one, all] == [Some(emissions::ID); 2]),
            figures: format!("{} weighs a voter, {} all votes", named(one), named(all)),
        }
    }
}
