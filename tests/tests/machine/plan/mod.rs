//! What an action sends: instructions and who signs.

mod burn;
mod council;
mod governance;
mod market;
mod rent;
mod slashing;
mod staker;
mod supplier;

use std::collections::BTreeSet;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use emissions::{
    instructions::{AttestBatch, ProposeSlashArgs},
    state::Delegation,
};
use io_client::{emissions as client, SendError};
use marketplace::state::{Decision, OutageReport};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{
    action::{Action, Verb},
    cast::{Cast, PEOPLE},
    chain::Chain,
    view::View,
};

/// An act that attestors approve one by one.
#[derive(Clone, Debug)]
pub enum Act {
    Attest(AttestBatch, Vec<Pubkey>),
    Report(OutageReport, Pubkey),
    Decide(Decision, Pubkey),
    Slash(ProposeSlashArgs, Pubkey),
}

/// How everything stands, and what attestors have been asked to approve.
#[derive(Clone, Copy)]
pub struct Stage<'a> {
    pub view: &'a View,
    pub cast: &'a Cast,
    pub asked: &'a [(Act, [u8; 32])],
    /// Reservations whose escrow is frozen.
    pub frozen: &'a BTreeSet<Pubkey>,
}

/// A transaction.
#[derive(Default)]
pub struct Plan<'a> {
    /// Suppliers that must be up to date, with the clock; none if neither needs to be.
    pub clock: Option<Vec<Pubkey>>,
    /// What clients put in front.
    pub front: Vec<Instruction>,
    /// What the action is.
    pub main: Vec<Instruction>,
    /// Who signs beside the payer of the fee.
    pub signers: Vec<&'a Keypair>,
    /// Whether the first of them is the only one who may do it.
    pub guarded: bool,
    /// What attestors are asked to approve.
    pub asks: Option<(Act, [u8; 32])>,
}

impl<'a> Plan<'a> {
    /// By somebody who alone may do it.
    fn by(signer: &'a Keypair, main: Instruction) -> Self {
        Self {
            guarded: true,
            ..Self::paid(signer, main)
        }
    }

    /// By anybody, who signs.
    fn paid(signer: &'a Keypair, main: Instruction) -> Self {
        Self {
            main: vec![main],
            signers: vec![signer],
            ..Self::default()
        }
    }

    /// By anybody at all.
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

    fn front(mut self, instructions: Vec<Instruction>) -> Self {
        self.front = instructions;
        self
    }

    fn signed(mut self, others: &[&'a Keypair]) -> Self {
        self.signers.extend(others);
        self
    }

    fn all(&self) -> Vec<Instruction> {
        [&self.front[..], &self.main].concat()
    }

    /// Sends it.
    pub fn send(&self, chain: &mut Chain) -> Result<(), SendError> {
        chain.send(&self.all(), &self.signers).map(|_| ())
    }

    /// Whether it would be accepted, and why not.
    pub fn simulate(&self, chain: &mut Chain) -> Result<(), SendError> {
        chain.simulate(&self.all(), &self.signers).map(|_| ())
    }

    /// Sends it in the name of somebody else, who has put its own key where the one of right belongs.
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

    /// Carries a position into the present generation of shares.
    fn carried(&self, supplier: &Pubkey, staker: &Pubkey) -> Vec<Instruction> {
        let same = |it: &&Delegation| it.supplier == *supplier && it.staker == *staker;
        let delegation = self.view.all.delegations.iter().find(same);
        let account = self.view.all.suppliers.get(supplier);
        let (Some(delegation), Some(account)) = (delegation, account) else {
            return Vec::new();
        };
        if delegation.is_empty() {
            return Vec::new();
        }
        let generations = delegation.generation..account.slashes.generation;
        generations
            .map(|number| client::carry(supplier, staker, number))
            .collect()
    }

    /// What `action` sends; none if there is nothing to do it with, or if it is not a transaction.
    pub fn plan(&self, action: &Action) -> Option<Plan<'a>> {
        use Verb::*;
        match action.verb {
            Wait | WaitFor | Price | BadPrice | SetRent | Donate | BurnOwn | Freeze | Thaw
            | CloseWallet | OpenWallet => None,
            Pause | Unpause | SetGuardian | ProposeChange | ApplyChange | CancelChange
            | SuspendAttestor | EndLease | SetModel => self.governance(action),
            ReclaimRent => self.rent(action),
            CreateHistoryPage | Advance | Settle | Attest | OpenApproval | Approve
            | ActApproved | CloseApproval => self.council(action),
            RegisterSupplier | UpdateSupplier | SetCommission | ProposeOwner | AcceptOwner
            | CloseSupplier | StakeOwn | UnstakeOwn | CancelOwnTicket | WithdrawOwn
            | ClaimSupplier => self.supplier(action),
            OpenDelegation | Delegate | Unstake | CancelTicket | Withdraw | Claim | Compound
            | CloseDelegation | RequestRedelegation | Redelegate | CancelRedelegation | Carry => {
                self.staker(action)
            }
            ProposeSlash | ProposeBreachSlash | WithdrawSlash | CreateGeneration | ExecuteSlash
            | LapseSlash => self.slashing(action),
            OpenBook | CreateOffer | EditOffer | PauseOffer | CloseOffer | Reserve | Start
            | Decline | Cancel | Extend | ReportOutage | SettleRental | SweepFees | Terminate
            | TerminateBySupplier | Leave | End | OpenDispute | DecideDispute | ExpireDispute
            | Finish | CollectRefund | CollectEarnings => self.market(action),
            BurnFees | OpenAuction | UpdateAnchor | Fill | FlashFill | ExpireAuction => {
                self.burn(action)
            }
        }
    }
}

/// A part of `whole`, in thousandths, at least one base unit.
fn part(whole: u64, size: u32) -> u64 {
    let thousandths = u128::from(size.min(1_000));
    ((u128::from(whole) * thousandths / 1_000) as u64).max(1)
}

/// The same, where no amount means all.
fn part_or_all(whole: u64, size: u32) -> Option<u64> {
    (size < 1_000).then(|| part(whole, size))
}
