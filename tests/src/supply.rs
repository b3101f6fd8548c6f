//! Suppliers of the tests.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use emissions::{
    instructions::{
        AttestBatch, AttestationEntry, DelegationLimit, RegisterSupplierArgs, UpdateSupplierArgs,
    },
    state::Slash,
};
use io_client::{emissions as client, spl};
use io_common::{
    constants::{DAY, HOUR, ONE_IO},
    types::{Pool, Supplier},
};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{people::CAST, Outcome, World};

/// A supplier and who acts for it.
pub struct Supply {
    /// Owner.
    pub owner: Keypair,
    /// Operator.
    pub operator: Keypair,
    /// Payout wallet, with accounts for both tokens.
    pub payout: Keypair,
    /// The supplier's account.
    pub address: Pubkey,
}

/// Own stake with which [`World::supplier`] begins, in whole IO: the requirement of 8 H100.
pub const OWN_STAKE: u64 = 16_000;
/// The H100 of the catalogue: ten units.
pub const H100: u16 = 0;

impl World {
    /// A registered supplier of H100, with a commission of 10 %, nothing staked, and no limit to what may be delegated.
    pub fn newcomer(&mut self, name: &str) -> Supply {
        let owner = self.person(name, 1_000_000, 0);
        let operator = self.person(&format!("{name}'s operator"), 0, 0);
        let payout = self.person(&format!("{name}'s payout"), 0, 0);
        let address = client::supplier_address(&owner.pubkey(), 0);
        let supply = Supply {
            owner,
            operator,
            payout,
            address,
        };
        let own = supply.owner.pubkey();
        let register = io_stage::register(&own, supply.registration(), u64::MAX);
        self.must(&register, &[&supply.owner]);
        supply
    }

    /// Sets the most that may be delegated.
    pub fn limit(&self, supply: &Supply, most: DelegationLimit) -> Instruction {
        let args = UpdateSupplierArgs {
            max_delegated: Some(most),
            ..UpdateSupplierArgs::default()
        };
        client::update_supplier(&supply.owner.pubkey(), &supply.address, args)
    }

    /// A supplier with its own stake and an attestation of 24 hours for 8 H100.
    pub fn supplier(&mut self, name: &str) -> Supply {
        let supply = self.newcomer(name);
        self.stake_own(&supply, OWN_STAKE * ONE_IO).unwrap();
        self.attest(&supply, 8, 24).unwrap();
        supply
    }

    /// Adds own stake, in base units.
    pub fn stake_own(&mut self, supply: &Supply, amount: u64) -> Outcome {
        self.catch_up(&[supply.address]);
        let owner = supply.owner.pubkey();
        let source = spl::wallet(&owner, &self.io);
        self.send(
            &[client::stake_own(
                &client::StakeOwnAccounts {
                    owner,
                    supplier: supply.address,
                    source,
                },
                amount,
            )],
            &[&supply.owner],
        )
    }

    /// Two of the attestors attest `gpus` GPUs for `hours` hours from now, in the enterprise pool.
    pub fn attest(&mut self, supply: &Supply, gpus: u32, hours: i64) -> Outcome {
        self.catch_up(&[supply.address]);
        let AttestBatch {
            evidence, entries, ..
        } = self.batch(gpus, hours);
        let entry = (supply.address, entries[0].clone());
        let [first, second, _] = &CAST.attestors;
        let (vm, payer) = (self.vm.as_mut(), &CAST.authority);
        io_stage::attest(vm, payer, &[first, second], &[entry], evidence)
    }

    /// A batch made now with one entry.
    pub fn batch(&mut self, gpus: u32, hours: i64) -> AttestBatch {
        let now = self.now();
        let entry = AttestationEntry {
            gpus,
            pool: Pool::Enterprise,
            ends_at: now + hours * HOUR,
        };
        AttestBatch {
            made_at: now,
            evidence: [7; 32],
            entries: vec![entry],
        }
    }

    /// Sends an attestation, paid by somebody who is no attestor.
    pub fn send_attested(
        &mut self,
        attest: anchor_lang::solana_program::instruction::Instruction,
        attestors: &[&Keypair],
    ) -> Outcome {
        let payer = crate::key("authority");
        let signers: Vec<&Keypair> = std::iter::once(&payer)
            .chain(attestors.iter().copied())
            .collect();
        self.send(&[attest], &signers)
    }

    /// A staker with `stake` whole IO delegated.
    pub fn staker(&mut self, name: &str, supply: &Supply, stake: u64) -> Keypair {
        let staker = self.person(name, stake, 0);
        self.delegate(&staker, supply, stake * ONE_IO).unwrap();
        staker
    }

    /// Delegates base units.
    pub fn delegate(&mut self, staker: &Keypair, supply: &Supply, amount: u64) -> Outcome {
        self.catch_up(&[supply.address]);
        let vm = self.vm.as_mut();
        io_stage::delegate(vm, &CAST.io, staker, &supply.address, amount)
    }

    /// Two of the attestors propose a slash of base units, which is then open.
    pub fn propose_slash(&mut self, supply: &Supply, amount: u64) -> Slash {
        let [first, second, _] = &CAST.attestors;
        let (vm, payer) = (self.vm.as_mut(), &CAST.authority);
        io_stage::propose_slash(vm, payer, &[first, second], &supply.address, amount).unwrap()
    }

    /// The owner takes its stake, which nobody else has there, and closes. The attestation runs out meanwhile.
    #[track_caller]
    pub fn close_supplier(&mut self, supply: &Supply) {
        let (owner, address) = (supply.owner.pubkey(), supply.address);
        let (to, payout) = (self.io_wallet(&owner), supply.payout.pubkey());
        let paid = self.io_wallet(&payout);
        self.catch_up(&[address]);
        let unstake = client::unstake_own(&owner, &address, None);
        self.must(&[unstake], &[&supply.owner]);
        self.wait(14 * DAY);
        self.catch_up(&[address]);
        let withdraw = client::withdraw_own(&client::WithdrawOwnAccounts {
            signer: owner,
            supplier: address,
            holder: owner,
            destination: to,
        });
        let claim = client::claim_supplier(&client::ClaimSupplierAccounts {
            signer: payout,
            supplier: address,
            destination: paid,
        });
        let close = client::close_supplier(&owner, &address);
        let signers = [&supply.owner, &supply.payout];
        self.must(&[withdraw, claim, close], &signers);
    }

    /// The supplier's account.
    pub fn supplier_account(&mut self, supply: &Supply) -> Supplier {
        self.read(&supply.address)
    }
}

impl Supply {
    /// With what it registers.
    pub fn registration(&self) -> RegisterSupplierArgs {
        RegisterSupplierArgs {
            sequence: 0,
            model: H100,
            commission_bps: 1_000,
            operator: self.operator.pubkey(),
            payout: self.payout.pubkey(),
            endpoint: "https://gpu.example".into(),
        }
    }
}
