//! Instructions of a receiver program.

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::instruction::Instruction,
};
use solana_sdk_ids::system_program;

use super::{
    receiver::{config_address, treasury_address},
    Leaf,
};

const POST_UPDATE: [u8; 8] = [133, 95, 207, 175, 11, 79, 118, 44];
const POST_UPDATE_ATOMIC: [u8; 8] = [49, 172, 84, 192, 175, 180, 52, 234];
const RECLAIM_RENT: [u8; 8] = [218, 200, 19, 197, 227, 89, 192, 22];

/// Accounts of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    /// The receiver program.
    pub receiver: Pubkey,
    /// Pays the fee and the rent; may overwrite and close the account. Signs.
    pub payer: Pubkey,
    /// The price account: new, or one of `payer`'s. Signs.
    pub account: Pubkey,
    /// The treasury that gets the fee.
    pub treasury: u8,
}

/// A message with its proof, in the receiver's layout.
#[derive(Clone, Copy, Debug)]
pub struct Merkle<'a>(pub &'a Leaf);

impl Merkle<'_> {
    fn write(&self, data: &mut Vec<u8>) {
        let Self(leaf) = self;
        write(data, &leaf.message);
        data.extend(length(leaf.proof.len()));
        data.extend(leaf.proof.iter().flatten());
    }
}

/// Posts with the signatures in the instruction. The receiver accepts any number above a minimum. With too few for a full
/// verification, the programs of the suite refuse the price.
pub fn post_update_atomic(
    it: &Posted,
    guardian_set: Pubkey,
    vaa: &[u8],
    merkle: Merkle,
) -> Instruction {
    let mut data = POST_UPDATE_ATOMIC.to_vec();
    write(&mut data, vaa);
    merkle.write(&mut data);
    data.push(it.treasury);
    post(it, guardian_set, data)
}

/// Posts by signatures that Wormhole has verified in the account `encoded`.
pub fn post_update(it: &Posted, encoded: Pubkey, merkle: Merkle) -> Instruction {
    let mut data = POST_UPDATE.to_vec();
    merkle.write(&mut data);
    data.push(it.treasury);
    post(it, encoded, data)
}

fn post(it: &Posted, signed_by: Pubkey, data: Vec<u8>) -> Instruction {
    Instruction {
        program_id: it.receiver,
        accounts: vec![
            AccountMeta::new(it.payer, true),
            AccountMeta::new_readonly(signed_by, false),
            AccountMeta::new_readonly(config_address(&it.receiver), false),
            AccountMeta::new(treasury_address(&it.receiver, it.treasury), false),
            AccountMeta::new(it.account, true),
            AccountMeta::new_readonly(system_program::ID, false),
            AccountMeta::new_readonly(it.payer, true),
        ],
        data,
    }
}

/// Closes a price account. Its rent goes to `payer`, its write authority.
pub fn reclaim_rent(receiver: Pubkey, payer: Pubkey, account: Pubkey) -> Instruction {
    Instruction {
        program_id: receiver,
        accounts: vec![
            AccountMeta::new(payer, true),
            AccountMeta::new(account, false),
        ],
        data: RECLAIM_RENT.to_vec(),
    }
}

/// A vector of bytes: its length, then the bytes.
pub(super) fn write(data: &mut Vec<u8>, bytes: &[u8]) {
    data.extend(length(bytes.len()));
    data.extend_from_slice(bytes);
}

/// The length of a vector. No vector here comes near the largest number of four bytes.
fn length(count: usize) -> [u8; 4] {
    u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes()
}
