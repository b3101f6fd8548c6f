//! Votes by staked IO: the realm of SPL Governance that governs the suite.

pub(crate) mod compare;
mod program;
mod treasury;
mod validate;
mod verify;
mod words;

pub(crate) use self::{
    program::upgrader,
    treasury::least_lamports,
    validate::span,
    verify::{differences, typed},
};

use anchor_lang::prelude::Pubkey;
use io_client::realm::{
    config::{Choices, GovernanceConfig},
    Realm,
};
use io_common::constants::ONE_IO;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::address::Address;

/// The table `[realm]` of a deployment file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Votes {
    /// The instance of SPL Governance.
    #[serde(deserialize_with = "address", serialize_with = "in_base58")]
    pub program: Pubkey,
    /// Upgrade authority of that program. That of the suite, if none.
    #[serde(
        default,
        deserialize_with = "some_address",
        serialize_with = "some_in_base58",
        skip_serializing_if = "Option::is_none"
    )]
    pub upgrades: Option<Pubkey>,
    /// Name of the realm, from which its address follows.
    pub name: String,
    /// Whole IO that a proposer must have staked.
    pub proposal_io: u64,
    /// Percentage of all stake that must vote Yes.
    pub yes_percent: u8,
    /// Seconds in which all votes count.
    pub voting: u32,
    /// Seconds after that in which only No counts.
    pub cool_off: u32,
    /// Seconds from the end of a vote to the execution, at least.
    pub hold_up: u32,
    /// Lamports with which the treasury starts. It pays for the proposals that votes make.
    pub treasury_lamports: u64,
    /// Whether this is a test network, where votes may be short.
    #[serde(default)]
    pub local: bool,
}

impl Votes {
    /// The addresses; none for a name that is too long.
    pub fn at(&self, io_mint: &Pubkey) -> Option<Realm> {
        Realm::named(&self.program, &self.name, io_mint)
    }

    /// The rules of the governance.
    pub fn rules(&self) -> GovernanceConfig {
        GovernanceConfig::by_stake(&Choices {
            yes_percent: self.yes_percent,
            proposal_stake: self.proposal_io.saturating_mul(ONE_IO),
            voting: self.voting,
            cool_off: self.cool_off,
            hold_up: self.hold_up,
        })
    }
}

/// Seconds from the start of a vote to its last.
pub fn longest_vote(rules: &GovernanceConfig) -> i64 {
    i64::from(rules.voting_base_time).saturating_add(rules.voting_cool_off_time.into())
}

fn address<'de, D: Deserializer<'de>>(from: D) -> Result<Pubkey, D::Error> {
    Address::deserialize(from).map(|it| it.0)
}

fn some_address<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Pubkey>, D::Error> {
    address(from).map(Some)
}

fn in_base58<S: Serializer>(key: &Pubkey, to: S) -> Result<S::Ok, S::Error> {
    Address(*key).serialize(to)
}

fn some_in_base58<S: Serializer>(key: &Option<Pubkey>, to: S) -> Result<S::Ok, S::Error> {
    key.map(Address).serialize(to)
}
