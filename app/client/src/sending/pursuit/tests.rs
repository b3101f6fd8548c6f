//! Transactions on a small cluster whose nodes lag, are silent, or are wrong.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::integer_division,
    clippy::panic
)]

use std::sync::Mutex;

use anchor_lang::prelude::Pubkey;
use proptest::prelude::*;
use rand::{rngs::StdRng, Rng, SeedableRng};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::*;
use crate::{
    sending::node::{Status, Statuses},
    transaction::{Budget, Draft, Format},
};

/// Between two blocks.
const BLOCK: Duration = Duration::from_millis(400);
/// Blocks before the first request.
const BEFORE: u64 = 10_000;
/// Blocks behind the tip that are final.
const FINALITY: u64 = 32;
const LAST_HEIGHT: u64 = BEFORE + 150;

/// What becomes of a broadcast.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Taken,
    /// Taken, and the answer lost.
    TakenUnsaid,
    /// Not taken, and the answer lost.
    Swallowed,
    Unconnected,
    /// Too much is asked, as somebody says who may have handed it on.
    Busy,
    /// The node does not know the blockhash.
    Behind,
    Refused,
    /// The node has executed it before.
    Known,
}

/// A cluster. Slots and heights are the same.
struct Cluster {
    now: Mutex<Duration>,
    rng: Mutex<StdRng>,
    /// Ways of the broadcasts; the last repeats.
    ways: Vec<Way>,
    broadcasts: Mutex<usize>,
    /// Blocks from taking it to the block that it is in.
    delay: u64,
    /// The block that it is in.
    block: Mutex<Option<u64>>,
    /// It fails there.
    fails: bool,
    /// Blocks by which each node is behind; one answers each request.
    lags: Vec<u64>,
    /// Percent of reads that are lost.
    lost: u32,
    /// Percent of tips that are far ahead.
    ahead: u32,
    /// Percent of tips that are just over the last height.
    over: u32,
    /// Nulls in a status that are wrong.
    wrong: Mutex<u32>,
    /// The chain stands still from this block on.
    stands: u64,
    /// It keeps no history.
    forgets: bool,
    nonce: bool,
    /// The last finalized block that it names is its newest one.
    eager: bool,
}

impl Cluster {
    fn new(ways: &[Way]) -> Self {
        Self {
            now: Mutex::default(),
            rng: Mutex::new(StdRng::seed_from_u64(1)),
            ways: ways.to_vec(),
            broadcasts: Mutex::default(),
            delay: 2,
            block: Mutex::default(),
            fails: false,
            lags: vec![0],
            lost: 0,
            ahead: 0,
            over: 0,
            wrong: Mutex::default(),
            stands: u64::MAX,
            forgets: false,
            nonce: false,
            eager: false,
        }
    }

    fn tip_now(&self) -> u64 {
        let passed = self.now.lock().unwrap().as_millis() / BLOCK.as_millis();
        (BEFORE + u64::try_from(passed).unwrap()).min(self.stands)
    }

    fn chance(&self, percent: u32) -> bool {
        self.rng.lock().unwrap().random_range(0..100) < percent
    }

    /// The tip of the node that answers, after what the answer takes.
    fn node(&self) -> Result<u64, Fault> {
        self.wait(Duration::from_millis(20));
        if self.chance(self.lost) {
            return Err(Fault::new(Kind::Lost, "gateway"));
        }
        let place = self.rng.lock().unwrap().random_range(0..self.lags.len());
        Ok(self.tip_now() - self.lags[place])
    }

    fn final_of(&self, tip: u64, least: u64) -> Result<u64, Fault> {
        let slot = tip - FINALITY;
        if slot < least {
            return Err(Fault {
                code: Some(-32_016),
                ..Fault::new(Kind::Busy, "minimum context slot")
            });
        }
        Ok(slot)
    }

    /// The block of it, if a node with this tip knows it.
    fn found(&self, tip: u64) -> Option<u64> {
        self.block.lock().unwrap().filter(|block| *block <= tip)
    }
}

impl Clock for Cluster {
    fn now(&self) -> Duration {
        *self.now.lock().unwrap()
    }

    fn wait(&self, time: Duration) {
        *self.now.lock().unwrap() += time;
    }
}

impl Node for Cluster {
    fn broadcast(&self, _: &VersionedTransaction) -> Result<(), Fault> {
        self.wait(Duration::from_millis(20));
        let count = {
            let mut count = self.broadcasts.lock().unwrap();
            *count += 1;
            *count - 1
        };
        let way = *self.ways.get(count).or(self.ways.last()).unwrap();
        if matches!(way, Way::Taken | Way::TakenUnsaid | Way::Known) {
            let block = self.tip_now() + self.delay;
            // A block after the last height does not take it.
            if block <= LAST_HEIGHT || self.nonce {
                self.block.lock().unwrap().get_or_insert(block);
            }
        }
        match way {
            Way::Taken => Ok(()),
            Way::TakenUnsaid | Way::Swallowed => Err(Fault::new(Kind::Lost, "HTTP 504")),
            Way::Unconnected => Err(Fault::new(Kind::Unconnected, "refused")),
            Way::Busy => Err(Fault::new(Kind::Lost, "HTTP 429")),
            Way::Behind => Err(Fault::refusal(TransactionError::BlockhashNotFound)),
            Way::Refused => Err(Fault::refusal(TransactionError::AccountNotFound)),
            Way::Known => Err(Fault::refusal(TransactionError::AlreadyProcessed)),
        }
    }

    fn statuses(&self, signatures: &[Signature], history: bool) -> Result<Statuses, Fault> {
        let tip = self.node()?;
        if history && self.forgets {
            return Err(Fault::new(Kind::Refused, "no history"));
        }
        let remembered = |block: &u64| history || block + 300 >= tip;
        let mut found = self.found(tip).filter(remembered);
        let mut wrong = self.wrong.lock().unwrap();
        if found.is_some() && *wrong > 0 {
            *wrong -= 1;
            found = None;
        }
        let status = found.map(|slot| Status {
            slot,
            sure: slot < tip,
            outcome: if self.fails {
                Err(TransactionError::AccountInUse)
            } else {
                Ok(())
            },
        });
        Ok(At {
            slot: tip,
            value: vec![status; signatures.len()],
        })
    }

    fn tip(&self) -> Result<Tip, Fault> {
        let tip = self.node()?;
        let slot = match self.eager {
            true => tip,
            false => self.final_of(tip, 0)?,
        };
        let height = if self.chance(self.ahead) {
            1_000_000_000_000
        } else if self.chance(self.over) {
            slot.max(LAST_HEIGHT + 1)
        } else {
            slot
        };
        Ok(Tip { slot, height })
    }

    fn is_valid(&self, _: &Hash, least: u64) -> Result<At<bool>, Fault> {
        let slot = self.final_of(self.node()?, least)?;
        Ok(At {
            slot,
            // A bank before the blockhash does not know it.
            value: (BEFORE..=LAST_HEIGHT).contains(&slot),
        })
    }

    fn nonce(&self, _: &Pubkey, least: u64) -> Result<At<Option<Hash>>, Fault> {
        let slot = self.final_of(self.node()?, least)?;
        let value = match self.found(slot) {
            Some(_) => Hash::new_from_array([2; 32]),
            None => Hash::default(),
        };
        Ok(At {
            slot,
            value: Some(value),
        })
    }
}

/// Remembers what was announced to it.
#[derive(Default)]
struct Notes(Mutex<Vec<Announcement>>);

impl Observer for Notes {
    fn announce(&self, signed: &[Announcement]) {
        self.0.lock().unwrap().extend_from_slice(signed);
    }
}

fn signed(nonce: bool) -> Signed {
    let key = Keypair::new_from_array([1; 32]);
    let draft = Draft {
        payer: key.pubkey(),
        instructions: &[],
        blockhash: Hash::default(),
        nonce: None,
        budget: Budget {
            limit: 200_000,
            price: 5_000,
            loaded_bytes: Some(1),
        },
        format: Format::Legacy,
    };
    Signed {
        transaction: draft.sign(&[&key]).unwrap(),
        life: if nonce {
            Life::Nonce {
                account: Pubkey::default(),
                value: Hash::default(),
                slot: BEFORE,
            }
        } else {
            Life::Blockhash {
                hash: Hash::default(),
                slot: BEFORE,
                last_height: Some(LAST_HEIGHT),
            }
        },
        born: Duration::ZERO,
    }
}

/// How it ends, and after how long.
fn ends(cluster: &Cluster) -> (Ended, Duration) {
    let notes = Notes::default();
    let pursuit = Pursuit {
        node: cluster,
        clock: cluster,
        observer: &notes,
        timeouts: &Timeouts::default(),
    };
    let signed = signed(cluster.nonce);
    let mut ended = pursuit.run(vec![signed.clone()]);
    let announced = notes.0.into_inner().unwrap();
    assert_eq!(announced, [signed.announcement()]);
    (ended.remove(0).unwrap(), cluster.now())
}

#[test]
fn it_is_announced_with_its_fee_and_its_end() {
    let signed = signed(false);
    let expected = Announcement {
        signature: signed.transaction.signatures[0],
        expiry: Expiry::Height(LAST_HEIGHT),
        // 5,000 lamports for the signature, and 200,000 units at 5,000 micro-lamports.
        fee: 6_000,
    };
    assert_eq!(signed.announcement(), expected);
}

#[test]
fn each_fault_ends_as_it_must() {
    use Way::*;
    let seconds = Duration::from_secs;
    type Change = fn(&mut Cluster);
    let same: Change = |_| {};
    type Check = fn(&Ended) -> bool;
    let confirmed: Check = |it| matches!(it, Ended::Confirmed(_));
    let unknown: Check = |it| matches!(it, Ended::Unknown(_));
    let expired: Check = |it| *it == Ended::Expired;
    let cases: Vec<(&str, Vec<Way>, Change, Check, u64)> = vec![
        ("all is well", vec![Taken], same, confirmed, 2),
        ("the answer is lost", vec![TakenUnsaid], same, confirmed, 2),
        (
            "lost before it is taken",
            vec![Swallowed, Swallowed, Taken],
            same,
            confirmed,
            5,
        ),
        ("known already", vec![Known], same, confirmed, 2),
        (
            "the node is busy",
            vec![Busy, Busy, Busy, Taken],
            same,
            confirmed,
            6,
        ),
        (
            "no connection at first",
            vec![Unconnected, Taken],
            same,
            confirmed,
            4,
        ),
        (
            "the node is behind",
            vec![Behind, Behind, Taken],
            same,
            confirmed,
            5,
        ),
        (
            "it fails",
            vec![Taken],
            |it| it.fails = true,
            |it| *it == Ended::Failed(TransactionError::AccountInUse),
            2,
        ),
        (
            "refused by the node",
            vec![Refused],
            same,
            |it| matches!(it, Ended::Refused(_)),
            3,
        ),
        (
            "refused after there was no connection",
            vec![Unconnected, Refused],
            same,
            |it| matches!(it, Ended::Refused(_)),
            4,
        ),
        (
            "refused when it was sent again",
            vec![Behind, Refused],
            same,
            expired,
            78,
        ),
        (
            "refused, and nobody says whether another has it",
            vec![Refused],
            |it| it.lost = 100,
            unknown,
            121,
        ),
        (
            "refused, and another has it after a while",
            vec![Refused],
            |it| it.block = Mutex::new(Some(BEFORE + 4)),
            confirmed,
            4,
        ),
        ("behind for good", vec![Behind], same, expired, 78),
        (
            "never a connection",
            vec![Unconnected],
            same,
            |it| matches!(it, Ended::Unsent(_)),
            3,
        ),
        ("busy for good", vec![Busy], same, expired, 78),
        (
            "swallowed again and again",
            vec![Swallowed],
            same,
            expired,
            78,
        ),
        (
            "taken and dropped",
            vec![Taken],
            |it| it.delay = 1_000,
            expired,
            78,
        ),
        (
            "a refusal after it may have been taken",
            vec![TakenUnsaid, Refused],
            same,
            confirmed,
            2,
        ),
        (
            "without a history",
            vec![Swallowed],
            |it| it.forgets = true,
            expired,
            78,
        ),
        (
            "the chain stands still",
            vec![Taken],
            |it| {
                it.stands = BEFORE;
            },
            unknown,
            121,
        ),
        (
            "every read is lost",
            vec![Taken],
            |it| it.lost = 100,
            unknown,
            121,
        ),
        (
            "half of the reads are lost",
            vec![Taken],
            |it| it.lost = 50,
            confirmed,
            10,
        ),
        (
            "the height is far ahead",
            vec![Swallowed],
            |it| it.ahead = 100,
            unknown,
            121,
        ),
        (
            "the height is far ahead, and it lands late",
            vec![Swallowed, Swallowed, Taken],
            |it| {
                it.ahead = 100;
                it.delay = 100;
            },
            confirmed,
            45,
        ),
        (
            "a null that is wrong, at the end",
            vec![Taken],
            |it| {
                it.delay = 149;
                it.wrong = Mutex::new(1);
            },
            confirmed,
            63,
        ),
        (
            "one node of two is far behind",
            vec![Taken],
            |it| it.lags = vec![0, 5_000],
            confirmed,
            10,
        ),
        (
            "refused, but sent by another before",
            vec![Refused],
            |it| it.block = Mutex::new(Some(BEFORE)),
            confirmed,
            2,
        ),
        (
            "a nonce holds",
            vec![Swallowed],
            |it| it.nonce = true,
            |it| *it == Ended::Pending,
            40,
        ),
        (
            "it expires, by a node that names a later block than it counts as finalized",
            vec![Swallowed],
            |it| it.eager = true,
            expired,
            110,
        ),
        (
            "a nonce holds, by such a node",
            vec![Swallowed],
            |it| {
                it.eager = true;
                it.nonce = true;
            },
            |it| *it == Ended::Pending,
            60,
        ),
        (
            "one that stands still before it is final",
            vec![Swallowed],
            |it| {
                it.eager = true;
                it.stands = BEFORE + 160;
            },
            |it| matches!(it, Ended::Unknown(why) if why.starts_with("the network's node is behind: ")),
            130,
        ),
        (
            "a nonce lands",
            vec![Taken],
            |it| it.nonce = true,
            confirmed,
            2,
        ),
    ];
    for (what, ways, change, check, within) in cases {
        let mut cluster = Cluster::new(&ways);
        change(&mut cluster);
        let (ended, time) = ends(&cluster);
        assert!(check(&ended), "{what}: {ended:?}");
        assert!(time <= seconds(within), "{what}: {time:?}");
    }
}

#[test]
fn many_are_pursued_together_and_one_that_fails_stops_them() {
    for (fails, expected) in [
        (false, Ended::Confirmed(BEFORE + 2)),
        (true, Ended::Failed(TransactionError::AccountInUse)),
    ] {
        let mut cluster = Cluster::new(&[Way::Taken]);
        cluster.fails = fails;
        let notes = Notes::default();
        let pursuit = Pursuit {
            node: &cluster,
            clock: &cluster,
            observer: &notes,
            timeouts: &Timeouts::default(),
        };
        let ended = pursuit.run(vec![signed(false); 2 * BATCH + 1]);
        assert!(ended.iter().all(|it| *it == Some(expected.clone())));
        assert_eq!(notes.0.lock().unwrap().len(), 2 * BATCH + 1);
        // All of them once; none of them is missing afterwards.
        assert!(*cluster.broadcasts.lock().unwrap() > 2 * BATCH);
    }
}

/// Another one may have sent it before.
#[test]
fn a_refusal_does_not_conclude_what_was_signed_elsewhere() {
    let cluster = Cluster::new(&[Way::Refused]);
    let notes = Notes::default();
    let pursuit = Pursuit {
        node: &cluster,
        clock: &cluster,
        observer: &notes,
        timeouts: &Timeouts::default(),
    };
    let elsewhere = Signed {
        life: Life::Blockhash {
            hash: Hash::default(),
            slot: BEFORE,
            last_height: None,
        },
        ..signed(false)
    };
    assert_eq!(pursuit.run(vec![elsewhere]), [Some(Ended::Expired)]);
}

fn way() -> impl Strategy<Value = Way> {
    prop_oneof![
        1 => Just(Way::Taken),
        1 => Just(Way::TakenUnsaid),
        3 => Just(Way::Swallowed),
        1 => Just(Way::Unconnected),
        1 => Just(Way::Busy),
        1 => Just(Way::Behind),
        1 => Just(Way::Refused),
        1 => Just(Way::Known),
    ]
}

fn cluster() -> impl Strategy<Value = Cluster> {
    let chain = (
        0..170_u64,
        prop_oneof![3 => Just(u64::MAX), 1 => BEFORE..BEFORE + 300],
    );
    let nodes = prop::collection::vec(prop_oneof![0..40_u64, 0..5_000_u64], 1..4);
    let faults = (0..60_u32, 0..60_u32, 0..60_u32, 0..2_u32);
    let ways = prop::collection::vec(way(), 1..80);
    let flags = any::<(bool, bool, bool, u64, bool)>();
    (ways, chain, nodes, faults, flags).prop_map(|(ways, chain, lags, faults, flags)| Cluster {
        delay: chain.0,
        stands: chain.1,
        lags,
        lost: faults.0,
        ahead: faults.1,
        over: faults.2,
        wrong: Mutex::new(faults.3),
        fails: flags.0,
        forgets: flags.1,
        nonce: flags.2,
        eager: flags.4,
        rng: Mutex::new(StdRng::seed_from_u64(flags.3)),
        ..Cluster::new(&ways)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the nodes say, in whatever order.
    #[test]
    fn what_is_in_a_block_is_never_said_to_be_in_none(cluster in cluster()) {
        let (ended, time) = ends(&cluster);
        let block = *cluster.block.lock().unwrap();
        let was_taken = block.is_some();
        match ended {
            Ended::Confirmed(slot) => prop_assert!(block == Some(slot) && !cluster.fails),
            Ended::Failed(_) => prop_assert!(was_taken && cluster.fails),
            // It may also be in a block that is still to come.
            Ended::Expired | Ended::NonceAdvanced | Ended::Unsent(_) | Ended::Refused(_) => {
                prop_assert!(!was_taken, "in block {block:?}");
            }
            Ended::Pending => prop_assert!(cluster.nonce),
            Ended::Unknown(_) => {}
        }
        prop_assert!(time <= Duration::from_secs(125), "{time:?}");
    }
}

impl std::fmt::Debug for Cluster {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            ways,
            delay,
            fails,
            lags,
            lost,
            ahead,
            over,
            wrong,
            stands,
            forgets,
            nonce,
            ..
        } = self;
        write!(
            out,
            "{ways:?} delay {delay} fails {fails} lags {lags:?} lost {lost} ahead {ahead} over {over} wrong {wrong:?} \
             stands {stands} forgets {forgets} nonce {nonce}"
        )
    }
}
