use proptest::prelude::*;

use super::*;

const HASH: [u8; 32] = [7; 32];
const OTHER: [u8; 32] = [8; 32];
/// When the reservation was made, and the end of its start window.
const MADE: i64 = 1_000;
const UNTIL: i64 = 2_800;
const WAITING: OnChain = OnChain::Waiting { until: UNTIL };
const RUNS: OnChain = OnChain::Running {
    hash: HASH,
    ends_at: 10_000,
};

fn stored(stage: Stage) -> Stored {
    Stored {
        stage,
        created_at: MADE,
        since: MADE,
        hash: (stage >= Stage::Ready).then_some(HASH),
        has_workload: true,
        failures: 0,
        retry_at: 0,
        absent_since: None,
    }
}

fn sight(now: i64, on_chain: OnChain) -> Sight {
    Sight {
        now,
        slot: 2,
        on_chain,
        is_another: false,
        doubted_at: None,
    }
}

/// What follows from a second look that shows the same.
fn step(now: i64, chain: OnChain, stored: Stored) -> Step {
    let first = sight(now, chain);
    match next(&Policy::default(), &first, Some(&stored)) {
        Step::NoteDoubt(Some(slot)) => {
            let second = Sight {
                slot: slot + 1,
                doubted_at: Some(slot),
                ..first
            };
            next(&Policy::default(), &second, Some(&stored))
        }
        step => step,
    }
}

#[test]
fn a_reservation_is_admitted_prepared_started_and_taken_back() {
    let admitted = next(&Policy::default(), &sight(MADE, WAITING), None);
    assert_eq!(admitted, Step::Admit);
    let life = [
        (Stage::Admitted, WAITING, Step::Prepare),
        (Stage::Provisioning, WAITING, Step::Provision),
        (Stage::Ready, WAITING, Step::Start),
        (Stage::Ready, RUNS, Step::Confirm),
        (Stage::Running, RUNS, Step::Watch),
        (Stage::Running, OnChain::Ended, Step::Remove(Why::Ended)),
        (Stage::Removing, OnChain::Ended, Step::Teardown),
        (Stage::Gone, OnChain::Ended, Step::Ignore),
    ];
    for (stage, chain, expected) in life {
        assert_eq!(step(MADE, chain, stored(stage)), expected, "{stage:?}");
    }
    assert_eq!(
        step(10_000, RUNS, stored(Stage::Running)),
        Step::Remove(Why::Over)
    );
}

#[test]
fn what_the_service_does_not_know_is_left_alone_unless_it_waits() {
    let policy = Policy::default();
    for chain in [RUNS, OnChain::Ended, OnChain::Absent] {
        assert_eq!(next(&policy, &sight(MADE, chain), None), Step::Ignore);
    }
    assert_eq!(
        next(&policy, &sight(UNTIL - 60, WAITING), None),
        Step::Admit
    );
    assert_eq!(
        next(&policy, &sight(UNTIL - 59, WAITING), None),
        Step::Ignore
    );
}

#[test]
fn without_a_workload_it_waits_and_then_refuses() {
    let mut it = stored(Stage::Admitted);
    it.has_workload = false;
    assert_eq!(step(MADE + 899, WAITING, it), Step::Rest);
    assert_eq!(step(MADE + 900, WAITING, it), Step::Refuse(Why::NoWorkload));
    let needs_none = Policy {
        workload_within: None,
        ..Policy::default()
    };
    assert_eq!(
        next(&needs_none, &sight(MADE, WAITING), Some(&it)),
        Step::Prepare
    );
}

#[test]
fn a_driver_that_fails_is_tried_again_and_then_declined() {
    let mut it = stored(Stage::Provisioning);
    (it.failures, it.retry_at) = (2, MADE + 20);
    assert_eq!(step(MADE + 19, WAITING, it), Step::Rest);
    assert_eq!(step(MADE + 20, WAITING, it), Step::Provision);
    it.failures = 3;
    assert_eq!(step(MADE, WAITING, it), Step::Refuse(Why::DriverFailed));
    assert_eq!(step(MADE, WAITING, stored(Stage::Refusing)), Step::Decline);
    assert_eq!(
        step(MADE, OnChain::Ended, stored(Stage::Refusing)),
        Step::Remove(Why::Ended)
    );
}

#[test]
fn nothing_is_begun_at_the_end_of_the_start_window_but_a_start() {
    let ready = Stored {
        since: UNTIL - 10,
        ..stored(Stage::Ready)
    };
    assert_eq!(step(UNTIL, WAITING, ready), Step::Start);
    let late = Step::Refuse(Why::TooLate);
    assert_eq!(step(UNTIL + 1, WAITING, ready), late);
    for stage in [Stage::Admitted, Stage::Provisioning] {
        assert_ne!(step(UNTIL - 60, WAITING, stored(stage)), late);
        assert_eq!(step(UNTIL - 59, WAITING, stored(stage)), late);
    }
}

#[test]
fn what_was_started_with_other_details_is_taken_back() {
    let elsewhere = OnChain::Running {
        hash: OTHER,
        ends_at: 10_000,
    };
    for stage in [
        Stage::Admitted,
        Stage::Provisioning,
        Stage::Ready,
        Stage::Running,
        Stage::Refusing,
    ] {
        let expected = Step::Remove(Why::StartedElsewhere);
        assert_eq!(step(MADE, elsewhere, stored(stage)), expected, "{stage:?}");
    }
}

/// Its tenant may use the GPUs meanwhile, and pays nothing.
#[test]
fn what_is_prepared_and_does_not_start_is_taken_back() {
    let it = stored(Stage::Ready);
    assert_eq!(step(MADE + 299, WAITING, it), Step::Start);
    assert_eq!(step(MADE + 300, WAITING, it), Step::Refuse(Why::NotStarted));
    assert_eq!(step(MADE + 300, RUNS, it), Step::Confirm);
    let again = Stored {
        since: MADE + 300,
        ..it
    };
    assert_eq!(step(MADE + 300, WAITING, again), Step::Start);
}

#[test]
fn a_start_that_the_chain_drops_is_sent_again() {
    assert_eq!(step(MADE, WAITING, stored(Stage::Running)), Step::Reopen);
}

#[test]
fn a_closed_account_must_stay_away_before_anything_is_taken_back() {
    let mut it = stored(Stage::Running);
    let absent = OnChain::Absent;
    assert_eq!(step(5_000, absent, it), Step::NoteAbsent(Some(5_000)));
    it.absent_since = Some(5_000);
    assert_eq!(step(5_059, absent, it), Step::Rest);
    assert_eq!(step(5_060, absent, it), Step::Remove(Why::Closed));
    // A node that lagged.
    assert_eq!(step(5_060, RUNS, it), Step::NoteAbsent(None));
}

#[test]
fn one_look_takes_nothing_back_and_a_second_at_a_later_slot_does() {
    let it = stored(Stage::Running);
    let elsewhere = OnChain::Running {
        hash: OTHER,
        ends_at: 10_000,
    };
    for (now, on_chain, why) in [
        (5_000, OnChain::Ended, Why::Ended),
        (10_000, RUNS, Why::Over),
        (5_000, elsewhere, Why::StartedElsewhere),
    ] {
        let look = |slot, doubted_at| Sight {
            slot,
            doubted_at,
            ..sight(now, on_chain)
        };
        let taken = |sight: Sight| next(&Policy::default(), &sight, Some(&it));
        assert_eq!(taken(look(7, None)), Step::NoteDoubt(Some(7)));
        // The same look, and one of a node that lags.
        assert_eq!(taken(look(7, Some(7))), Step::Rest);
        assert_eq!(taken(look(6, Some(7))), Step::Rest);
        assert_eq!(taken(look(8, Some(7))), Step::Remove(why));
    }
}

#[test]
fn a_look_that_was_wrong_is_forgotten_once_a_later_one_says_so() {
    let it = stored(Stage::Running);
    let look = |slot| Sight {
        slot,
        doubted_at: Some(7),
        ..sight(5_000, RUNS)
    };
    let taken = |slot| next(&Policy::default(), &look(slot), Some(&it));
    assert_eq!(taken(7), Step::Rest);
    assert_eq!(taken(8), Step::NoteDoubt(None));
}

#[test]
fn an_address_that_is_used_again_is_of_another_reservation() {
    let again = Sight {
        is_another: true,
        ..sight(MADE + 500, WAITING)
    };
    let policy = Policy::default();
    for stage in Stage::ALL {
        let it = stored(stage);
        let first = next(&policy, &again, Some(&it));
        let second = Sight {
            slot: again.slot + 1,
            doubted_at: Some(again.slot),
            ..again
        };
        let second = next(&policy, &second, Some(&it));
        match stage {
            Stage::Removing => assert_eq!(first, Step::Teardown),
            // What was prepared for the first is off the machines.
            Stage::Gone => assert_eq!(first, Step::Admit),
            _ => {
                assert_eq!(first, Step::NoteDoubt(Some(again.slot)), "{stage:?}");
                assert_eq!(second, Step::Remove(Why::Replaced), "{stage:?}");
            }
        }
    }
    // The gone one itself is not admitted again.
    assert_eq!(step(MADE, WAITING, stored(Stage::Gone)), Step::Ignore);
}

#[test]
fn a_start_that_comes_before_the_refusal_is_served() {
    let mut it = stored(Stage::Refusing);
    it.hash = Some(HASH);
    assert_eq!(step(MADE, RUNS, it), Step::Confirm);
    assert_eq!(step(10_000, RUNS, it), Step::Remove(Why::Over));
    it.hash = None;
    assert_eq!(step(MADE, RUNS, it), Step::Remove(Why::StartedElsewhere));
}

#[test]
fn stages_have_names_of_their_own() {
    for stage in Stage::ALL {
        assert_eq!(Stage::named(stage.name()), Some(stage));
    }
    assert_eq!(Stage::named("other"), None);
}

fn any_chain() -> impl Strategy<Value = OnChain> {
    prop_oneof![
        Just(OnChain::Absent),
        Just(OnChain::Ended),
        (0..20_000_i64).prop_map(|until| OnChain::Waiting { until }),
        (any::<bool>(), 0..20_000_i64).prop_map(|(ours, ends_at)| OnChain::Running {
            hash: if ours { HASH } else { OTHER },
            ends_at,
        }),
    ]
}

fn any_stored() -> impl Strategy<Value = Stored> {
    let times = (
        0..20_000_i64,
        0..20_000_i64,
        prop::option::of(0..20_000_i64),
    );
    (0..7_usize, any::<bool>(), 0..5_u32, times).prop_map(
        |(stage, has_workload, failures, (since, retry_at, absent_since))| Stored {
            has_workload,
            failures,
            since,
            retry_at,
            absent_since,
            ..stored(Stage::ALL[stage])
        },
    )
}

proptest! {
    #[test]
    fn a_tenant_is_never_taken_back_while_it_runs(chain in any_chain(), it in any_stored(), now in 0..20_000_i64) {
        let taken = step(now, chain, it);
        let runs = matches!(chain, OnChain::Running { hash: HASH, ends_at } if now < ends_at);
        if runs && it.hash == Some(HASH) && it.stage <= Stage::Refusing {
            prop_assert!(!matches!(taken, Step::Remove(_) | Step::Refuse(_) | Step::Provision | Step::Start | Step::Decline), "{taken:?}");
        }
        // The driver takes back only what was stored to be taken back.
        if taken == Step::Teardown {
            prop_assert_eq!(it.stage, Stage::Removing);
        }
    }

    #[test]
    fn a_start_has_stored_details_and_a_reservation_that_waits(chain in any_chain(), it in any_stored(), now in 0..20_000_i64) {
        if step(now, chain, it) == Step::Start {
            prop_assert!(it.stage == Stage::Ready && it.hash.is_some());
            let waits = matches!(chain, OnChain::Waiting { until } if now <= until);
            prop_assert!(waits);
        }
    }

    #[test]
    fn whatever_has_ended_is_on_its_way_back(it in any_stored(), now in 0..20_000_i64) {
        let it = Stored { absent_since: None, ..it };
        let taken = step(now, OnChain::Ended, it);
        match it.stage {
            Stage::Removing => prop_assert!(matches!(taken, Step::Teardown | Step::Rest)),
            Stage::Gone => prop_assert_eq!(taken, Step::Ignore),
            _ => prop_assert_eq!(taken, Step::Remove(Why::Ended)),
        }
    }
}
