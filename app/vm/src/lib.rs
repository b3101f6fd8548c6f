//! The suite in a virtual machine of this process.
//!
//! [`programs`] is the only place that loads the three programs: natively compiled or, if `SBF_OUT_DIR` names a
//! folder, from its sBPF files. Natively compiled, compute units mean nothing.
//!
//! [`LiteVm`] is fast and starts in milliseconds. `BankVm`, of the feature `bank`, is the cluster's own runtime, and most of a
//! validator.

#![deny(missing_docs)]

#[cfg(feature = "bank")]
mod bank;
#[cfg(feature = "bank")]
mod end;
pub mod features;
pub mod jupiter_stand_in;
mod lite;
pub mod native;
pub mod node;
pub mod observed;
pub mod programs;
pub mod pyth;
pub mod trace;
mod transactions;

#[cfg(feature = "bank")]
pub use bank::BankVm;
pub use lite::{add_native, load, LiteVm, Sent};

use anchor_lang::prelude::Pubkey;
use io_client::Network;
use solana_account::Account;

use trace::Trace;

/// Functions that only a virtual machine has.
pub trait Vm: Network {
    /// Sets the cluster's clock, in unix seconds.
    fn set_unix_time(&mut self, unix_time: i64);

    /// Moves to the next slot: the loader changes a program at most once a slot. In a bank only programs see it.
    fn next_slot(&mut self);

    /// Sets the rent rate, in lamports a byte. In a bank only programs see it: the bank's own checks keep the rate that it
    /// started with.
    fn set_rent(&mut self, lamports_per_byte: u64);

    /// Puts `account` at `address`, replacing any other.
    ///
    /// # Errors
    /// If the machine cannot hold it, such as a program that does not load.
    fn set_account(&mut self, address: Pubkey, account: Account) -> anyhow::Result<()>;

    /// Puts `addresses` into a lookup table, which every later transaction uses; none ends that.
    ///
    /// # Errors
    /// As [`set_account`](Self::set_account).
    fn use_table(&mut self, addresses: &[Pubkey]) -> anyhow::Result<()>;

    /// Whether to build transactions as version 1 from now on. The machine reports version 1 support only then.
    fn use_v1(&mut self, on: bool);

    /// Trace of the last transaction, if the machine records one.
    fn trace(&self) -> Option<Trace> {
        None
    }
}
