//! Two keepers on the same work.

use std::{
    sync::{Arc, Barrier},
    thread::scope,
};

use io_vm::node::Moment;
use solana_signer::Signer;

use crate::{
    keeper::{is_done, rounds, without_faults, Done},
    stage::{stage, Process, Stage},
};

/// P-24. Both have found the same to do before either sends anything. What the other has done is no failure.
#[test]
fn p24_two_keepers_do_each_action_once() {
    let (stage, expected) = (stage(), without_faults());
    let machine = stage.machine();
    let both = Arc::new(Barrier::new(2));
    let keepers = [stage.keeper(), stage.rival()];
    let logs = scope(|scope| {
        let running = keepers.map(|key| {
            let (stage, machine, both) = (stage.clone(), machine.clone(), both.clone());
            scope.spawn(move || {
                let folder = tempfile::tempdir().unwrap();
                let server = Stage::serve(&machine);
                let mut has_sent = false;
                server.hook(Box::new(move |state, moment| {
                    let (method, _) = state.asked.last().unwrap();
                    let is_send = method == "sendTransaction";
                    if matches!(moment, Moment::Before(_)) && is_send && !has_sent {
                        has_sent = true;
                        both.wait();
                    }
                }));
                let line = "keeper --yes --once --log json";
                let (status, log) =
                    Process::start(stage.io(folder.path(), &key, &server.url, line)).wait();
                assert_eq!(status, Some(0), "{log:#?}");
                (Done::of(&server, &log), log)
            })
        });
        running.map(|it| it.join().unwrap())
    });
    let [(first, _), (second, _)] = &logs;
    let server = Stage::serve(&machine);
    let later = rounds(&stage, &server);
    let after = Done::of(&server, &later);
    let mut actions = [first, second, &after]
        .map(|it| it.actions.clone())
        .concat();
    actions.sort();
    // What settles a supplier that is settled already, or burns what is burned already, succeeds and changes nothing.
    let changes_nothing = |it: &str| matches!(it, "settle" | "burn");
    actions.dedup_by(|it, other| it == other && changes_nothing(&it.0));
    assert_eq!(actions, expected.actions);
    let all: Vec<_> = logs.iter().flat_map(|(_, log)| log).collect();
    assert!(
        all.iter().any(|it| it["outcome"] == "done by another"),
        "{all:#?}"
    );
    assert!(all.iter().any(|it| is_done(it)));
    assert!(!all.iter().any(|it| it["level"] == "WARN"), "{all:#?}");
    // Who pays rent is recorded.
    let (rival, keeper) = (stage.rival().pubkey(), stage.keeper().pubkey());
    after.renamed(&rival, &keeper).assert_is(expected);
}
