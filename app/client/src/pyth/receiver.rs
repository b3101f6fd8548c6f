//! Accounts of a receiver program and of the Wormhole program that it trusts.

use anchor_lang::prelude::Pubkey;

use super::{bytes::Bytes, Refused, Vaa};

const CONFIG: [u8; 8] = [155, 12, 170, 224, 30, 250, 204, 130];
const GUARDIAN_SET: [u8; 8] = [120, 77, 74, 98, 34, 83, 96, 125];
/// Creation time of Wormhole's first guardian set, which never expired and is refused.
const FIRST_SET: u32 = 1_628_099_186;

/// Address of a receiver's configuration.
pub fn config_address(receiver: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[b"config"], receiver).0
}

/// Address of the treasury `id` of a receiver. There are 256, so that posts do not all write the same account.
pub fn treasury_address(receiver: &Pubkey, id: u8) -> Pubkey {
    Pubkey::find_program_address(&[b"treasury", &[id]], receiver).0
}

/// Address of a guardian set of a Wormhole program.
pub fn guardian_set_address(wormhole: &Pubkey, index: u32) -> Pubkey {
    Pubkey::find_program_address(&[b"GuardianSet", &index.to_be_bytes()], wormhole).0
}

/// A source of signed prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Wormhole's chain id.
    pub chain: u16,
    /// The emitter on it.
    pub emitter: [u8; 32],
}

/// The part of a receiver's configuration that matters to a poster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The Wormhole program whose guardians it trusts.
    pub wormhole: Pubkey,
    /// Sources it accepts.
    pub sources: Vec<Source>,
    /// Fee of an update, in lamports.
    pub fee: u64,
    /// Least signatures of any update.
    pub minimum_signatures: u8,
}

impl Config {
    /// Parses the account's data; none for another account.
    pub fn parse(data: &[u8]) -> Option<Self> {
        let mut rest = Bytes(data.strip_prefix(&CONFIG)?);
        rest.take(32)?;
        if rest.u8()? == 1 {
            rest.take(32)?;
        }
        let wormhole = Pubkey::from(rest.array::<32>()?);
        let count = rest.u32_le()?;
        let sources = (0..count).map(|_| {
            Some(Source {
                chain: rest.u16_le()?,
                emitter: rest.array()?,
            })
        });
        let sources = sources.collect::<Option<_>>()?;
        Some(Self {
            wormhole,
            sources,
            fee: rest.array().map(u64::from_le_bytes)?,
            minimum_signatures: rest.u8()?,
        })
    }
}

/// The signers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuardianSet {
    /// Its index.
    pub index: u32,
    /// Number of guardians.
    pub guardians: usize,
    created: u32,
    expires: u32,
}

impl GuardianSet {
    /// Parses the account's data, with or without a discriminator (older accounts have none); none for another account.
    pub fn parse(data: &[u8]) -> Option<Self> {
        let mut rest = Bytes(data.strip_prefix(&GUARDIAN_SET).unwrap_or(data));
        let index = rest.u32_le()?;
        let guardians = usize::try_from(rest.u32_le()?).ok()?;
        rest.take(guardians.checked_mul(20)?)?;
        Some(Self {
            index,
            guardians,
            created: rest.u32_le()?,
            expires: rest.u32_le()?,
        })
    }

    /// Whether Wormhole accepts its signatures at unix time `now`.
    pub fn is_active(&self, now: i64) -> bool {
        let is_first = self.index == 0 && self.created == FIRST_SET;
        !is_first && (self.expires == 0 || i64::from(self.expires) >= now)
    }

    /// Signatures needed for a full verification: more than half of the guardians. Programs built before August 2026 need more than two
    /// thirds; with fewer, the simulation fails.
    pub fn quorum(&self) -> usize {
        self.guardians.div_euclid(2).saturating_add(1)
    }

    /// Signatures enough for any program: more than two thirds of the guardians.
    pub fn most_needed(&self) -> usize {
        let twice = self.guardians.saturating_mul(2);
        twice.div_euclid(3).saturating_add(1)
    }
}

/// Refuses what the receiver would refuse, except bad signatures, which only the receiver checks.
pub(super) fn check(
    config: &Config,
    guardians: &GuardianSet,
    vaa: &Vaa,
    now: i64,
) -> Result<(), Refused> {
    if !guardians.is_active(now) {
        return Err(Refused::Expired(vaa.guardian_set));
    }
    let (found, least) = (
        vaa.signature_count(),
        guardians.quorum().max(config.minimum_signatures.into()),
    );
    if found < least {
        return Err(Refused::Signatures { found, least });
    }
    let places: Vec<u8> = vaa.signers().collect();
    let last = places.last().copied().map(usize::from);
    if !places.is_sorted_by(|a, b| a < b) || last >= Some(guardians.guardians) {
        return Err(Refused::Order);
    }
    let source = Source {
        chain: vaa.emitter_chain,
        emitter: vaa.emitter,
    };
    if !config.sources.contains(&source) {
        return Err(Refused::Source {
            chain: source.chain,
        });
    }
    Ok(())
}
