//! The Merkle tree of all messages of a slot: Keccak-256, truncated to 20 bytes.

use solana_keccak_hasher::hashv;

/// A node.
pub type Hash = [u8; 20];

const LEAF: &[u8] = &[0];
const NODE: &[u8] = &[1];

/// The root for `message` and the siblings on its path.
pub fn root(message: &[u8], proof: &[Hash]) -> Hash {
    let leaf = cut(&[LEAF, message]);
    proof.iter().fold(leaf, |it, beside| {
        let (first, second) = (it.min(*beside), it.max(*beside));
        cut(&[NODE, &first, &second])
    })
}

fn cut(parts: &[&[u8]]) -> Hash {
    let mut hash = Hash::default();
    let whole = hashv(parts).to_bytes();
    hash.iter_mut().zip(whole).for_each(|(to, byte)| *to = byte);
    hash
}
