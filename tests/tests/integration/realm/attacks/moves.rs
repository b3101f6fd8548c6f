//! What somebody with several wallets does with stake.

use anchor_lang::solana_program::instruction::Instruction;
use io_client::{
    emissions::{self as client, DelegationKeys, WithdrawOwnAccounts},
    keeper,
    realm::{config::GovernanceConfig, instruction::Subject, vote::Tally},
    spl,
};
use io_common::constants::{DAY, LONGEST_VOTE};
use io_tests::{key, spl_governance::lite, Outcome};

use super::super::{
    rules,
    setup::{Assembly, Staker},
};

impl Assembly {
    /// A network whose votes take as long as a vote may: No counts for two days longer than Yes.
    pub fn of_long_votes() -> Self {
        let rules = GovernanceConfig {
            voting_base_time: u32::try_from(LONGEST_VOTE - 2 * DAY).unwrap(),
            voting_cool_off_time: u32::try_from(2 * DAY).unwrap(),
            ..rules()
        };
        Self::on(lite(), &rules)
    }

    /// Another wallet, which has both records of a voter and nothing else.
    pub fn wallet(&mut self, name: &str) -> Staker {
        let staker = Staker {
            key: self.world.person(name, 0, 0),
            delegated: Vec::new(),
            owned: Vec::new(),
        };
        self.enter(&staker);
        staker
    }

    /// What a staker alone signs.
    pub fn act(&mut self, by: &Staker, instructions: &[Instruction]) -> Outcome {
        self.world.send(instructions, &[&by.key])
    }

    /// The staker's delegation to alice.
    pub fn delegation(&self, of: &Staker) -> DelegationKeys {
        DelegationKeys {
            staker: of.address(),
            supplier: self.supply.address,
        }
    }

    /// The staker's delegation to alice follows her slashes.
    #[track_caller]
    pub fn follow(&mut self, staker: &Staker) {
        let (vm, supplier) = (self.world.vm.as_mut(), self.supply.address);
        let front = keeper::follow(vm, &supplier, &staker.address()).unwrap();
        if !front.is_empty() {
            self.world.must(&front, &[&key("authority")]);
        }
    }

    /// Delegates all IO of a wallet to alice.
    #[track_caller]
    pub fn stake_all(&mut self, staker: &mut Staker) {
        let amount = self.world.io_of(&staker.address());
        let Self { world, supply, .. } = self;
        world.delegate(&staker.key, supply, amount).unwrap();
        staker.delegated = vec![supply.address];
    }

    /// Unstakes all that is delegated to alice.
    pub fn unstake(&mut self, staker: &Staker) -> Outcome {
        self.world.catch_up(&[self.supply.address]);
        self.follow(staker);
        let unstake = client::unstake(&self.delegation(staker), None);
        self.act(staker, &[unstake])
    }

    /// Withdraws what has been unstaked from alice.
    pub fn withdraw(&mut self, staker: &Staker) -> Outcome {
        self.follow(staker);
        let to = self.world.io_wallet(&staker.address());
        let withdraw = client::withdraw(&self.delegation(staker), &to);
        self.act(staker, &[withdraw])
    }

    /// The owner of alice unstakes all own stake.
    pub fn unstake_own(&mut self, owner: &Staker) -> Outcome {
        let supplier = self.supply.address;
        self.world.catch_up(&[supplier]);
        let unstake = client::unstake_own(&owner.address(), &supplier, None);
        self.act(owner, &[unstake])
    }

    /// Withdraws what the holder has unstaked of alice's own stake.
    pub fn withdraw_own(&mut self, holder: &Staker) -> Outcome {
        let signer = holder.address();
        let withdraw = client::withdraw_own(&WithdrawOwnAccounts {
            signer,
            supplier: self.supply.address,
            holder: signer,
            destination: self.world.io_wallet(&signer),
        });
        self.act(holder, &[withdraw])
    }

    /// Moves all IO of one wallet to another.
    #[track_caller]
    pub fn pass_on(&mut self, from: &Staker, to: &Staker) {
        let amount = self.world.io_of(&from.address());
        let [source, target] = [from, to].map(|it| self.world.io_wallet(&it.address()));
        let transfer = spl::transfer(&source, &target, &from.address(), amount);
        self.act(from, &[transfer]).unwrap();
    }

    /// Makes `to` the owner of alice, with all own stake.
    #[track_caller]
    pub fn sell(&mut self, from: &Staker, to: &mut Staker) {
        self.change_owner(from, to);
        to.owned = vec![self.supply.address];
    }

    /// The same, on the chain.
    #[track_caller]
    pub fn change_owner(&mut self, from: &Staker, to: &Staker) {
        let (supplier, buyer) = (self.supply.address, to.address());
        let propose = client::propose_owner(&from.address(), &supplier, buyer);
        let accept = client::accept_owner(&buyer, &supplier);
        self.world.must(&[propose, accept], &[&from.key, &to.key]);
    }

    /// How a vote stands.
    #[track_caller]
    pub fn tally(&mut self, on: &Subject) -> Tally {
        Tally::of(&self.proposal(on)).unwrap()
    }
}
