//! Signs prices as Pyth's routers do, with keys that are no secret.

use anchor_lang::prelude::Pubkey;
use anyhow::Context as _;
use io_client::pyth::{config_address, guardian_set_address, treasury_address};
use io_common::ids::pyth;
use libsecp256k1::{sign, Message, PublicKey, SecretKey};
use solana_account::Account;
use solana_keccak_hasher::{hash, hashv};

use super::{stand_in::WORMHOLE, Quote};

/// The guardian set.
const SET: u32 = 1;
/// Wormhole's number of Pythnet.
const CHAIN: u16 = 26;
/// Who emits the roots.
const EMITTER: [u8; 32] = *b"PythnetPythnetPythnetPythnetPyth";
/// Lamports for an update.
const FEE: u64 = 1;
/// Of each account.
const LAMPORTS: u64 = 1_000_000_000;
/// Bytes of a receiver's configuration.
const CONFIG: usize = 370;

/// Guardians with their keys.
pub struct Publisher {
    guardians: Vec<SecretKey>,
    /// How many of them sign.
    signatures: usize,
}

impl Publisher {
    /// Five routers, of which three sign.
    ///
    /// # Errors
    /// If a key is out of range, which none is.
    pub fn routers() -> anyhow::Result<Self> {
        Self::of(5, 3)
    }

    /// So many guardians, of which the last `signatures` sign.
    ///
    /// # Errors
    /// If a key is out of range, which none is.
    pub fn of(guardians: u8, signatures: usize) -> anyhow::Result<Self> {
        let key = |place: u8| {
            let seed = hashv(&[b"guardian of a network that is only tried", &[place]]);
            SecretKey::parse(&seed.to_bytes()).context("a key is out of range")
        };
        let guardians: anyhow::Result<_> = (0..guardians).map(key).collect();
        Ok(Self {
            guardians: guardians?,
            signatures,
        })
    }

    /// An update with the quote, as Hermes serves it.
    pub fn update(&self, quote: &Quote) -> Vec<u8> {
        let ours = message(&pyth::IO_USD_FEED, quote);
        let others = [1, 2, 3].map(|feed| leaf(&message(&[feed; 32], quote)));
        let beside = node(&others[1], &others[2]);
        let root = node(&node(&leaf(&ours), &others[0]), &beside);
        let vaa = self.vaa(quote.publish_time, &root);
        let mut update = b"PNAU\x01\x00\x00\x00".to_vec();
        update.extend(length(vaa.len()));
        update.extend(vaa);
        update.push(1);
        update.extend(length(ours.len()));
        update.extend(ours);
        update.push(2);
        update.extend([others[0], beside].concat());
        update
    }

    fn vaa(&self, time: i64, root: &[u8; 20]) -> Vec<u8> {
        let time = u32::try_from(time).unwrap_or(u32::MAX);
        let mut body = [
            &time.to_be_bytes()[..],
            &[0; 4],
            &CHAIN.to_be_bytes(),
            &EMITTER,
        ]
        .concat();
        body.extend(u64::from(time).to_be_bytes());
        // Consistency, then the payload: its kind, slot and ring.
        body.push(1);
        body.extend(b"AUWV\x00");
        body.extend(u64::from(time).to_be_bytes());
        body.extend(10_000_u32.to_be_bytes());
        body.extend(root);

        let digest = Message::parse(&digest(&body));
        let first = self.guardians.len().saturating_sub(self.signatures);
        let signers = (0_u8..).zip(&self.guardians).skip(first);
        let mut vaa = [&[1][..], &SET.to_be_bytes()].concat();
        vaa.push(u8::try_from(self.signatures).unwrap_or(u8::MAX));
        for (place, key) in signers {
            let (signature, recovery) = sign(&digest, key);
            vaa.push(place);
            vaa.extend(signature.serialize());
            vaa.push(recovery.serialize());
        }
        vaa.extend(body);
        vaa
    }

    /// The accounts of the receiver and of Wormhole: configuration, treasury, guardian set.
    pub fn accounts(&self) -> [(Pubkey, Account); 3] {
        let receiver = pyth::NEXT_RECEIVER;
        let mut config = vec![155, 12, 170, 224, 30, 250, 204, 130];
        // Nobody governs it.
        config.extend([0; 33]);
        config.extend(WORMHOLE.to_bytes());
        config.extend(1_u32.to_le_bytes());
        config.extend(CHAIN.to_le_bytes());
        config.extend(EMITTER);
        config.extend(FEE.to_le_bytes());
        config.push(u8::try_from(self.guardians.len().div_euclid(2)).unwrap_or(u8::MAX));
        config.resize(CONFIG, 0);

        let mut set = vec![120, 77, 74, 98, 34, 83, 96, 125];
        set.extend(SET.to_le_bytes());
        set.extend(
            u32::try_from(self.guardians.len())
                .unwrap_or(u32::MAX)
                .to_le_bytes(),
        );
        set.extend(self.guardians.iter().flat_map(address));
        // Created at the beginning, never to expire.
        set.extend([0; 8]);
        [
            (config_address(&receiver), owned(receiver, config)),
            (
                treasury_address(&receiver, 0),
                owned(Pubkey::default(), Vec::new()),
            ),
            (guardian_set_address(&WORMHOLE, SET), owned(WORMHOLE, set)),
        ]
    }
}

fn owned(owner: Pubkey, data: Vec<u8>) -> Account {
    Account {
        // Above the minimum at any rate of rent.
        lamports: LAMPORTS,
        data,
        owner,
        ..Account::default()
    }
}

/// What guardians sign of a body.
pub(super) fn digest(body: &[u8]) -> [u8; 32] {
    hash(hash(body).as_ref()).to_bytes()
}

/// The address of a key, as Ethereum has it.
fn address(key: &SecretKey) -> [u8; 20] {
    address_of(&PublicKey::from_secret_key(key))
}

/// The same of a public key.
pub(super) fn address_of(key: &PublicKey) -> [u8; 20] {
    // The first byte says how the key is written.
    let whole = hash(key.serialize().get(1..).unwrap_or_default()).to_bytes();
    let mut address = [0; 20];
    address
        .iter_mut()
        .zip(whole.iter().skip(12))
        .for_each(|(to, byte)| *to = *byte);
    address
}

/// A price message as it is signed.
fn message(feed: &[u8; 32], quote: &Quote) -> Vec<u8> {
    [
        &[0][..],
        feed,
        &quote.price.to_be_bytes(),
        &quote.confidence.to_be_bytes(),
        &Quote::EXPONENT.to_be_bytes(),
        &quote.publish_time.to_be_bytes(),
        &quote.publish_time.saturating_sub(1).to_be_bytes(),
        &quote.ema.to_be_bytes(),
        &quote.confidence.to_be_bytes(),
    ]
    .concat()
}

/// The leaf of a message.
pub(super) fn leaf(message: &[u8]) -> [u8; 20] {
    cut(&[&[0], message])
}

/// The node above two.
pub(super) fn node(one: &[u8; 20], other: &[u8; 20]) -> [u8; 20] {
    cut(&[&[1], one.min(other), one.max(other)])
}

fn cut(parts: &[&[u8]]) -> [u8; 20] {
    let whole = hashv(parts).to_bytes();
    let mut hash = [0; 20];
    hash.iter_mut().zip(whole).for_each(|(to, byte)| *to = byte);
    hash
}

fn length(bytes: usize) -> [u8; 2] {
    u16::try_from(bytes).unwrap_or(u16::MAX).to_be_bytes()
}
