//! A network whose realm has stakers. Each test chooses the machine: everything here is the same in both.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_instruction},
};
use emissions::state::VoterWeightRecord;
use io_client::{
    emissions::{self as client, VoterKeys, Weighed},
    realm::{
        config::GovernanceConfig,
        instruction::{self, Weights},
        state::{GovernanceV2, Typed},
        Realm,
    },
};
use io_tests::{
    key,
    spl_governance::{bank, lite},
    Outcome, Supply, World,
};
use solana_keypair::Keypair;
use solana_sdk_ids::sysvar::clock;
use solana_signer::Signer;

use super::{realm, rules, worlds, NAME};

/// Lamports that the treasury gets beside its account rent.
const TREASURY: u64 = 2_000_000_000;

/// Creates the realm of the network, its governance with these rules, a treasury with lamports and the record of all
/// weight. The realm is its own authority afterwards. The deployer pays.
pub fn create(world: &mut World, rules: &GovernanceConfig) -> Realm {
    let at = realm(world);
    let maker = key("authority");
    let by = maker.pubkey();
    world.must(
        &[
            instruction::create_realm(&at, NAME, &by, &by),
            instruction::create_governance(&at, &by, &by, rules),
            instruction::create_native_treasury(&at, &by),
            instruction::set_realm_authority(&at, &by),
            system_instruction::transfer(&by, &at.treasury(), TREASURY),
        ],
        &[&maker],
    );
    let all = client::create_max_voter_weight_record(&by, &at.realm);
    world.must(&[all], &[&maker]);
    at
}

/// Who votes, and with what. A test may change what is weighed.
pub struct Staker {
    /// The owner of the stake.
    pub key: Keypair,
    /// Suppliers with which it has delegations.
    pub delegated: Vec<Pubkey>,
    /// Suppliers that it owns.
    pub owned: Vec<Pubkey>,
}

impl Staker {
    /// Its address.
    pub fn address(&self) -> Pubkey {
        self.key.pubkey()
    }

    /// What is weighed.
    pub fn stake(&self) -> Weighed<'_> {
        Weighed {
            delegated: &self.delegated,
            owned: &self.owned,
        }
    }
}

/// A network, its realm, and a supplier with which stakers delegate. How they propose and vote is in `acts`.
pub struct Assembly {
    /// The network.
    pub world: World,
    /// The realm.
    pub at: Realm,
    /// The supplier, alice, with 16,000 IO of its own.
    pub supply: Supply,
}

impl Assembly {
    /// A realm with these rules on a network, with a supplier and no voter.
    pub fn on(mut world: World, rules: &GovernanceConfig) -> Self {
        let at = create(&mut world, rules);
        let supply = world.supplier("alice");
        Self { world, at, supply }
    }

    /// One in each machine, with the rules of this folder.
    pub fn in_both() -> [Self; 2] {
        worlds().map(|world| Self::on(world, &rules()))
    }

    /// One in solana-program-test.
    pub fn in_bank() -> Self {
        Self::on(bank(), &rules())
    }

    /// One in LiteSVM.
    pub fn lite() -> Self {
        Self::on(lite(), &rules())
    }

    /// Somebody with `stake` whole IO delegated to alice, who has both of its records.
    pub fn staker(&mut self, name: &str, stake: u64) -> Staker {
        let key = self.world.staker(name, &self.supply, stake);
        let staker = Staker {
            key,
            delegated: vec![self.supply.address],
            owned: Vec::new(),
        };
        self.enter(&staker);
        staker
    }

    /// The owner of alice, who votes with own stake and has both of its records.
    pub fn owner(&mut self) -> Staker {
        let staker = Staker {
            key: self.supply.owner.insecure_clone(),
            delegated: Vec::new(),
            owned: vec![self.supply.address],
        };
        self.enter(&staker);
        staker
    }

    /// Creates a staker's token owner record and its voter weight record. The deployer pays.
    #[track_caller]
    pub fn enter(&mut self, staker: &Staker) {
        let payer = key("authority");
        let by = payer.pubkey();
        let owner = staker.address();
        let enter = instruction::create_token_owner_record(&self.at, &owner, &by);
        let record = client::create_voter_weight_record(&by, &self.keys(staker));
        self.world.must(&[enter, record], &[&payer]);
    }

    /// A staker as emissions knows it.
    pub fn keys(&self, staker: &Staker) -> VoterKeys {
        VoterKeys {
            realm: self.at.realm,
            voter: staker.address(),
        }
    }

    /// The records that SPL Governance reads for a staker's vote.
    pub fn weights(&self, staker: &Staker) -> Weights {
        Weights {
            voter: client::voter_weight_address(&self.keys(staker)),
            max: client::max_voter_weight_address(&self.at.realm),
        }
    }

    /// The instructions that write a staker's weight and all weight for this slot.
    pub fn weighing(&self, staker: &Staker) -> [Instruction; 2] {
        [
            client::update_voter_weight_record(&self.keys(staker), &staker.stake()),
            client::update_max_voter_weight_record(&self.at.realm),
        ]
    }

    /// Writes both weights in a transaction of their own, which the deployer sends.
    pub fn weigh(&mut self, staker: &Staker) -> Outcome {
        let weighing = self.weighing(staker);
        self.world.send(&weighing, &[&key("authority")])
    }

    /// The weight in a staker's record, in base units, whichever slot it is of.
    pub fn weight(&mut self, staker: &Staker) -> u64 {
        let address = self.weights(staker).voter;
        self.world.read::<VoterWeightRecord>(&address).voter_weight
    }

    /// An account of SPL Governance, which must be there.
    #[track_caller]
    pub fn read<T: Typed>(&mut self, address: &Pubkey) -> T {
        let account = self.world.account(address).unwrap();
        self.at.read(&account).unwrap()
    }

    /// The rules in force.
    pub fn rules(&mut self) -> GovernanceConfig {
        let governance = self.at.governance;
        self.read::<GovernanceV2>(&governance).config
    }

    /// The slot that programs see.
    pub fn slot(&mut self) -> u64 {
        slot(&mut self.world)
    }

    /// Lets seconds pass, and a slot: weights written before have expired.
    pub fn wait(&mut self, seconds: i64) {
        self.world.wait(seconds);
        self.world.vm.next_slot();
    }

    /// Lets time pass until a unix second, and a slot.
    pub fn wait_until(&mut self, time: i64) {
        self.world.vm.set_unix_time(time);
        self.world.vm.next_slot();
    }
}

/// The slot that programs see.
pub fn slot(world: &mut World) -> u64 {
    let data = world.account(&clock::ID).unwrap().data;
    u64::from_le_bytes(data[..8].try_into().unwrap())
}
