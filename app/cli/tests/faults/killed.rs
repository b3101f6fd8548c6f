//! A keeper that is killed, at any request, and started again.

use std::sync::{Arc, Mutex};

use io_vm::node::Moment;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{
    keeper::{rounds, without_faults, Done},
    stage::{stage, Process, Stage},
};

const SEED: u64 = 51;
/// Processes that are killed in a row.
const TIMES: usize = 4;

/// Killed before an answer or after it.
#[test]
fn a_keeper_may_be_killed_at_any_request() {
    println!("seed {SEED}");
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let (stage, expected) = (stage(), without_faults());
    for _ in 0..6 {
        let server = Stage::serve(&stage.machine());
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..TIMES {
            let last = server.set(|it| it.requests) + random.random_range(1..40);
            let point = match random.random_ratio(1, 2) {
                true => Moment::Before(last),
                false => Moment::After(last),
            };
            println!("killed {point:?}");
            let line = "keeper --yes --interval 1s --log json";
            let command = stage.io(folder.path(), &stage.keeper(), &server.url, line);
            let pid = Arc::new(Mutex::new(None));
            let killed = pid.clone();
            server.hook(Box::new(move |_, moment| {
                if moment == point {
                    let child: Option<Arc<Mutex<std::process::Child>>> =
                        killed.lock().unwrap().take();
                    child.unwrap().lock().unwrap().kill().unwrap();
                }
            }));
            // No request comes before the hook knows whom to kill.
            let mut known = pid.lock().unwrap();
            let mut keeper = Process::start(command);
            *known = Some(keeper.child.clone());
            drop(known);
            let (status, _) = keeper.wait();
            assert_eq!(status, None, "it was killed");
            server.unhook();
        }
        let log = rounds(&stage, &server);
        Done::of(&server, &log).assert_is(expected);
    }
}
