//! A process that is killed again and again while the chain grows.

use std::{
    process::{Child, Command, Stdio},
    sync::{
        mpsc::{channel, Receiver},
        Arc, Mutex,
    },
    time::{Duration, Instant},
};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{
    chain::Chain,
    database::Server,
    node::{Moment, Node},
    on_sqlite, Indexer,
};

const TIMES: u32 = 200;
const SEED: u64 = 81;

/// A process that ends with the test, whatever becomes of it.
pub struct Process(pub Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(database: &str, url: &str) -> Process {
    let child = Command::new(env!("CARGO_BIN_EXE_io-indexer"))
        .args(["run", "--url", url, "--database", database])
        .args(["--listen", "127.0.0.1:0", "--every", "50"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    Process(child.unwrap())
}

/// At which request it is killed, and when: before the answer, or so many microseconds after it.
#[derive(Clone, Copy, Debug)]
struct Point {
    request: u64,
    after: Option<u64>,
}

/// P-22.
pub fn nothing_is_lost_or_doubled(server: &Server) {
    println!("seed {SEED}");
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut chain = Chain::new(SEED);
    chain.grow(30);
    let node = Node::new(chain);
    node.set(|it| it.page = 7);
    let database = server.database();
    for _ in 0..TIMES {
        let requests = node.set(|it| it.requests);
        // Most do not live long enough to record what they have listed, some do.
        let lives = match random.random_ratio(1, 6) {
            true => random.random_range(40..100),
            false => random.random_range(1..30),
        };
        let point = Point {
            request: requests + lives,
            after: random
                .random_ratio(3, 4)
                .then(|| random.random_range(0..4_000)),
        };
        let child = Arc::new(Mutex::new(start(&database, &node.url)));
        let killed = kill_at(&node, point, &child);
        killed.recv_timeout(Duration::from_secs(60)).unwrap();
        node.unhook();
        let status = child.lock().unwrap().0.wait().unwrap();
        assert!(!status.success(), "it was killed");
    }
    let mut last = Indexer::open(&database, &node.url, false);
    let before = last.runtime.block_on(last.store.status()).unwrap();
    let recorded: u64 = before.programs.values().map(|it| it.events).sum();
    let all = node.set(|it| it.chain.events(u64::MAX).len() as u64);
    assert!(
        recorded > all / 2,
        "{recorded} of {all} by processes that were killed"
    );
    last.round().unwrap();
    node.set(|it| last.assert_is(&it.chain, it.chain.slot()));
}

/// Kills the child at that point.
fn kill_at(node: &Node, point: Point, child: &Arc<Mutex<Process>>) -> Receiver<()> {
    let (killed, is_killed) = channel();
    let child = child.clone();
    node.hook(Box::new(move |state, moment| {
        if matches!(moment, Moment::Before(request) if request % 4 == 0) {
            state.chain.grow(1);
        }
        let wait = match (moment, point.after) {
            (Moment::Before(request), None) if request >= point.request => 0,
            (Moment::After(request), Some(wait)) if request >= point.request => wait,
            _ => return,
        };
        // A write may be under way in this time.
        let start = Instant::now();
        while start.elapsed() < Duration::from_micros(wait) {
            std::hint::spin_loop();
        }
        // Requests of the process that was killed may come after it.
        let _ = child.lock().unwrap().0.kill();
        let _ = killed.send(());
    }));
    is_killed
}

#[test]
fn p22_nothing_is_lost_or_doubled_on_sqlite() {
    on_sqlite(nothing_is_lost_or_doubled);
}
