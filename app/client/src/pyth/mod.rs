//! Prices of IO, signed by Pyth and posted by who needs them.
//!
//! Hermes serves an [`Update`]: messages of feeds, with the way of each to a Merkle root, and the root with signatures. A receiver
//! program checks both and writes a message to an account of 134 bytes, which the programs of the suite read
//! ([`io_common::oracle`]). There are two receivers with the same interface; which of them knows the signers of an update is
//! [`read`] from the network.
//!
//! The interfaces are those of `pyth-network/pyth-crosschain` at commit 7c915eb10e457166b9d0f2ca05132eae10542e0f, in
//! `target_chains/solana`.

mod bytes;
mod encoded;
mod held;
mod instruction;
mod merkle;
mod message;
mod post;
mod receiver;
mod refused;
mod served;
mod update;
mod vaa;

pub use encoded::{close_encoded, Encoded};
pub use held::{encoded_by, posted_by, write_authority};
pub use instruction::{post_update, post_update_atomic, reclaim_rent, Merkle, Posted};
pub use message::{message, posted};
pub use post::{read, Posting, Ready};
pub use receiver::{
    config_address, guardian_set_address, treasury_address, Config, GuardianSet, Source,
};
pub use refused::Refused;
pub use served::{Unserved, Updates};
pub use update::{Leaf, Update};
pub use vaa::Vaa;
