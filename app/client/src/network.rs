//! A network, as a client sees it.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::instruction::{error::InstructionError, Instruction},
    AccountDeserialize,
};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

use crate::transaction::Budget;

/// Something that executes transactions: a virtual machine of this process or a cluster.
pub trait Network {
    /// Executes one transaction, paid and signed by the first of `signers` and signed by the others.
    ///
    /// # Errors
    /// Why not. Only after [`SendError::Unreachable`] and [`SendError::Pending`] it may have been executed all the same.
    fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError>;

    /// Executes transactions that are alike and do not depend on each other, many at once where that can be. On a cluster
    /// some may get lost: look at what they were to change.
    ///
    /// # Errors
    /// As [`send`](Self::send), of the first that was refused; others may have been executed.
    fn send_all(
        &mut self,
        transactions: &[Vec<Instruction>],
        signers: &[&dyn Signer],
    ) -> Result<(), SendError> {
        for instructions in transactions {
            self.send(instructions, signers)?;
        }
        Ok(())
    }

    /// Executes the transaction of [`send`](Self::send) without a lasting effect.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    fn simulate(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError>;

    /// Executes a transaction as it is signed.
    ///
    /// # Errors
    /// As [`send`](Self::send), and [`SendError::Pending`] and [`SendError::NonceAdvanced`] of one with a durable nonce.
    fn send_signed(&mut self, transaction: &VersionedTransaction) -> Result<Receipt, SendError>;

    /// Executes it without a lasting effect; signatures are not looked at.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    fn simulate_signed(&mut self, transaction: &VersionedTransaction)
        -> Result<Receipt, SendError>;

    /// What became of a transaction; nothing if no block that the network remembers has it.
    ///
    /// # Errors
    /// If the network does not answer.
    fn outcome(
        &mut self,
        signature: &Signature,
    ) -> Result<Option<Result<(), TransactionError>>, Unreachable>;

    /// The budget of a transaction that consumed so much when it was simulated; of one that was not, the largest.
    fn budget(&mut self, simulated: Option<u64>) -> Budget;

    /// Whether it takes transactions of version 1 (SIMD-0385).
    ///
    /// # Errors
    /// If the network does not answer.
    fn has_v1(&mut self) -> Result<bool, Unreachable>;

    /// The accounts of `program` whose data begin with `discriminator`, in the order of their addresses.
    ///
    /// # Errors
    /// If the network does not answer.
    fn program_accounts(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
    ) -> Result<Vec<(Pubkey, Account)>, Unreachable>;

    /// The same of which the bytes from `place` on are `address`.
    ///
    /// # Errors
    /// If the network does not answer.
    fn program_accounts_of(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
        place: usize,
        address: &Pubkey,
    ) -> Result<Vec<(Pubkey, Account)>, Unreachable> {
        let mut found = self.program_accounts(program, discriminator)?;
        found.retain(|(_, account)| {
            let rest = account.data.get(place..);
            rest.is_some_and(|rest| rest.starts_with(address.as_ref()))
        });
        Ok(found)
    }

    /// The account at `address`, if it holds lamports.
    ///
    /// # Errors
    /// If the network does not answer: the account may be there.
    fn account(&mut self, address: &Pubkey) -> Result<Option<Account>, Unreachable>;

    /// The cluster's clock, in unix seconds.
    ///
    /// # Errors
    /// If the network does not answer.
    fn unix_time(&mut self) -> Result<i64, Unreachable>;
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
    /// Instructions that programs have called, with the program called and its data; empty where the network does not
    /// tell. [`crate::events::decode`] finds the events among them.
    pub inner: Vec<(Pubkey, Vec<u8>)>,
}

/// A network that does not answer, or answers what is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the network does not answer: {0}")]
pub struct Unreachable(pub String);

/// A transaction that was not executed, or of which nobody knows.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SendError {
    /// It was refused; nothing has changed but the fee.
    #[error("{error}\n{}", .logs.join("\n"))]
    Refused {
        /// Why.
        error: TransactionError,
        /// Log lines.
        logs: Vec<String>,
    },
    /// It was in no block before its blockhash expired, and never will be: send it again.
    #[error("the transaction was in no block before its blockhash expired: send it again")]
    Expired,
    /// It is in no block yet and has a durable nonce, so that it may still come into one: until then, or until the nonce is
    /// advanced, nothing is certain.
    #[error("transaction {0} is in no block yet, and may still come into one")]
    Pending(Signature),
    /// Another transaction advanced its nonce: it is in no block, and never will be.
    #[error(
        "transaction {0} was not executed and never will be: another one has advanced its nonce"
    )]
    NonceAdvanced(Signature),
    /// Nothing was sent: the network did not answer before.
    #[error("{0}; nothing was sent")]
    Unsent(Unreachable),
    /// It may have been executed, or not: look before it is sent again.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
}

impl SendError {
    /// The program's error code, if a program refused: 6000 and above is this suite's.
    pub fn code(&self) -> Option<u32> {
        match self {
            Self::Refused {
                error: TransactionError::InstructionError(_, InstructionError::Custom(code)),
                ..
            } => Some(*code),
            _ => None,
        }
    }

    /// The log lines of a refusal.
    pub fn logs(&self) -> &[String] {
        match self {
            Self::Refused { logs, .. } => logs,
            _ => &[],
        }
    }
}

/// The account of type `T` at `address`, if there is one.
///
/// # Errors
/// If the network does not answer.
pub fn read<T: AccountDeserialize>(
    network: &mut dyn Network,
    address: &Pubkey,
) -> Result<Option<T>, Unreachable> {
    let account = network.account(address)?;
    Ok(account.and_then(|account| T::try_deserialize(&mut account.data.as_slice()).ok()))
}

/// Key pairs, as [`Network::send`] takes its signers.
pub fn signers<'a>(keys: impl IntoIterator<Item = &'a Keypair>) -> Vec<&'a dyn Signer> {
    keys.into_iter().map(|key| key as &dyn Signer).collect()
}
