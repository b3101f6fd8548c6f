//! A network whose clock jumps. The clock of this machine is weeks from it in every test.

use io_vm::{node::Moment, Vm};

use crate::{
    keeper::{is_done, rounds, without_faults, Done},
    stage::{stage, Process, Stage, HOUR},
};

/// What follows a day later.
#[test]
fn a_clock_that_jumps_a_day_forwards_loses_nothing() {
    let stage = stage();
    let calm = Stage::serve(&stage.machine());
    let mut log = rounds(&stage, &calm);
    calm.set(|it| later(&mut it.lock(), 24 * HOUR));
    log.extend(rounds(&stage, &calm));
    let expected = Done::of(&calm, &log);
    let first = without_faults().actions.len();
    assert!(expected.actions.len() > first, "{log:#?}");

    let folder = tempfile::tempdir().unwrap();
    let server = Stage::serve(&stage.machine());
    let line = "keeper --yes --interval 1s --log json";
    let mut keeper = Process::start(stage.io(folder.path(), &stage.keeper(), &server.url, line));
    keeper.until(first, is_done);
    server.set(|it| later(&mut it.lock(), 24 * HOUR));
    keeper.until(expected.actions.len(), is_done);
    let (status, log) = keeper.end();
    assert_eq!(status, Some(0), "{log:#?}");
    let done = Done::of(&server, &log);
    assert_eq!(done.actions, expected.actions);
    done.assert_is(&expected);
}

/// In the middle of a round, at every seventh request.
#[test]
fn a_clock_that_goes_back_is_followed() {
    let (stage, expected) = (stage(), without_faults());
    for at in (3..expected.requests as u64).step_by(7) {
        let folder = tempfile::tempdir().unwrap();
        let server = Stage::serve(&stage.machine());
        server.hook(Box::new(move |state, moment| {
            if moment == Moment::Before(at) {
                later(&mut state.lock(), -10);
            }
        }));
        let line = "keeper --yes --interval 1s --log json";
        let mut keeper =
            Process::start(stage.io(folder.path(), &stage.keeper(), &server.url, line));
        keeper.until(expected.actions.len(), is_done);
        let (status, log) = keeper.end();
        assert_eq!(status, Some(0), "{log:#?}");
        assert_eq!(Done::of(&server, &log).actions, expected.actions, "{at}");
    }
}

fn later(machine: &mut crate::machine::Machine, seconds: i64) {
    let vm = machine.vm();
    vm.set_unix_time(vm.now() + seconds);
}
