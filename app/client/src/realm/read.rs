//! Reads the realm of a network: found by the authority of the emissions program, in three batched reads.

use std::collections::BTreeSet;

use anchor_lang::prelude::Pubkey;
use emissions::state::{Ledger, MaxVoterWeightRecord, VoterWeightRecord};
use io_common::addresses::{EMISSIONS_CONFIG, FEE_BURN_CONFIG, LEDGER, MARKETPLACE_CONFIG};
use solana_account::Account;

use super::{
    instruction::Subject,
    state::{
        GovernanceV2, ProposalTransactionV2, ProposalV2, RealmConfigAccount, RealmV2,
        TokenOwnerRecordV2, Typed, VoteRecordV2, PARENT,
    },
    Realm,
};
use crate::{
    emissions::{max_voter_weight_address, voter_weight_address, VoterKeys},
    layout, Match, Network, ReadError,
};

/// Transactions of a realm proposal that are read. What has more is shown as not read.
pub const MAX_TRANSACTIONS: u16 = 64;

/// Why there is no realm to vote in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Absent {
    /// The network cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The emissions program is not there, or of another version.
    #[error("the emissions program has no configuration of this version")]
    NoPrograms,
    /// A key or a multisig governs.
    #[error("the authority of emissions, {0}, is not the governance of a realm")]
    NoRealm(Pubkey),
    /// It votes by something else than staked IO.
    #[error("the realm {0} does not vote by staked IO")]
    OtherRealm(Pubkey),
}

/// A realm that governs the programs, or to which the authority was offered.
#[derive(Clone, Debug)]
pub struct Governed {
    /// Its addresses.
    pub at: Realm,
    /// Its governance.
    pub governance: GovernanceV2,
    /// Whether it is the authority of emissions. If not, it has still to accept.
    pub has_accepted: bool,
    /// All stake, active and cooling, in IO base units: all weight (P-30).
    pub staked: u64,
    /// Configuration of emissions.
    pub emissions: emissions::state::Config,
    /// Configuration of the marketplace.
    pub marketplace: Option<marketplace::state::Config>,
    /// Configuration of fee-burn.
    pub fee_burn: Option<fee_burn::state::Config>,
}

/// Finds the realm, and reads the accounts at `named` together with it. The first realm proposal among them decides between a
/// realm that governs and one that has still to accept.
///
/// # Errors
/// [`Absent`].
pub fn find(
    network: &mut dyn Network,
    named: &[Pubkey],
) -> Result<(Governed, Vec<Option<Account>>), Absent> {
    let singles = [
        EMISSIONS_CONFIG.address,
        LEDGER.address,
        MARKETPLACE_CONFIG.address,
        FEE_BURN_CONFIG.address,
    ];
    let singles = network.accounts(&singles)?;
    let single = |place: usize| singles.get(place).and_then(Option::as_ref);
    let config: emissions::state::Config = stored(single(0)).ok_or(Absent::NoPrograms)?;
    let ledger: Ledger = stored(single(1)).ok_or(Absent::NoPrograms)?;

    let roles = &config.roles;
    let candidates = [roles.authority, roles.pending_authority];
    let mut accounts = network.accounts(&[&candidates, named].concat())?;
    let named = accounts.split_off(candidates.len().min(accounts.len()));
    let mut realms = candidates
        .iter()
        .zip(&accounts)
        .filter_map(|(authority, account)| {
            let account = account.as_ref()?;
            let at = Realm::governing(authority, account, &config.io_mint)?;
            Some(Governed {
                governance: at.read(account)?,
                has_accepted: *authority == roles.authority,
                staked: ledger.staked,
                emissions: config,
                marketplace: stored(single(2)),
                fee_burn: stored(single(3)),
                at,
            })
        })
        .collect::<Vec<_>>();
    let decides = |it: &Governed| {
        let proposals = named
            .iter()
            .flatten()
            .filter_map(|found| it.proposal(found));
        proposals.count() > 0
    };
    let place = realms.iter().position(decides).unwrap_or_default();
    if place >= realms.len() {
        return Err(Absent::NoRealm(roles.authority));
    }
    Ok((realms.swap_remove(place), named))
}

/// What [`Governed::look`] reads beside the realm.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// A realm proposal with its address.
    pub proposal: Option<(Pubkey, &'a ProposalV2)>,
    /// A staker.
    pub voter: Option<Pubkey>,
}

/// What is known of a staker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// Its token owner record.
    pub owner: Option<TokenOwnerRecordV2>,
    /// The record of its votes.
    pub weight: Option<VoterWeightRecord>,
    /// Its vote on the realm proposal that was wanted.
    pub vote: Option<VoteRecordV2>,
}

/// A realm, with what was wanted.
#[derive(Clone, Debug)]
pub struct Look {
    /// The realm.
    pub realm: RealmV2,
    /// Its configuration.
    pub config: RealmConfigAccount,
    /// Lamports of the treasury.
    pub treasury: u64,
    /// Whether the record of all votes is there.
    pub has_max_record: bool,
    /// Token owner record of the realm proposal's proposer.
    pub proposer: Option<TokenOwnerRecordV2>,
    /// Transactions of the realm proposal, in the order of their numbers; those that were read.
    pub transactions: Vec<ProposalTransactionV2>,
    /// Transactions that are there and cannot be read here: of another type, or too many.
    pub hidden: u16,
    /// Of the staker.
    pub voter: Records,
}

impl Governed {
    /// A realm proposal of this governance on which staked IO votes; none for another account.
    pub fn proposal(&self, account: &Account) -> Option<ProposalV2> {
        let found: ProposalV2 = self.at.read(account)?;
        let is_ours =
            found.governance == self.at.governance && found.governing_token_mint == self.at.mint;
        is_ours.then_some(found)
    }

    /// Reads the realm and what is `wanted`, together.
    ///
    /// # Errors
    /// [`Absent::OtherRealm`]; if the network does not answer.
    pub fn look(&self, network: &mut dyn Network, wanted: &Wanted) -> Result<Look, Absent> {
        let at = &self.at;
        let other = || Absent::OtherRealm(at.realm);
        let max = max_voter_weight_address(&at.realm);
        let mut addresses = vec![at.realm, at.config(), at.treasury(), max];
        let fixed = addresses.len();
        if let Some(voter) = wanted.voter {
            let record = at.owner_record(&voter);
            addresses.extend([record, voter_weight_address(&self.keys(voter))]);
            addresses.extend(wanted.proposal.map(|(it, _)| at.vote_record(&it, &record)));
        }
        let of_voter = addresses.len();
        if let Some((address, proposal)) = &wanted.proposal {
            addresses.push(proposal.token_owner_record);
            addresses.extend(self.addresses(address, proposal));
        }

        let accounts = network.accounts(&addresses)?;
        let (accounts, of_proposal) = accounts.split_at_checked(of_voter).ok_or_else(other)?;
        let (accounts, of_voter) = accounts.split_at_checked(fixed).ok_or_else(other)?;
        let [realm, config, treasury, max] = accounts else {
            return Err(other());
        };
        let realm: RealmV2 = self.typed(realm).ok_or_else(other)?;
        let config: RealmConfigAccount = self.typed(config).ok_or_else(other)?;
        let plugins = &config.community_token_config;
        let weighs = [plugins.voter_weight_addin, plugins.max_voter_weight_addin];
        if realm.community_mint != at.mint || weighs != [Some(emissions::ID); 2] {
            return Err(other());
        }
        let proposer = of_proposal.first().and_then(|it| self.typed(it));
        let transactions = of_proposal.iter().skip(1);
        let transactions: Vec<ProposalTransactionV2> =
            transactions.filter_map(|it| self.typed(it)).collect();
        let read = u16::try_from(transactions.len()).unwrap_or(u16::MAX);
        let all = wanted.proposal.map_or(0, |(_, it)| {
            let options = it.options.iter();
            options.fold(0_u16, |sum, it| sum.saturating_add(it.transactions_count))
        });
        let voter = |place: usize| of_voter.get(place).unwrap_or(&None);
        Ok(Look {
            realm,
            config,
            treasury: treasury.as_ref().map_or(0, |account| account.lamports),
            // Anybody can transfer lamports to its address.
            has_max_record: stored::<MaxVoterWeightRecord>(max.as_ref()).is_some(),
            proposer,
            transactions,
            hidden: all.saturating_sub(read),
            voter: Records {
                owner: self.typed(voter(0)),
                weight: voter(1)
                    .as_ref()
                    .and_then(|account| layout::decode(&account.data)),
                vote: self.typed(voter(2)),
            },
        })
    }

    /// The realm proposals of this governance, with their addresses.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn proposals(
        &self,
        network: &mut dyn Network,
    ) -> Result<Vec<(Pubkey, ProposalV2)>, ReadError> {
        let kind = [ProposalV2::TYPE];
        let matches = [Match::new(PARENT, self.at.governance)];
        let found = network.program_accounts_where(&self.at.program, &kind, &matches)?;
        let read = found
            .into_iter()
            .filter_map(|(address, account)| Some((address, self.proposal(&account)?)));
        Ok(read.collect())
    }

    /// The transactions of several realm proposals that can be read here, read together.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn transactions(
        &self,
        network: &mut dyn Network,
        proposals: &[(Pubkey, ProposalV2)],
    ) -> Result<Vec<ProposalTransactionV2>, ReadError> {
        let addresses: BTreeSet<Pubkey> = proposals
            .iter()
            .flat_map(|(address, it)| self.addresses(address, it))
            .collect();
        let addresses: Vec<Pubkey> = addresses.into_iter().collect();
        let accounts = match addresses.is_empty() {
            true => Vec::new(),
            false => network.accounts(&addresses)?,
        };
        Ok(accounts.iter().filter_map(|it| self.typed(it)).collect())
    }

    /// Of a voter, for emissions.
    pub fn keys(&self, voter: Pubkey) -> VoterKeys {
        VoterKeys {
            realm: self.at.realm,
            voter,
        }
    }

    /// A realm proposal, for the instructions that name it.
    pub fn subject(&self, address: Pubkey, proposal: &ProposalV2) -> Subject {
        Subject {
            proposal: address,
            owner_record: proposal.token_owner_record,
        }
    }

    /// Of the transactions that are read.
    fn addresses(&self, proposal: &Pubkey, it: &ProposalV2) -> Vec<Pubkey> {
        let option = it.options.first();
        let next = option.map_or(0, |option| option.transactions_next_index);
        let numbers = 0..next.min(MAX_TRANSACTIONS);
        numbers
            .map(|number| self.at.transaction(proposal, 0, number))
            .collect()
    }

    fn typed<T: Typed>(&self, account: &Option<Account>) -> Option<T> {
        account.as_ref().and_then(|account| self.at.read(account))
    }
}

fn stored<T: layout::Stored>(account: Option<&Account>) -> Option<T> {
    account.and_then(|account| layout::decode(&account.data))
}
