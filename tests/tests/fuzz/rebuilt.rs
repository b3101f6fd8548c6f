//! What the accounts hold, rebuilt from the events of random sequences (P-22).
//!
//! The transactions' events are folded into rows, from the first one after the launch on. At random moments the rows are
//! compared with every account, to the base unit. Nothing but the events reaches the rows.

use std::{collections::BTreeSet, env};

use anchor_lang::event::EVENT_IX_TAG_LE;
use io_client::events::{Emissions, Event, FeeBurn, Marketplace};
use io_indexer::{
    events::{Place, Recorded},
    ledger::{apply, compare::compare, Kind, Memory},
};
use io_tests::Chain;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use solana_signature::Signature;

use crate::{action::Action, draw::draw, sequence::Sequence, setting};

/// Sequences that are played unless the environment says how many.
const SEQUENCES: u64 = 12;
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
fn play(chain: &Chain, index: &Index, seed: u64) -> Result<Index, String> {
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
    outcome.map(|()| index).map_err(|reason| {
        let last = actions.last().map(ToString::to_string).unwrap_or_default();
        format!(
            "seed {seed}, after {} actions, {last}: {reason}",
            actions.len()
        )
    })
}

#[test]
fn p22_what_the_accounts_hold_is_rebuilt_from_the_events() {
    let wanted = env::var("IO_REBUILT_SEQUENCES").ok();
    let sequences = wanted.map_or(SEQUENCES, |it| it.parse().unwrap());
    let mut chain = setting::open_on(|vm| vm.leave_unsigned().keep_journal());
    let mut start = Index::default();
    start.follow(&mut chain).unwrap();

    let mut seen = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    println!("P-22: seeds 0..{sequences}, {LENGTH} actions each");
    for seed in 0..sequences {
        let index = play(&chain, &start, seed).unwrap_or_else(|reason| panic!("{reason}"));
        seen.extend(index.seen);
        kinds.extend(index.rows.0.keys().map(|key| key.kind()));
    }
    let missing: Vec<_> = Kind::ALL
        .iter()
        .filter(|kind| !kinds.contains(kind))
        .collect();
    assert!(missing.is_empty(), "no row of {missing:?}");
    let never: Vec<String> = all().filter(|name| !seen.contains(name)).collect();
    assert_eq!(never, Vec::<String>::new());
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
