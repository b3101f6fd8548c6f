//! The programs in LiteSVM, for random sequences and histories.

use std::sync::Arc;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use bytemuck::Pod;
use emissions::state::Ledger;
use io_client::{layout::Stored, spl, Network as _, Receipt, SendError};
use io_common::{
    addresses::{FEE_BURN_CONFIG, LEDGER, MARKETPLACE_CONFIG},
    governance::Pause,
    oracle::price::PICO_USD,
};
use io_vm::{LiteVm, Vm};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{Cast, START};

/// Lamports of everybody.
const PURSE: u64 = 1_000_000_000_000_000;
/// Bytes of a discriminator.
const DISCRIMINATOR: usize = 8;

/// A network with the suite on it. A copy is cheap.
#[derive(Clone)]
pub struct Chain {
    /// The machine.
    pub vm: LiteVm,
    /// Everybody.
    pub cast: Arc<Cast>,
}

impl Chain {
    /// A network that has launched, on a machine that `set_up` makes of a new one. Everybody has lamports, and the authority
    /// the genesis supply.
    pub fn launch(set_up: impl FnOnce(LiteVm) -> LiteVm) -> Self {
        let cast = Arc::new(Cast::new());
        let vm = LiteVm::new(&cast.authority.pubkey(), START).unwrap();
        let mut vm = set_up(vm);
        let others = [&cast.authority, &cast.guardian, &cast.stranger];
        for somebody in cast.people.iter().chain(others) {
            let purse = Account {
                lamports: PURSE,
                ..Account::default()
            };
            vm.set_account(somebody.pubkey(), purse).unwrap();
        }
        cast.deploy(&mut vm, PICO_USD / 4).unwrap();
        Self { vm, cast }
    }

    /// Sends a transaction that the authority pays for.
    pub fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) -> Result<Receipt, SendError> {
        let cast = self.cast.clone();
        let all = [&[&cast.authority], signers].concat();
        self.vm.send(instructions, &io_client::signers(all))
    }

    /// The same without effect.
    pub fn simulate(
        &mut self,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) -> Result<Receipt, SendError> {
        let cast = self.cast.clone();
        let all = [&[&cast.authority], signers].concat();
        self.vm.simulate(instructions, &io_client::signers(all))
    }

    /// Sends what must be accepted.
    pub fn must(&mut self, instructions: &[Instruction], signers: &[&Keypair]) {
        if let Err(refusal) = self.send(instructions, signers) {
            panic!("{refusal}");
        }
    }

    /// Brings the clock and `suppliers` to the present hour, which nothing may ever prevent.
    pub fn catch_up(&mut self, suppliers: &[Pubkey]) -> Result<(), String> {
        let cast = self.cast.clone();
        let caught_up = cast.catch_up(&mut self.vm, suppliers);
        caught_up.map_err(|error| format!("P-14: the clock stands still: {error}"))
    }

    /// Lets seconds pass.
    pub fn wait(&mut self, seconds: i64) {
        let until = self.vm.now() + seconds;
        self.vm.set_unix_time(until);
    }

    /// Base units in a token account.
    pub fn balance(&mut self, address: &Pubkey) -> u64 {
        spl::balance(&mut self.vm, address).unwrap()
    }

    /// The account of type `T`, if there is one.
    pub fn read<T: Stored>(&mut self, address: &Pubkey) -> Option<T> {
        io_client::read(&mut self.vm, address).unwrap()
    }

    /// Changes an account behind the programs' back.
    pub fn edit<T: Stored + Pod>(&mut self, address: &Pubkey, change: impl FnOnce(&mut T)) {
        let mut account = self.vm.account(address).unwrap().unwrap();
        let mut value: T = self.read(address).unwrap();
        change(&mut value);
        account.data[DISCRIMINATOR..].copy_from_slice(bytemuck::bytes_of(&value));
        self.vm.set_account(*address, account).unwrap();
    }

    /// Everything that can stand in the way does: the three programs are paused without an end, and there is no price.
    pub fn darken(&mut self) {
        let forever = Pause {
            until: i64::MAX,
            guardian_from: i64::MAX,
        };
        self.edit(&LEDGER.address, |it: &mut Ledger| it.pause = forever);
        self.edit(
            &MARKETPLACE_CONFIG.address,
            |it: &mut marketplace::state::Config| {
                it.pause = forever;
            },
        );
        self.edit(
            &FEE_BURN_CONFIG.address,
            |it: &mut fee_burn::state::Config| {
                it.pause = forever;
            },
        );
        let price = self.cast.price;
        self.vm.set_account(price, Account::default()).unwrap();
    }
}
