//! A network, as a client sees it.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::instruction::{error::InstructionError, Instruction},
    AccountDeserialize,
};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signature::Signature;
use solana_transaction_error::TransactionError;

/// Something that executes transactions: a virtual machine of this process or a cluster.
pub trait Network {
    /// Executes one transaction, paid and signed by the first of `signers` and signed by the others.
    ///
    /// # Errors
    /// The transaction's error with its logs; nothing has changed but the fee.
    fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) -> Result<Receipt, SendError>;

    /// Executes the same transaction without a lasting effect.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    fn simulate(
        &mut self,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) -> Result<Receipt, SendError>;

    /// The accounts of `program` whose data begin with `discriminator`, in the order of their addresses.
    ///
    /// # Errors
    /// If the network does not answer.
    fn program_accounts(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
    ) -> Result<Vec<(Pubkey, Account)>, SendError>;

    /// The account at `address`, if it holds lamports.
    fn account(&mut self, address: &Pubkey) -> Option<Account>;

    /// The cluster's clock, in unix seconds.
    fn unix_time(&mut self) -> i64;
}

/// An executed transaction.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// By which the transaction is found; of a simulation, any.
    pub signature: Signature,
    /// Compute units consumed, those of compute-budget instructions included.
    pub compute_units: u64,
    /// Log lines.
    pub logs: Vec<String>,
}

/// A refused transaction.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{error}\n{}", .logs.join("\n"))]
pub struct SendError {
    /// Why.
    pub error: TransactionError,
    /// Log lines.
    pub logs: Vec<String>,
}

impl SendError {
    /// The program's error code, if a program refused: 6000 and above is this suite's.
    pub fn code(&self) -> Option<u32> {
        match self.error {
            TransactionError::InstructionError(_, InstructionError::Custom(code)) => Some(code),
            _ => None,
        }
    }
}

/// The account of type `T` at `address`, if there is one.
pub fn read<T: AccountDeserialize>(network: &mut dyn Network, address: &Pubkey) -> Option<T> {
    let account = network.account(address)?;
    T::try_deserialize(&mut account.data.as_slice()).ok()
}
