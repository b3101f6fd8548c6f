//! A network on which some transactions fail.

use anchor_lang::solana_program::instruction::Instruction;
use io_client::{transaction::Budget, Forward, Network, Receipt, SendError};
use io_vm::LiteVm;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;

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

impl Forward for Failing<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.network
    }
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
    fn send_signed(&mut self, transaction: &VersionedTransaction) -> Result<Receipt, SendError> {
        self.sent += 1;
        match (self.fails)(self.sent) {
            Some(error) => Err(error),
            None => self.network.send_signed(transaction),
        }
    }
    fn budget(&mut self, simulated: Option<u64>) -> Budget {
        Budget {
            price: self.price,
            ..self.network.budget(simulated)
        }
    }
}
