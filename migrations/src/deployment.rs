//! What a network is to be.

use std::path::Path;

use anchor_lang::prelude::Pubkey;
use anyhow::{bail, ensure, Context};
use fee_burn::state::Change;
use io_client::{realm::Realm, treasury, Network};
use io_common::oracle::price::PICO_USD;
use serde::{Deserialize, Serialize};

use crate::{
    address::Address,
    genesis::{self, Row, Share},
    parameters::Parameters,
    programs::hex,
    realm::Votes,
};

/// The longest name of a field that is shown.
const MOST_SHOWN: usize = 24;
/// Pico-USD of a micro-USD.
const MICRO_USD: u64 = PICO_USD.div_euclid(1_000_000);

/// What a network is to be: public, without a key. Amounts are IO base units.
#[derive(Clone, Debug, Default)]
pub struct Deployment {
    /// Upgrade authority of the three programs until they are initialised, and so their first governance authority.
    /// Pays for accounts and transactions.
    pub authority: Pubkey,
    /// May pause the programs.
    pub guardian: Pubkey,
    /// The IO mint.
    pub io_mint: Pubkey,
    /// Its mint authority until launch.
    pub mint_authority: Pubkey,
    /// The USDC mint of the network.
    pub usdc_mint: Pubkey,
    /// Where the slow anchor of the fee-burn auction starts, in pico-USD for one IO.
    pub anchor: u64,
    /// Who receives the genesis supply. None adopts a mint that is there with what it has.
    pub genesis: Option<Vec<Share>>,
    /// Whether the mint is adopted although there is a genesis table: nothing is minted, its locks are only compared.
    pub adopt_mint: bool,
    /// Attestors of the council.
    pub council: Vec<Pubkey>,
    /// Attestors that must agree.
    pub threshold: u8,
    /// The wallet that is paid the council's share of the fees. None is named, if none.
    pub treasury: Option<Pubkey>,
    /// Parameters of the three programs.
    pub parameters: Parameters,
    /// Who governs the three programs in the end: a multisig. The authority, if neither it nor a realm is named.
    pub governance: Option<Pubkey>,
    /// The realm that governs the three programs in the end, by votes of staked IO.
    pub realm: Option<Votes>,
    /// Who may upgrade the three programs in the end. The authority, if none.
    pub upgrades: Option<Pubkey>,
    /// SHA-256 of the programs, where it is to be compared: in the order of [`programs::PROGRAMS`](crate::programs).
    pub hashes: [Option<[u8; 32]>; 3],
}

impl Deployment {
    /// The deployment of a file.
    ///
    /// # Errors
    /// As [`from_toml`](Self::from_toml), with the name of the file, or if it cannot be read.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let name = file.display();
        let text = std::fs::read_to_string(file).with_context(|| format!("{name}"))?;
        Self::from_toml(&text).with_context(|| format!("{name}"))
    }

    /// A deployment file, such as `data/example.toml`.
    ///
    /// # Errors
    /// If it is malformed, with the place.
    pub fn from_toml(text: &str) -> anyhow::Result<Self> {
        let File {
            authority,
            guardian,
            io_mint,
            mint_authority,
            usdc_mint,
            anchor_micro_usd,
            governance,
            realm,
            upgrades,
            genesis,
            adopt_mint,
            council,
            hashes,
            parameters,
        } = toml::from_str(text).map_err(|error| misread(text, &error))?;
        let genesis = genesis.map(|rows| rows.into_iter().map(Row::share).collect());
        Ok(Self {
            authority: authority.0,
            guardian: guardian.0,
            io_mint: io_mint.0,
            mint_authority: mint_authority.unwrap_or(authority).0,
            usdc_mint: usdc_mint.0,
            anchor: anchor_micro_usd
                .checked_mul(MICRO_USD)
                .context("anchor_micro_usd is out of all reason")?,
            genesis: genesis.transpose()?,
            adopt_mint,
            council: council.attestors.iter().map(|key| key.0).collect(),
            threshold: council.threshold,
            treasury: council.treasury.map(|key| key.0),
            parameters,
            governance: governance.map(|key| key.0),
            realm,
            upgrades: upgrades.map(|key| key.0),
            hashes: [hashes.emissions, hashes.marketplace, hashes.fee_burn]
                .map(|hash| hash.map(|hash| hash.0)),
        })
    }

    /// Its file, which [`from_toml`](Self::from_toml) reads.
    ///
    /// # Errors
    /// If it has what a file cannot say: a lock that is not by the month, or an amount of parts of an IO.
    pub fn to_toml(&self) -> anyhow::Result<String> {
        let Self {
            anchor,
            genesis,
            council,
            treasury,
            parameters,
            realm,
            ..
        } = self;
        let rows = genesis.as_ref().map(|it| it.iter().map(Row::of).collect());
        ensure!(
            anchor.checked_rem(MICRO_USD) == Some(0),
            "the anchor is not of whole micro-USD"
        );
        let [emissions, marketplace, fee_burn] = self.hashes.map(|it| it.map(Hash));
        let file = File {
            authority: Address(self.authority),
            guardian: Address(self.guardian),
            io_mint: Address(self.io_mint),
            mint_authority: Some(Address(self.mint_authority)),
            usdc_mint: Address(self.usdc_mint),
            anchor_micro_usd: anchor.div_euclid(MICRO_USD),
            governance: self.governance.map(Address),
            upgrades: self.upgrades.map(Address),
            adopt_mint: self.adopt_mint,
            realm: realm.clone(),
            genesis: rows.transpose()?,
            council: Council {
                attestors: council.iter().copied().map(Address).collect(),
                threshold: self.threshold,
                treasury: treasury.map(Address),
            },
            hashes: Hashes {
                emissions,
                marketplace,
                fee_burn,
            },
            parameters: parameters.clone(),
        };
        Ok(toml::to_string(&file)?)
    }

    /// The genesis table.
    ///
    /// # Errors
    /// If there is none, or it is not the genesis supply.
    pub fn table(&self) -> anyhow::Result<&[Share]> {
        let table = self.genesis.as_deref();
        let table = table.context("it has no genesis table: add the rows of [[genesis]]")?;
        genesis::validate(table)?;
        Ok(table)
    }

    /// Who governs in the end.
    pub fn governor(&self) -> Pubkey {
        let by_votes = self.votes().map(|(_, at)| at.governance);
        by_votes.or(self.governance).unwrap_or(self.authority)
    }

    /// The realm and its addresses, if votes of staked IO govern in the end.
    pub fn votes(&self) -> Option<(&Votes, Realm)> {
        let votes = self.realm.as_ref()?;
        Some((votes, votes.at(&self.io_mint)?))
    }

    /// The treasury that pays beside `authority`, if that is a realm's governance: it signs only what a vote has decided, and
    /// cannot pay itself.
    pub fn realm_treasury(&self, authority: &Pubkey) -> Option<Pubkey> {
        let (_, at) = self.votes()?;
        (at.governance == *authority).then(|| at.treasury())
    }

    /// Who signs what `authority` decides, the payer first.
    pub(crate) fn signers(&self, authority: Pubkey) -> Vec<Pubkey> {
        let payer = self.realm_treasury(&authority).unwrap_or(self.authority);
        let mut signers = vec![payer, authority];
        signers.dedup();
        signers
    }

    /// Who may upgrade in the end.
    pub fn upgrader(&self) -> Pubkey {
        self.upgrades.unwrap_or(self.authority)
    }

    /// Who may upgrade the program of the realm in the end.
    pub(crate) fn upgrader_of(&self, votes: &Votes) -> Pubkey {
        votes.upgrades.unwrap_or(self.upgrader())
    }

    /// The genesis table, if it is minted here.
    pub(crate) fn to_mint(&self) -> Option<&[Share]> {
        self.genesis.as_deref().filter(|_| !self.adopt_mint)
    }

    /// Refuses what [`validate`](Self::validate) refuses, and a treasury for which nobody signs, before anything is sent.
    pub(crate) fn check(&self, network: &mut dyn Network) -> anyhow::Result<()> {
        self.validate()?;
        let Some(treasury) = self.treasury else {
            return Ok(());
        };
        match treasury::objection(network, &treasury)? {
            None => Ok(()),
            Some(what) => {
                bail!("the treasury {treasury} is {what}; nobody could move what is paid to it")
            }
        }
    }

    /// Refuses a genesis table that is not one, parameters outside their ranges, and a council's share that nobody would be
    /// paid, before anything is sent.
    pub(crate) fn validate(&self) -> anyhow::Result<()> {
        self.parameters.validate()?;
        self.validate_treasury()?;
        self.validate_realm()?;
        self.genesis.as_deref().map_or(Ok(()), genesis::validate)
    }

    /// Refuses a realm beside a multisig, and one that would be of no use.
    pub(crate) fn validate_realm(&self) -> anyhow::Result<()> {
        let Some(votes) = &self.realm else {
            return Ok(());
        };
        ensure!(
            self.governance.is_none(),
            "governance and [realm] both name who governs: leave one out"
        );
        votes.validate().context("[realm]")
    }

    /// Refuses a treasury for which nobody signs, and a share without a treasury.
    fn validate_treasury(&self) -> anyhow::Result<()> {
        let Some(treasury) = self.treasury else {
            let shared = self.parameters.fee_burn.council_bps > 0;
            ensure!(
                !shared,
                "council_bps is above 0 and the council has no treasury: name one under [council], or nothing is counted for it"
            );
            return Ok(());
        };
        let change = Change::CouncilTreasury(treasury);
        change.validate().with_context(|| {
            format!("the treasury {treasury} is no wallet: nobody could move what is paid to it")
        })
    }
}

/// Where and why a file cannot be read. What stands in the file may be a secret in the wrong place, and is not quoted.
fn misread(text: &str, error: &toml::de::Error) -> anyhow::Error {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or(text);
    let line = before.matches('\n').count().saturating_add(1);
    let column = before.lines().last().filter(|_| !before.ends_with('\n'));
    let column = column.map_or(0, |it| it.chars().count()).saturating_add(1);
    let field = text.lines().nth(line.saturating_sub(1));
    let field = field.and_then(|it| it.split_once('='));
    let field = field.map(|(name, _)| name.trim()).filter(|it| is_field(it));
    let field = field.map_or_else(String::new, |name| format!("{name}: "));
    let why = unquoted(error.message());
    anyhow::anyhow!("line {line}, column {column}: {field}{why}")
}

/// Whether it is like the name of a field, and no secret.
fn is_field(name: &str) -> bool {
    let is_word = name.bytes().all(|it| it.is_ascii_lowercase() || it == b'_');
    !name.is_empty() && name.len() <= MOST_SHOWN && is_word
}

/// A message without what it quotes of the file: texts, and names that are none of a field.
fn unquoted(message: &str) -> String {
    let is_shown = |name: &str| is_field(name) || name.chars().count() <= 1;
    let mut shown = String::new();
    let mut rest = message;
    while let Some(at) = rest.find(['"', '`', '\'']) {
        let (before, from) = rest.split_at(at);
        let (quote, from) = from.split_at(1);
        shown.push_str(before);
        // To the last one: a text may hold some itself.
        let end = match quote {
            "`" => from.find('`'),
            quote => from.rfind(quote),
        };
        let Some(end) = end else {
            shown.push_str(quote);
            rest = from;
            continue;
        };
        let (quoted, after) = from.split_at(end);
        let quoted = if quote == "`" && is_shown(quoted) {
            quoted
        } else {
            "…"
        };
        shown.extend([quote, quoted, quote]);
        rest = after.get(1..).unwrap_or_default();
    }
    shown.push_str(rest);
    shown
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    authority: Address,
    guardian: Address,
    io_mint: Address,
    mint_authority: Option<Address>,
    usdc_mint: Address,
    anchor_micro_usd: u64,
    governance: Option<Address>,
    upgrades: Option<Address>,
    #[serde(default)]
    adopt_mint: bool,
    realm: Option<Votes>,
    genesis: Option<Vec<Row>>,
    council: Council,
    #[serde(default)]
    hashes: Hashes,
    parameters: Parameters,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Council {
    attestors: Vec<Address>,
    threshold: u8,
    treasury: Option<Address>,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Hashes {
    emissions: Option<Hash>,
    marketplace: Option<Hash>,
    fee_burn: Option<Hash>,
}

/// SHA-256, as 64 hexadecimal digits.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
struct Hash([u8; 32]);

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hex(&hash.0)
    }
}

impl TryFrom<String> for Hash {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let malformed = || "not 64 hexadecimal digits".to_string();
        let digits = text.len() == 64 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        if !digits {
            return Err(malformed());
        }
        let mut hash = [0; 32];
        for (byte, at) in hash.iter_mut().zip((0_usize..64).step_by(2)) {
            let pair = text.get(at..at.saturating_add(2)).unwrap_or_default();
            *byte = u8::from_str_radix(pair, 16).map_err(|_| malformed())?;
        }
        Ok(Self(hash))
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, clippy::integer_division)]
mod tests {
    use super::*;
    use io_client::lock::{Schedule, MONTH};
    use io_common::constants::{GENESIS_SUPPLY, ONE_IO};

    use crate::genesis::Lock;

    fn key(byte: u8) -> Pubkey {
        Pubkey::new_from_array([byte; 32])
    }

    fn deployment() -> Deployment {
        let locked = 1_000 * ONE_IO;
        Deployment {
            authority: key(1),
            guardian: key(2),
            io_mint: key(3),
            mint_authority: key(4),
            usdc_mint: key(5),
            anchor: PICO_USD,
            genesis: Some(vec![
                Share::unlocked("treasury", key(6), GENESIS_SUPPLY.saturating_sub(locked)),
                Share {
                    category: "team".into(),
                    owner: key(7),
                    amount: locked,
                    lock: Some(Lock {
                        base: key(8),
                        schedule: Schedule::monthly(locked, 1_800_000_000, 13, 7).unwrap(),
                    }),
                },
            ]),
            council: vec![key(9), key(10)],
            threshold: 2,
            treasury: Some(key(11)),
            governance: Some(key(12)),
            hashes: [None, Some([13; 32]), None],
            ..Deployment::default()
        }
    }

    #[test]
    fn a_deployment_is_read_as_it_was_written() {
        let all = deployment();
        let least = Deployment {
            adopt_mint: true,
            genesis: None,
            treasury: None,
            governance: None,
            hashes: [None; 3],
            ..deployment()
        };
        for deployment in [all, least] {
            let text = deployment.to_toml().unwrap();
            let read = Deployment::from_toml(&text).unwrap();
            assert_eq!(format!("{read:?}"), format!("{deployment:?}"), "{text}");
        }
    }

    #[test]
    fn what_a_file_cannot_say_is_refused() {
        type Edit = fn(&mut Share);
        let edits: [(Edit, &str); 3] = [
            (|it| it.amount += 1, "gets a fraction of an IO"),
            (
                |it| it.lock.as_mut().unwrap().schedule.period = MONTH / 2,
                "the lock is not by the month",
            ),
            (
                |it| it.lock.as_mut().unwrap().schedule.cliff += 1,
                "the lock is not by the month",
            ),
        ];
        for (edit, why) in edits {
            let mut deployment = deployment();
            edit(&mut deployment.genesis.as_mut().unwrap()[1]);
            let refused = format!("{:#}", deployment.to_toml().unwrap_err());
            assert!(refused.contains(why), "{refused}");
        }
        let mut odd = deployment();
        odd.anchor += 1;
        assert!(odd.to_toml().is_err());
    }

    #[test]
    fn a_table_is_asked_for_where_there_is_one() {
        let mut deployment = deployment();
        assert_eq!(deployment.table().unwrap().len(), 2);
        deployment.genesis.as_mut().unwrap()[0].amount -= 1;
        let refused = deployment.table().unwrap_err().to_string();
        assert!(
            refused.contains("does not sum to 500,000,000 IO"),
            "{refused}"
        );
        deployment.genesis = None;
        let refused = deployment.table().unwrap_err().to_string();
        assert!(refused.contains("it has no genesis table"), "{refused}");
    }
}
