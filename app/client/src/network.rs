//! The interface of a network.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::instruction::{error::InstructionError, Instruction},
};
use solana_account::Account;
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

use crate::{
    layout::{self, Stored},
    transaction::Budget,
};

/// A network that executes transactions: a virtual machine in this process, or a cluster.
pub trait Network {
    /// Executes one transaction, paid and signed by the first of `signers` and signed by the others.
    ///
    /// # Errors
    /// Why it was not executed. After [`SendError::Unknown`] and [`SendError::Pending`] it may have been executed, or
    /// still be.
    fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError>;

    /// Sends a transaction that executes all of them, and does not wait for its block: look at the accounts that it is to change,
    /// and send it again if it does not matter that both may be executed. A virtual machine executes it.
    ///
    /// # Errors
    /// As [`send`](Self::send); [`SendError::Unknown`] if nothing says whether it was sent.
    fn submit(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Signature, SendError> {
        self.send(instructions, signers).map(|it| it.signature)
    }

    /// Executes similar, independent transactions, in parallel if possible. On a cluster some may be dropped: check the
    /// accounts that they were to change.
    ///
    /// # Errors
    /// As [`send`](Self::send), for the first refused one; others may have been executed.
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

    /// Simulates the transaction of [`send`](Self::send).
    ///
    /// # Errors
    /// As [`send`](Self::send).
    fn simulate(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError>;

    /// Simulates it, and returns the `watched` accounts of the transaction as it would leave them, if the network
    /// supports it.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    fn preview(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
        _watched: &[Pubkey],
    ) -> Result<Preview, SendError> {
        self.simulate(instructions, signers).map(Preview::from)
    }

    /// Executes a signed transaction.
    ///
    /// # Errors
    /// As [`send`](Self::send); with a durable nonce also [`SendError::Pending`] and [`SendError::NonceAdvanced`].
    fn send_signed(&mut self, transaction: &VersionedTransaction) -> Result<Receipt, SendError>;

    /// Simulates it without verifying signatures.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    fn simulate_signed(&mut self, transaction: &VersionedTransaction)
        -> Result<Receipt, SendError>;

    /// Simulates it, and returns the `watched` accounts of the transaction as it would leave them, if the network
    /// supports it.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    fn preview_signed(
        &mut self,
        transaction: &VersionedTransaction,
        _watched: &[Pubkey],
    ) -> Result<Preview, SendError> {
        self.simulate_signed(transaction).map(Preview::from)
    }

    /// Outcome of a transaction; none if it is in no block that the network remembers.
    ///
    /// # Errors
    /// If the network cannot be read.
    fn outcome(
        &mut self,
        signature: &Signature,
    ) -> Result<Option<Result<(), TransactionError>>, ReadError>;

    /// Budget for a transaction with these simulated compute units; the largest if it was not simulated.
    fn budget(&mut self, simulated: Option<u64>) -> Budget;

    /// Maximum priority fee, in lamports, of a transaction with these simulated compute units.
    fn highest_priority_fee(&mut self, simulated: u64) -> u64 {
        self.budget(Some(simulated)).priority_fee()
    }

    /// Hash of its first block, which identifies a cluster; none without such a block.
    ///
    /// # Errors
    /// If the network cannot be read.
    fn genesis(&mut self) -> Result<Option<Hash>, ReadError> {
        Ok(None)
    }

    /// A recent blockhash, for a transaction that others sign: it expires in about half a minute.
    ///
    /// # Errors
    /// If the network cannot be read.
    fn blockhash(&mut self) -> Result<Hash, ReadError>;

    /// Whether it accepts version 1 transactions (SIMD-0385).
    ///
    /// # Errors
    /// If the network cannot be read.
    fn has_v1(&mut self) -> Result<bool, ReadError>;

    /// The accounts of `program` whose data begin with `discriminator`, in the order of their addresses.
    ///
    /// # Errors
    /// If the network cannot be read.
    fn program_accounts(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
    ) -> Result<Vec<(Pubkey, Account)>, ReadError>;

    /// The same, filtered by the node to those that hold all `matches`.
    ///
    /// # Errors
    /// If the network cannot be read.
    fn program_accounts_where(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
        matches: &[Match],
    ) -> Result<Vec<(Pubkey, Account)>, ReadError> {
        let mut found = self.program_accounts(program, discriminator)?;
        found.retain(|(_, account)| matches.iter().all(|it| it.holds(&account.data)));
        Ok(found)
    }

    /// The same, filtered to those with `address` at byte offset `place`.
    ///
    /// # Errors
    /// If the network cannot be read.
    fn program_accounts_of(
        &mut self,
        program: &Pubkey,
        discriminator: &[u8],
        place: usize,
        address: &Pubkey,
    ) -> Result<Vec<(Pubkey, Account)>, ReadError> {
        let matches = [Match::new(place, address)];
        self.program_accounts_where(program, discriminator, &matches)
    }

    /// At most `limit` transactions that name `address`, newest first, also of a closed account; older than `before`,
    /// if given. A node returns at most [`MAX_MENTIONS`] at once, of those that it keeps.
    ///
    /// # Errors
    /// If the network cannot be read; [`ReadError::NoHistory`] if it keeps none.
    fn mentions(
        &mut self,
        _address: &Pubkey,
        _before: Option<&Signature>,
        _limit: usize,
    ) -> Result<Vec<Mention>, ReadError> {
        Err(ReadError::NoHistory)
    }

    /// A transaction in a block, successful or failed; none if the network does not have it.
    ///
    /// # Errors
    /// As [`mentions`](Self::mentions).
    fn executed(&mut self, _signature: &Signature) -> Result<Option<Executed>, ReadError> {
        Err(ReadError::NoHistory)
    }

    /// The account at `address`, if it holds lamports.
    ///
    /// # Errors
    /// If the network cannot be read: the account may be there.
    fn account(&mut self, address: &Pubkey) -> Result<Option<Account>, ReadError>;

    /// The accounts at `addresses`, in that order, as [`account`](Self::account) gives each.
    ///
    /// # Errors
    /// If the network cannot be read.
    fn accounts(&mut self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>, ReadError> {
        let accounts = addresses.iter().map(|address| self.account(address));
        accounts.collect()
    }

    /// The cluster's clock, in unix seconds.
    ///
    /// # Errors
    /// If the network cannot be read.
    fn unix_time(&mut self) -> Result<i64, ReadError>;
}

/// Maximum transactions that [`Network::mentions`] returns at once.
pub const MAX_MENTIONS: usize = 1_000;

/// Bytes that an account has at an offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Offset in the account's data, the discriminator included.
    pub place: usize,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Match {
    /// `bytes` at `place`; the macro `place` of [`crate::layout`] gives the place of a field.
    pub fn new(place: usize, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref().to_vec();
        Self { place, bytes }
    }

    /// Whether the data of an account have them.
    pub fn holds(&self, data: &[u8]) -> bool {
        let rest = data.get(self.place..);
        rest.is_some_and(|rest| rest.starts_with(&self.bytes))
    }
}

/// A transaction that names an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Its signature.
    pub signature: Signature,
    /// Slot of its block.
    pub slot: u64,
    /// Time of its block, in unix seconds, if the network knows it.
    pub time: Option<i64>,
    /// Whether it failed.
    pub failed: bool,
    /// Its memos, as `[5] hello; [3] you` with their lengths; none if it has none, or if the node does not list them.
    pub memo: Option<String>,
}

/// A transaction in a block.
#[derive(Clone, Debug)]
pub struct Executed {
    /// Slot of its block.
    pub slot: u64,
    /// Time of its block, in unix seconds, if the network knows it.
    pub time: Option<i64>,
    /// Fee in lamports.
    pub fee: u64,
    /// How it ended.
    pub outcome: Result<(), TransactionError>,
    /// Log lines; empty where the network does not have them.
    pub logs: Vec<String>,
    /// The transaction itself.
    pub transaction: VersionedTransaction,
    /// Inner instructions, as [`Receipt::inner`]; none if the network has not recorded them.
    pub inner: Option<Vec<(Pubkey, Vec<u8>)>>,
    /// The token accounts that it names, as the network has recorded them; empty if it has not.
    pub tokens: Vec<Held>,
}

/// A token account that a transaction names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The account.
    pub account: Pubkey,
    /// Its mint.
    pub mint: Pubkey,
    /// Decimals of the mint.
    pub decimals: u8,
}

/// An executed transaction.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Signature of the transaction; arbitrary for a simulation.
    pub signature: Signature,
    /// Compute units consumed, including those of compute-budget instructions.
    pub compute_units: u64,
    /// Log lines.
    pub logs: Vec<String>,
    /// Inner instructions, with program and data; empty if the network does not return them.
    /// [`crate::events::decode`] finds the events among them.
    pub inner: Vec<(Pubkey, Vec<u8>)>,
}

/// Result of a simulation.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Compute units, logs and inner instructions.
    pub receipt: Receipt,
    /// The watched accounts, in their order, as the transaction would leave them; an account without lamports is
    /// none. None if the network does not return them.
    pub accounts: Option<Vec<Option<Account>>>,
}

impl From<Receipt> for Preview {
    fn from(receipt: Receipt) -> Self {
        Self {
            receipt,
            accounts: None,
        }
    }
}

/// Why something could not be read from a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It does not answer, or not readably.
    #[error("the network does not answer: {0}")]
    Unreachable(String),
    /// The node is behind a state that was already read.
    #[error("the network's node is behind: {0}")]
    Behind(String),
    /// Its node refuses to answer.
    #[error("the node refuses {method}: {words}")]
    Refused {
        /// The JSON-RPC method.
        method: String,
        /// The node's own words.
        words: String,
    },
    /// It keeps no transactions.
    #[error("the node keeps no history of transactions: name one that does with --url")]
    NoHistory,
}

/// A transaction that was broadcast once: the node said that it has not begun, and no status appeared in the next 2
/// s.
#[derive(Clone, Debug, thiserror::Error)]
#[error(
    "the node did not take transaction {signature}: {reason}; nothing was executed so far, and up to block height {height} it may \
     still be, if another node has it"
)]
pub struct NotTaken {
    /// Its signature.
    pub signature: Signature,
    /// The last block height at which it may be executed.
    pub height: u64,
    /// In the node's words.
    pub reason: String,
    /// What is wrong with the transaction, if the node said so.
    pub error: Option<TransactionError>,
    /// Log lines of the node's simulation.
    pub logs: Vec<String>,
}

fn custom(error: &TransactionError) -> Option<u32> {
    match error {
        TransactionError::InstructionError(_, InstructionError::Custom(code)) => Some(*code),
        _ => None,
    }
}

/// How a transaction ended that is not known to have succeeded. docs/spec/sending.md says what proves each.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SendError {
    /// It was not sent: a signer or the simulation refused it. Virtual machines refuse with this what they execute.
    #[error("{error}\n{}", .logs.join("\n"))]
    Refused {
        /// Why.
        error: TransactionError,
        /// Log lines.
        logs: Vec<String>,
    },
    /// The node did not take it. A gateway that forwarded it may still cause its execution.
    #[error("{0}")]
    NotTaken(Box<NotTaken>),
    /// It is in a block and failed: its fee is paid, and nothing else has changed.
    #[error("transaction {signature} failed in its block: {error}\n{}", .logs.join("\n"))]
    Failed {
        /// Its signature.
        signature: Signature,
        /// Why.
        error: TransactionError,
        /// Log lines; empty if the node does not give them.
        logs: Vec<String>,
    },
    /// It was in no block before its blockhash expired, and never will be.
    #[error("transaction {0} was in no block before its blockhash expired, and never will be: send it again")]
    Expired(Signature),
    /// It has not landed and has a durable nonce, so it may still land until the nonce is advanced.
    #[error("transaction {0} is in no block yet, and may still come into one")]
    Pending(Signature),
    /// Another transaction advanced its nonce: it has not landed and never will.
    #[error(
        "transaction {0} was not executed and never will be: another one has advanced its nonce"
    )]
    NonceAdvanced(Signature),
    /// Nothing was sent: the network could not be read before, or could not be connected to.
    #[error("{0}; nothing was sent")]
    Unsent(ReadError),
    /// It may have been executed: check before it is sent again.
    #[error("transaction {signature} may have been executed: {reason}")]
    Unknown {
        /// Its signature.
        signature: Signature,
        /// Why the outcome is unknown.
        reason: String,
    },
}

impl SendError {
    /// The program's error code, if a program refused: 6000 and above is this suite's.
    pub fn code(&self) -> Option<u32> {
        match self {
            Self::Refused { error, .. } | Self::Failed { error, .. } => custom(error),
            Self::NotTaken(it) => it.error.as_ref().and_then(custom),
            _ => None,
        }
    }

    /// The log lines of a refusal or a failure.
    pub fn logs(&self) -> &[String] {
        match self {
            Self::Refused { logs, .. } | Self::Failed { logs, .. } => logs,
            Self::NotTaken(it) => &it.logs,
            _ => &[],
        }
    }
}

/// The account of type `T` at `address`, if there is one, of the size that this version has.
///
/// # Errors
/// If the network does not answer.
pub fn read<T: Stored>(
    network: &mut dyn Network,
    address: &Pubkey,
) -> Result<Option<T>, ReadError> {
    let account = network.account(address)?;
    Ok(account.and_then(|account| layout::decode(&account.data)))
}

/// Key pairs, as [`Network::send`] takes its signers.
pub fn signers<'a>(keys: impl IntoIterator<Item = &'a Keypair>) -> Vec<&'a dyn Signer> {
    keys.into_iter().map(|key| key as &dyn Signer).collect()
}
