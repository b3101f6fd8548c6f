//! A network on which some transactions fail.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{transaction::Budget, Network, Preview, ReadError, Receipt, SendError};
use io_vm::LiteVm;
use solana_account::Account;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

/// A network on which some transactions fail, by their number from 1 on.
pub struct Failing<'a> {
    pub network: &'a mut LiteVm,
    pub sent: u32,
    pub fails: Box<dyn FnMut(u32) -> Option<SendError> + 'a>,
    /// Micro-lamports of a compute unit that are offered.
    pub price: u64,
}

impl<'a> Failing<'a> {
    pub fn new(network: &'a mut LiteVm, fails: impl FnMut(u32) -> Option<SendError> + 'a) -> Self {
        Self {
            network,
            sent: 0,
            fails: Box::new(fails),
            price: 0,
        }
    }
}

impl Network for Failing<'_> {
    fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError> {
        self.sent += 1;
        match (self.fails)(self.sent) {
            Some(error) => Err(error),
            None => self.network.send(instructions, signers),
        }
    }
    fn simulate(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError> {
        self.network.simulate(instructions, signers)
    }
    fn send_signed(&mut self, transaction: &VersionedTransaction) -> Result<Receipt, SendError> {
        self.sent += 1;
        match (self.fails)(self.sent) {
            Some(error) => Err(error),
            None => self.network.send_signed(transaction),
        }
    }
    fn simulate_signed(
        &mut self,
        transaction: &VersionedTransaction,
    ) -> Result<Receipt, SendError> {
        self.network.simulate_signed(transaction)
    }
    fn outcome(
        &mut self,
        signature: &Signature,
    ) -> Result<Option<Result<(), TransactionError>>, ReadError> {
        self.network.outcome(signature)
    }
    fn budget(&mut self, simulated: Option<u64>) -> Budget {
        Budget {
            price: self.price,
            ..self.network.budget(simulated)
        }
    }
    fn preview(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
        watched: &[Pubkey],
    ) -> Result<Preview, SendError> {
        self.network.preview(instructions, signers, watched)
    }
    fn program_accounts(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
    ) -> Result<Vec<(Pubkey, Account)>, ReadError> {
        self.network.program_accounts(program, discriminator)
    }
    fn account(&mut self, address: &Pubkey) -> Result<Option<Account>, ReadError> {
        self.network.account(address)
    }
    fn has_v1(&mut self) -> Result<bool, ReadError> {
        self.network.has_v1()
    }
    fn unix_time(&mut self) -> Result<i64, ReadError> {
        self.network.unix_time()
    }
}
