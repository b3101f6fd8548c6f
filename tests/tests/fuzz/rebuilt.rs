//! What the accounts hold, rebuilt from the events of random sequences (P-22).
//!
//! The transactions' events are folded into rows, from the first one after the launch on. At random moments the rows are
//! compared with every account, to the base unit. Nothing but the events reaches the rows.

use std::{collections::BTreeSet, env};

use anchor_lang::{event::EVENT_IX_TAG_LE, prelude::Pubkey};
use io_client::events::{Emissions, Event, FeeBurn, Marketplace};
use io_ledger::{
    apply,
    compare::compare,
    events::{Place, Recorded},
    Kind, Memory, Row,
};
use io_tests::Chain;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use solana_signature::Signature;

use crate::{action::Action, draw::draw, sequence::Sequence, setting};

/// Sequences that are played unless the environment says how many.
const SEQUENCES: u64 = 40;
/// Actions of a sequence.
const LENGTH: usize = 250;
/// One in this many actions is followed by a comparison.
const EVERY: u32 = 10;

/// Rows of a network, and which events have made them.
#[derive(Clone, Default)]
struct Index {
    rows: Memory,
    transactions: u32,
    seen: BTreeSet<String>,
}

impl Index {
    /// Folds what has been sent since the last call.
    fn follow(&mut self, chain: &mut Chain) -> Result<(), String> {
        for sent in chain.vm.take_journal() {
            self.transactions += 1;
            let calls = (0..).zip(&sent.receipt.inner);
            for (inner, (program, data)) in calls {
                let Some(data) = data.strip_prefix(EVENT_IX_TAG_LE) else {
                    continue;
                };
                let place = Place {
                    slot: self.transactions.into(),
                    transaction: 0,
                    signature: Signature::default(),
                    outer: 0,
                    inner,
                };
                let recorded = Recorded::new(place, sent.time, *program, data.to_vec());
                let name = name(&recorded).ok_or("an event that cannot be decoded")?;
                let folded = apply(&recorded, &mut self.rows);
                folded.map_err(|error| format!("P-22: {name}: {error}"))?;
                self.seen.insert(name);
            }
        }
        Ok(())
    }

    /// Compares the rows with the accounts.
    fn compare(&self, sequence: &Sequence) -> Result<(), String> {
        let found = compare(&sequence.view.all, &self.rows);
        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        match lines.is_empty() {
            true => Ok(()),
            false => Err(format!("P-22: {}", lines.join("\n"))),
        }
    }
}

/// Program and name of an event.
fn name(recorded: &Recorded) -> Option<String> {
    let event = recorded.event.as_ref()?;
    let discriminator = &recorded.data[..8];
    let (program, names) = match event {
        Event::Emissions(_) => ("emissions", Emissions::NAMES),
        Event::Marketplace(_) => ("marketplace", Marketplace::NAMES),
        Event::FeeBurn(_) => ("fee-burn", FeeBurn::NAMES),
    };
    let hash = |name: &&&str| {
        let preimage = format!("event:{name}");
        solana_sha(preimage.as_bytes())[..8] == *discriminator
    };
    let name = names.iter().find(hash)?;
    Some(format!("{program} {name}"))
}

fn solana_sha(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}

/// Plays one sequence.
fn play(chain: &Chain, index: &Index, seed: u64) -> Result<(Index, Sequence), String> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (mut sequence, mut index) = (Sequence::new(chain), index.clone());
    let mut actions: Vec<Action> = Vec::new();
    let mut outcome = Ok(());
    while outcome.is_ok() && actions.len() < LENGTH {
        let cast = sequence.chain.cast.clone();
        let action = draw(&mut rng, sequence.stage(&cast));
        actions.push(action);
        outcome = sequence.act(&action);
        outcome = outcome.and_then(|()| index.follow(&mut sequence.chain));
        if rng.random_range(0..EVERY) == 0 {
            outcome = outcome.and_then(|()| index.compare(&sequence));
        }
    }
    outcome = outcome.and_then(|()| index.compare(&sequence));
    outcome.map(|()| (index, sequence)).map_err(|reason| {
        let last = actions.last().map(ToString::to_string).unwrap_or_default();
        format!(
            "seed {seed}, after {} actions, {last}: {reason}",
            actions.len()
        )
    })
}

/// The network at the beginning of each sequence, and its rows.
fn start() -> (Chain, Index) {
    let mut chain = setting::open_on(|vm| vm.leave_unsigned().keep_journal());
    let mut index = Index::default();
    index.follow(&mut chain).unwrap();
    (chain, index)
}

#[test]
fn p22_what_the_accounts_hold_is_rebuilt_from_the_events() {
    let wanted = env::var("IO_REBUILT_SEQUENCES").ok();
    let sequences = wanted.map_or(SEQUENCES, |it| it.parse().unwrap());
    let (chain, start) = start();
    let (mut seen, mut kinds) = (BTreeSet::new(), BTreeSet::new());
    println!("P-22: seeds 0..{sequences}, {LENGTH} actions each");
    for seed in 0..sequences {
        let (index, _) = play(&chain, &start, seed).unwrap_or_else(|reason| panic!("{reason}"));
        seen.extend(index.seen);
        let keys = index.rows.0.iter();
        let named = keys
            .clone()
            .all(|(key, row)| row.key().is_none_or(|it| it == *key));
        assert!(named, "seed {seed}: a row with another key");
        kinds.extend(keys.map(|(key, _)| key.kind()));
    }
    if sequences >= SEQUENCES {
        let mut without = Kind::ALL.iter().filter(|kind| !kinds.contains(kind));
        assert_eq!(without.next(), None, "a kind without a row");
        let mut needed = all().filter(|name| !NO_ROW.contains(&name.as_str()));
        assert_eq!(needed.find(|name| !seen.contains(name)), None, "never seen");
    }
}

/// What is not compared: no account has it, or it is counted over closed accounts.
const NOT_COMPARED: [&str; 15] = [
    "auction/anchor",
    "auction/ends_at",
    "auction/factor_bps",
    "auction/number",
    "auction/returned",
    "delegation/claimed",
    "delegation/compounded",
    "delegation/held/slash",
    "delegation/slashed",
    "offer/created_at",
    "reservation/surplus",
    "slash/ended_at",
    "slash/proposed_at",
    "supplier/attestation/units",
    "supplier/registered_at",
];

/// Events that change no row, and which this many sequences need not have.
const NO_ROW: [&str; 4] = [
    "emissions RentReclaimed",
    "marketplace RentReclaimed",
    "marketplace AutopayShort",
    "fee-burn RentReclaimed",
];

/// P-22 is not met by chance: a number of a row that is one higher is a difference.
#[test]
fn p22_every_number_of_the_rows_is_compared() {
    let (chain, start) = start();
    let (mut all, mut found) = (BTreeSet::new(), BTreeSet::new());
    for seed in 0..3 {
        let (index, sequence) =
            play(&chain, &start, seed).unwrap_or_else(|reason| panic!("{reason}"));
        let mut rows = index.rows.clone();
        let with_account = index
            .rows
            .0
            .iter()
            .filter(|(key, _)| Kind::WITH_ACCOUNT.contains(&key.kind()));
        for (key, row) in with_account {
            let json = serde_json::from_str(&row.json().unwrap()).unwrap();
            for (path, raised) in raised(&json) {
                let path = format!("{}{path}", key.kind().name());
                all.insert(path.clone());
                let raised = Row::read(key.kind(), &raised.to_string()).unwrap();
                rows.0.insert(*key, raised);
                if !compare(&sequence.view.all, &rows).is_empty() {
                    found.insert(path);
                }
            }
            rows.0.insert(*key, row.clone());
        }
    }
    let not_found: Vec<_> = all.difference(&found).map(String::as_str).collect();
    assert_eq!(not_found, NOT_COMPARED);
}

/// Copies of `json`, each with one number raised by one, and where it is.
fn raised(json: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    let more = |number: &str| number.parse::<u128>().ok().map(|it| it + 1);
    match json {
        Value::Number(number) => {
            let one = number.as_i64().map(|it| Value::from(it + 1));
            all.extend(one.map(|it| (String::new(), it)));
        }
        Value::String(text) => {
            // The zero address has digits only.
            let number = Some(text).filter(|text| text.parse::<Pubkey>().is_err());
            all.extend(
                number
                    .and_then(|text| more(text))
                    .map(|it| (String::new(), Value::from(it.to_string()))),
            );
        }
        Value::Array(values) => {
            for (place, value) in values.iter().enumerate() {
                for (path, raised) in self::raised(value) {
                    let mut copy = values.clone();
                    copy[place] = raised;
                    all.push((path, Value::from(copy)));
                }
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                for (path, raised) in self::raised(value) {
                    let mut copy = fields.clone();
                    copy.insert(name.clone(), raised);
                    all.push((format!("/{name}{path}"), Value::from(copy)));
                }
            }
        }
        _ => {}
    }
    all
}

/// Program and name of each event.
fn all() -> impl Iterator<Item = String> {
    let of = |program: &'static str, names: &'static [&'static str]| {
        names.iter().map(move |name| format!("{program} {name}"))
    };
    let emissions = of("emissions", Emissions::NAMES);
    let marketplace = of("marketplace", Marketplace::NAMES);
    emissions
        .chain(marketplace)
        .chain(of("fee-burn", FeeBurn::NAMES))
}
