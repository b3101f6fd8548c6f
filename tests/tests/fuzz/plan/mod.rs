//! What an action sends: instructions and who signs.

mod burn;
mod council;
mod governance;
mod market;
mod rent;
mod slashing;
mod staker;
mod supplier;
pub mod voting;

use std::collections::BTreeSet;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use emissions::{
    instructions::{AttestBatch, ProposeSlashArgs},
    state::{Delegation, Slash},
};
use io_client::{
    emissions::{self as client, DelegationKeys},
    SendError,
};
use io_common::addresses::{IO_VAULT, LEDGER, REWARD_VAULT, STAKE_VAULT, USDC_VAULT};
use io_tests::{catalogue::Row, Cast, Chain, PEOPLE};
use marketplace::state::{DisputeDecision, OutageReport};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{
    action::{Action, Part},
    view::View,
};

/// An act that attestors approve one by one.
#[derive(Clone, Debug)]
pub enum Decision {
    Attest(AttestBatch, Vec<Pubkey>),
    Report(OutageReport, Pubkey),
    Decide(DisputeDecision, Pubkey),
    Slash(ProposeSlashArgs, Pubkey),
}

/// How everything stands, and what attestors have been asked to approve.
#[derive(Clone, Copy)]
pub struct Stage<'a> {
    pub view: &'a View,
    pub cast: &'a Cast,
    pub asked: &'a [(Decision, [u8; 32])],
    /// Reservations whose escrow is frozen.
    pub frozen: &'a BTreeSet<Pubkey>,
}

/// A transaction.
#[derive(Default)]
pub struct Plan<'a> {
    /// Suppliers that must be up to date, with the clock; none if neither needs to be.
    pub clock: Option<Vec<Pubkey>>,
    /// By which `delegations` follow the slashes of their suppliers: clients put it in front.
    pub follow: Vec<Instruction>,
    /// Which delegations it uses.
    pub delegations: Vec<DelegationKeys>,
    /// What clients also put in front.
    pub front: Vec<Instruction>,
    /// What the action is.
    pub main: Vec<Instruction>,
    /// Who signs beside the payer of the fee.
    pub signers: Vec<&'a Keypair>,
    /// Whether the first of them is the only one who may do it.
    pub guarded: bool,
    /// What attestors are asked to approve.
    pub asks: Option<(Decision, [u8; 32])>,
}

impl<'a> Plan<'a> {
    /// By the only person who may do it.
    fn by(signer: &'a Keypair, main: Instruction) -> Self {
        Self {
            guarded: true,
            ..Self::paid(signer, main)
        }
    }

    /// By anyone, who signs.
    fn paid(signer: &'a Keypair, main: Instruction) -> Self {
        Self {
            main: vec![main],
            signers: vec![signer],
            ..Self::default()
        }
    }

    /// By anyone, without a signature.
    fn open(main: Instruction) -> Self {
        Self {
            main: vec![main],
            ..Self::default()
        }
    }

    fn clock(mut self, suppliers: &[Pubkey]) -> Self {
        self.clock = Some(suppliers.to_vec());
        self
    }

    fn follow(mut self, stage: &Stage, delegations: &[DelegationKeys]) -> Self {
        self.delegations = delegations.to_vec();
        self.follow = stage.following(delegations);
        self
    }

    fn front(mut self, instructions: Vec<Instruction>) -> Self {
        self.front = instructions;
        self
    }

    fn signed(mut self, others: &[&'a Keypair]) -> Self {
        self.signers.extend(others);
        self
    }

    /// What the catalogue says must be in front of the instructions is.
    fn check_front(&self, action: &Action) {
        let rows = self.main.iter().map(Row::sent);
        let (clock, slashes) = rows.fold((false, false), |(clock, slashes), row| {
            (clock || row.clock, slashes || row.slashes)
        });
        assert_eq!(clock, self.clock.is_some(), "{action}: the clock first?");
        let follows = !self.delegations.is_empty();
        assert_eq!(slashes, follows, "{action}: the slashes first?");
    }

    fn all(&self) -> Vec<Instruction> {
        [&self.follow[..], &self.front, &self.main].concat()
    }

    /// What it changes that others change too: all but the ledger, the vaults, the mints and who signs.
    pub fn touches(&self) -> impl Iterator<Item = Pubkey> + '_ {
        let shared = [
            LEDGER.address,
            STAKE_VAULT.address,
            REWARD_VAULT.address,
            IO_VAULT.address,
            USDC_VAULT.address,
        ];
        let metas = self.main.iter().flat_map(|it| &it.accounts);
        let changed = metas.filter(|it| it.is_writable && !it.is_signer);
        changed
            .map(|it| it.pubkey)
            .filter(move |it| !shared.contains(it))
    }

    /// Sends it.
    pub fn send(&self, chain: &mut Chain) -> Result<(), SendError> {
        chain.send(&self.all(), &self.signers).map(|_| ())
    }

    /// Whether it would be accepted, and why not.
    pub fn simulate(&self, chain: &mut Chain) -> Result<(), SendError> {
        chain.simulate(&self.all(), &self.signers).map(|_| ())
    }

    /// Sends it once more, as its sender does who looks at the network again.
    pub fn send_again(&self, stage: &Stage, chain: &mut Chain) -> Result<(), SendError> {
        let all = [
            &stage.following(&self.delegations)[..],
            &self.front,
            &self.main,
        ]
        .concat();
        chain.send(&all, &self.signers).map(|_| ())
    }

    /// Sends it without what makes delegations follow slashes.
    pub fn send_unfollowed(&self, chain: &mut Chain) -> Result<(), SendError> {
        let rest = [&self.front[..], &self.main].concat();
        chain.send(&rest, &self.signers).map(|_| ())
    }

    /// Sends it as a stranger, with the stranger's key in place of the rightful one.
    pub fn forge(&self, chain: &mut Chain) -> Result<(), SendError> {
        let cast = chain.cast.clone();
        let right = self.signers[0].pubkey();
        let mut all = self.all();
        for meta in all.iter_mut().flat_map(|it| &mut it.accounts) {
            if meta.is_signer && meta.pubkey == right {
                meta.pubkey = cast.stranger.pubkey();
            }
        }
        let mut signers = vec![&cast.stranger];
        signers.extend(&self.signers[1..]);
        chain.send(&all, &signers).map(|_| ())
    }
}

impl<'a> Stage<'a> {
    /// One of the people.
    fn person(&self, who: u32) -> (usize, &'a Keypair) {
        let place = who as usize % PEOPLE;
        (place, &self.cast.people[place])
    }

    /// A delegation once it has followed the slashes of its supplier, and which it has to follow.
    pub fn followed(
        &self,
        supplier: &Pubkey,
        staker: &Pubkey,
    ) -> Option<&'a (Delegation, Vec<Slash>)> {
        let mut all = self.view.followed.iter();
        all.find(|(it, _)| it.supplier == *supplier && it.staker == *staker)
    }

    /// Makes delegations follow them.
    fn following(&self, delegations: &[DelegationKeys]) -> Vec<Instruction> {
        let mut all = Vec::new();
        for DelegationKeys { staker, supplier } in delegations {
            let followed = self.followed(supplier, staker);
            let slashes = followed.map_or(&[][..], |(_, slashes)| slashes);
            all.extend(
                slashes
                    .iter()
                    .map(|slash| client::apply_slash(slash, staker)),
            );
        }
        all
    }

    /// What `action` sends; none if there is nothing to do it with, or if it is not a transaction.
    pub fn plan(&self, action: &Action) -> Option<Plan<'a>> {
        let plan = match action.verb.part() {
            Part::Outside => None,
            Part::Governance => self.governance(action),
            Part::Rent => self.rent(action),
            Part::Council => self.council(action),
            Part::Supplier => self.supplier(action),
            Part::Staker => self.staker(action),
            Part::Slashing => self.slashing(action),
            Part::Voting => self.voting(action),
            Part::Market => self.market(action),
            Part::Burn => self.burn(action),
        }?;
        plan.check_front(action);
        Some(plan)
    }
}

/// A part of `whole`, in thousandths, at least one base unit.
fn part(whole: u64, size: u32) -> u64 {
    let thousandths = u128::from(size.min(1_000));
    ((u128::from(whole) * thousandths / 1_000) as u64).max(1)
}

/// The same, where no amount means all.
pub fn part_or_all(whole: u64, size: u32) -> Option<u64> {
    (size < 1_000).then(|| part(whole, size))
}
