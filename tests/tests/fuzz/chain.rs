//! The programs in LiteSVM.

use std::sync::Arc;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use bytemuck::Pod;
use emissions::state::Ledger;
use io_client::{keeper, layout::Stored, Network as _, Receipt, SendError};
use io_common::{
    addresses::{FEE_BURN_CONFIG, LEDGER, MARKETPLACE_CONFIG},
    governance::Pause,
};
use io_vm::{LiteVm, Vm};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::cast::Cast;

/// Bytes of a discriminator.
const DISCRIMINATOR: usize = 8;

/// A network with the suite on it. A copy is cheap.
#[derive(Clone)]
pub struct Chain {
    pub vm: LiteVm,
    pub cast: Arc<Cast>,
}

impl Chain {
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
        let payer = self.cast.authority.pubkey();
        let io = self.cast.io;
        let due = keeper::catch_up(&mut self.vm, &payer, &io, suppliers);
        for some in due.map_err(|error| error.to_string())?.chunks(5) {
            let sent = self.send(some, &[]);
            sent.map_err(|error| format!("P-14: the clock stands still: {error}"))?;
        }
        Ok(())
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
