//! Prices of IO, signed by Pyth and posted by those who need them.
//!
//! Hermes serves an [`Update`]: messages of feeds with Merkle proofs, and the signed Merkle root. A receiver program verifies both
//! and writes a message to an account of 134 bytes, which the programs of the suite read ([`io_common::oracle`]). Two receivers
//! have the same interface; [`read`] finds the one that knows the signers of an update.
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
