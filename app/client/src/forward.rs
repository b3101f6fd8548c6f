//! A network in front of another one.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use solana_account::Account;
use solana_hash::Hash;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

use crate::{
    network::{Executed, Match, Mention, Network, Preview, ReadError, Receipt, SendError},
    transaction::Budget,
};

/// Each method by what an error of [`Forward::ready`] becomes, its name, arguments and answer.
macro_rules! forward {
    ($([$error:expr] fn $name:ident($($argument:ident: $kind:ty),*) -> $answer:ty;)*) => {
        /// A network that overrides some methods of another one and forwards the rest. Each type that implements this
        /// is a [`Network`].
        ///
        /// Implement it by its path (`impl io_client::Forward for …`): with both traits in scope, method calls would
        /// be ambiguous.
        pub trait Forward {
            /// The network behind it.
            fn inner(&mut self) -> &mut dyn Network;

            /// Called before a request is forwarded.
            ///
            /// # Errors
            /// The error of the request; for a transaction, as [`SendError::Unsent`].
            fn ready(&mut self) -> Result<(), ReadError> {
                Ok(())
            }

            /// As [`Network::budget`]. It makes no request, so [`ready`](Self::ready) is not called.
            fn budget(&mut self, simulated: Option<u64>) -> Budget {
                self.inner().budget(simulated)
            }

            /// As [`Network::highest_priority_fee`], by [`budget`](Self::budget).
            fn highest_priority_fee(&mut self, simulated: u64) -> u64 {
                self.budget(Some(simulated)).priority_fee()
            }

            /// As [`Network::send_all`], by [`send`](Self::send).
            ///
            /// # Errors
            /// As there.
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

            $(
                #[doc = concat!("As [`Network::", stringify!($name), "`].")]
                ///
                /// # Errors
                /// As there.
                fn $name(&mut self, $($argument: $kind),*) -> $answer {
                    self.ready().map_err($error)?;
                    self.inner().$name($($argument),*)
                }
            )*
        }

        impl<T: Forward> Network for T {
            fn budget(&mut self, simulated: Option<u64>) -> Budget {
                Forward::budget(self, simulated)
            }
            fn highest_priority_fee(&mut self, simulated: u64) -> u64 {
                Forward::highest_priority_fee(self, simulated)
            }
            fn send_all(
                &mut self,
                transactions: &[Vec<Instruction>],
                signers: &[&dyn Signer],
            ) -> Result<(), SendError> {
                Forward::send_all(self, transactions, signers)
            }
            $(
                fn $name(&mut self, $($argument: $kind),*) -> $answer {
                    Forward::$name(self, $($argument),*)
                }
            )*
        }

        #[cfg(test)]
        const NAMES: &[&str] = &["budget", "highest_priority_fee", "send_all", $(stringify!($name)),*];
    };
}

forward! {
    [SendError::Unsent] fn send(instructions: &[Instruction], signers: &[&dyn Signer]) -> Result<Receipt, SendError>;
    [SendError::Unsent] fn submit(instructions: &[Instruction], signers: &[&dyn Signer]) -> Result<Signature, SendError>;
    [SendError::Unsent] fn simulate(instructions: &[Instruction], signers: &[&dyn Signer]) -> Result<Receipt, SendError>;
    [SendError::Unsent] fn preview(
        instructions: &[Instruction],
        signers: &[&dyn Signer],
        watched: &[Pubkey]
    ) -> Result<Preview, SendError>;
    [SendError::Unsent] fn send_signed(transaction: &VersionedTransaction) -> Result<Receipt, SendError>;
    [SendError::Unsent] fn simulate_signed(transaction: &VersionedTransaction) -> Result<Receipt, SendError>;
    [SendError::Unsent] fn preview_signed(
        transaction: &VersionedTransaction,
        watched: &[Pubkey]
    ) -> Result<Preview, SendError>;
    [itself] fn outcome(signature: &Signature) -> Result<Option<Result<(), TransactionError>>, ReadError>;
    [itself] fn genesis() -> Result<Option<Hash>, ReadError>;
    [itself] fn blockhash() -> Result<Hash, ReadError>;
    [itself] fn has_v1() -> Result<bool, ReadError>;
    [itself] fn program_accounts(
        program: &Pubkey,
        discriminator: &[u8]
    ) -> Result<Vec<(Pubkey, Account)>, ReadError>;
    [itself] fn program_accounts_where(
        program: &Pubkey,
        discriminator: &[u8],
        matches: &[Match]
    ) -> Result<Vec<(Pubkey, Account)>, ReadError>;
    [itself] fn mentions(
        address: &Pubkey,
        before: Option<&Signature>,
        limit: usize
    ) -> Result<Vec<Mention>, ReadError>;
    [itself] fn executed(signature: &Signature) -> Result<Option<Executed>, ReadError>;
    [itself] fn account(address: &Pubkey) -> Result<Option<Account>, ReadError>;
    [itself] fn accounts(addresses: &[Pubkey]) -> Result<Vec<Option<Account>>, ReadError>;
    [itself] fn unix_time() -> Result<i64, ReadError>;
}

fn itself(error: ReadError) -> ReadError {
    error
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::NAMES;

    /// Composed of another one, as the trait has it.
    const COMPOSED: &str = "program_accounts_of";

    #[test]
    fn every_method_of_a_network_is_forwarded() {
        let source = include_str!("network.rs");
        let (_, rest) = source.split_once("pub trait Network {").unwrap_or_default();
        let (body, _) = rest.split_once("\n}\n").unwrap_or_default();
        let methods = body
            .lines()
            .filter_map(|line| line.strip_prefix("    fn ")?.split('(').next());
        let all: BTreeSet<&str> = methods.collect();
        let forwarded: BTreeSet<&str> = NAMES.iter().copied().chain([COMPOSED]).collect();
        assert_eq!(all, forwarded);
    }
}
