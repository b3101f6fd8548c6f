//! `io council watch`: three attestors watch the same suppliers, each from a machine of its own, with the real programs.

#![allow(clippy::integer_division)]

mod internet;
mod options;
mod random;
mod world;

use std::{fs, rc::Rc};

use io_client::emissions as client;
use io_common::types::Supplier;
use io_watch::{
    decision::Decision,
    evidence::{self, Entry, Line},
};
use marketplace::state::{OutageReport, Reservation};
use solana_signer::Signer;

use self::{
    internet::Mode,
    world::{World, MINUTE},
};

impl World<'_> {
    fn reservation(&mut self) -> Reservation {
        let address = self.reservation;
        io_client::read(&mut self.node, &address).unwrap().unwrap()
    }

    fn attested(&mut self, place: usize) -> u32 {
        let address = self.suppliers[place];
        let it: Supplier = io_client::read(&mut self.node, &address).unwrap().unwrap();
        it.attestation.gpus
    }

    fn ends_at(&mut self, place: usize) -> i64 {
        let address = self.suppliers[place];
        let it: Supplier = io_client::read(&mut self.node, &address).unwrap().unwrap();
        it.attestation.ends_at
    }

    /// Seconds after the start since when the chain has the reservation down.
    fn down_since(&mut self) -> Option<i64> {
        let it = self.reservation();
        let since = it.outage.since()?;
        Some(it.started_at + i64::from(since))
    }

    /// What the evidence of a watcher says that it has sent, with what came of it.
    fn sent(&self, watcher: usize) -> Vec<(String, String)> {
        let steps = self.entries(watcher).into_iter();
        let steps = steps.filter_map(|it| match it {
            Entry::Step { step, outcome, .. } => Some((step, outcome)),
            _ => None,
        });
        steps.collect()
    }

    fn entries(&self, watcher: usize) -> Vec<Entry> {
        let folder = self.folder(watcher);
        let mut entries = Vec::new();
        for day in evidence::days(folder).unwrap() {
            let text = fs::read_to_string(folder.join(format!("{day}.jsonl"))).unwrap();
            let lines = text
                .lines()
                .map(|it| serde_json::from_str::<Line>(it).unwrap());
            entries.extend(lines.map(|it| it.entry));
        }
        entries
    }

    /// Why a watcher has not approved decisions of others.
    fn disagreements(&self, watcher: usize) -> Vec<String> {
        let entries = self.entries(watcher).into_iter();
        let why = entries.filter_map(|it| match it {
            Entry::Disagreement { why, .. } => Some(why),
            _ => None,
        });
        why.collect()
    }

    fn verify(&self, watcher: usize) -> Vec<evidence::Verified> {
        let folder = self.folder(watcher);
        let days = evidence::days(folder).unwrap();
        let files = days.iter().map(|day| folder.join(format!("{day}.jsonl")));
        files
            .map(|it| evidence::verify(&it, None).unwrap())
            .collect()
    }
}

#[test]
fn a_supplier_that_dies_is_reported_down_from_the_first_failed_probe_and_up_again() {
    World::play(|world| {
        world.rounds(4);
        assert_eq!(world.down_since(), None);
        let died = world.now() + MINUTE;
        world.set(0, Mode::Dead);
        world.rounds(3);
        assert_eq!(world.down_since(), None, "three failures are too few");
        world.rounds(5);
        assert_eq!(world.down_since(), Some(died));
        let reports = |world: &World| {
            let sent = (0..3).flat_map(|it| world.sent(it));
            sent.filter(|(_, outcome)| outcome == "done").count()
        };
        assert_eq!(reports(world), 2, "one proposes, one completes");
        world.rounds(10);
        assert_eq!(reports(world), 2, "once reported, it is not reported again");
        let back = world.now() + MINUTE;
        world.set(0, Mode::Serves);
        world.rounds(2);
        assert_eq!(world.down_since(), Some(died), "two answers are too few");
        world.rounds(5);
        assert_eq!(world.down_since(), None);
        assert_eq!(i64::from(world.reservation().outage.total), back - died);
        // The suppliers that were up all the time were not touched.
        assert_eq!(reports(world), 4);
    });
}

#[test]
fn a_supplier_that_flaps_or_is_slow_is_not_reported() {
    World::play(|world| {
        world.rounds(4);
        for _ in 0..20 {
            world.set(0, Mode::Dead);
            world.rounds(1);
            world.set(0, Mode::Serves);
            world.rounds(1);
        }
        world.set(0, Mode::Slow);
        world.rounds(20);
        assert_eq!(world.down_since(), None);
        assert!((0..3).all(|it| world.sent(it).is_empty()));
    });
}

#[test]
fn a_supplier_that_shows_fewer_gpus_is_attested_fewer() {
    World::play(|world| {
        world.rounds(4);
        let before = world.attested(1);
        world.set(1, Mode::Shows(before - 1));
        world.rounds(8);
        assert_eq!(world.attested(1), before - 1);
        // More is never attested: people look first.
        world.set(1, Mode::Serves);
        world.rounds(30);
        assert_eq!(world.attested(1), before - 1);
    });
}

/// The copier takes nothing from the other one, and people see both.
#[test]
fn gpus_that_two_suppliers_show_count_for_both_and_are_shown_to_people() {
    World::play(|world| {
        world.rounds(4);
        let before = [0, 1, 2].map(|it| world.attested(it));
        world.set(2, Mode::Copies(0));
        world.rounds(15);
        // The copier has one GPU fewer by then, and the others are attested.
        let after = [before[0], before[1], before[0].min(before[2])];
        assert_eq!([0, 1, 2].map(|it| world.attested(it)), after);
        let mut pair = [world.suppliers[0], world.suppliers[2]];
        pair.sort();
        let pair = pair.map(|it| it.to_string());
        let words = format!("; {} and {} both show ", pair[0], pair[1]);
        for watcher in 0..3 {
            let conflicts: Vec<[String; 2]> = world
                .entries(watcher)
                .into_iter()
                .filter_map(|it| match it {
                    Entry::Conflict { suppliers, .. } => Some(suppliers),
                    _ => None,
                })
                .collect();
            assert_eq!(conflicts, std::slice::from_ref(&pair), "once");
            let said = world.summary(watcher);
            assert!(said.contains(&words), "{said}");
        }
    });
}

#[test]
fn a_supplier_that_shows_a_thousand_gpus_fills_no_disk_and_gets_no_more_than_it_has() {
    World::play(|world| {
        world.rounds(4);
        let before = world.attested(0);
        world.set(0, Mode::Floods);
        let size = |world: &World| {
            let folder = std::fs::read_dir(world.folder(1)).unwrap();
            let sizes = folder.map(|it| it.unwrap().metadata().unwrap().len());
            sizes.sum::<u64>()
        };
        let least = size(world);
        world.rounds(10);
        assert_eq!(world.attested(0), before);
        assert_eq!(world.down_since(), None, "it answers");
        // An answer of 1,024 GPUs has more than 100,000 bytes.
        let grown = (size(world) - least) / 10;
        assert!(grown < 30_000, "{grown} bytes in a round");
        // The signed lines are checked as the lists are.
        assert!(world.verify(1).iter().all(|it| it.answers > 0));
        let file = world.folder(1).join("copy.jsonl");
        let day = evidence::days(world.folder(1)).unwrap().remove(0);
        let text = fs::read_to_string(world.folder(1).join(format!("{day}.jsonl"))).unwrap();
        assert!(text.contains("GPUs: 1024. SHA-256: "));
        fs::write(&file, text.replace("GPUs: 1024.", "GPUs: 1023.")).unwrap();
        fs::copy(
            world.folder(1).join(format!("{day}.head.json")),
            file.with_extension("head.json"),
        )
        .unwrap();
        let refused = evidence::verify(&file, None).unwrap_err().to_string();
        assert!(refused.contains("not as it was signed"), "{refused}");
    });
}

/// Approved while it was down, and enough have approved only once it is up again.
#[test]
fn what_no_longer_holds_is_not_sent() {
    World::play(|world| {
        world.rounds(4);
        world.set(0, Mode::Dead);
        world.rounds_of(&[0], 8);
        let [approval] = world.approvals()[..] else {
            panic!("one approval");
        };
        world.set(0, Mode::Serves);
        world.rounds_of(&[0], 4);
        world.approve(1, &approval.hash);
        world.rounds_of(&[0], 4);
        assert_eq!(world.down_since(), None);
        let steps: Vec<String> = world.sent(0).into_iter().map(|(step, _)| step).collect();
        assert_eq!(steps, ["propose"]);
    });
}

/// Who guesses the decision opens its approval first, so that the proposal would fail.
#[test]
fn an_approval_that_somebody_has_opened_before_is_used() {
    World::play(|world| {
        world.rounds(4);
        let died = world.now() + MINUTE;
        world.set(0, Mode::Dead);
        let stranger = world.key(2);
        for minute in 3..12 {
            let decision = Decision::Outage {
                reservation: world.reservation,
                report: OutageReport {
                    made_at: died + minute * MINUTE,
                    at: died,
                    down: true,
                },
            };
            world.open(&stranger, &decision.hash().unwrap());
        }
        world.rounds_of(&[0, 1], 10);
        assert_eq!(world.down_since(), Some(died));
        let done = [0, 1].map(|it| world.sent(it).len());
        assert_eq!(done, [1, 1]);
        let mut approved = world.approvals();
        approved.retain(|it| it.approvals != 0);
        assert_eq!(approved.len(), 1);
        assert_eq!(approved[0].payer, stranger.pubkey());
    });
}

#[test]
fn a_clock_far_ahead_is_refused_and_nothing_is_forgotten() {
    World::play(|world| {
        world.rounds(4);
        let now = world.now();
        world.machine = Some(Rc::new(move || now + 2 * MINUTE));
        for watcher in 0..3 {
            world.kill(watcher);
        }
        world.rounds(4);
        let lines = world.entries(0).len();
        let real = world.now();
        world.skip_to(real + 2 * 86_400);
        let refused = world.round(0).unwrap_err().to_string();
        let words = "the node tells a time 172920 s ahead of this machine's clock: ";
        assert!(refused.starts_with(words), "{refused}");
        assert_eq!(world.entries(0).len(), lines);
        assert_eq!(evidence::days(world.folder(0)).unwrap().len(), 1);
        // A watcher that starts then refuses too.
        world.kill(1);
        let refused = world.round(1).unwrap_err().to_string();
        assert!(refused.starts_with(words), "{refused}");
        world.skip_to(real);
        let died = real + MINUTE;
        world.machine = Some(Rc::new(move || real));
        for watcher in 0..3 {
            world.kill(watcher);
        }
        world.set(0, Mode::Dead);
        world.rounds(5);
        assert_eq!(world.down_since(), Some(died), "what it saw before counts");
    });
}

/// Somebody else answers in the supplier's place.
#[test]
fn an_endpoint_with_another_key_is_down() {
    World::play(|world| {
        world.rounds(4);
        world.set(0, Mode::Impostor);
        world.rounds(9);
        assert!(world.down_since().is_some());
        let said = world.entries(0).iter().any(|it| {
            let text = format!("{it:?}");
            text.contains("WrongSigner")
        });
        assert!(said);
    });
}

#[test]
fn a_maintenance_leaves_the_attestation_and_not_the_outage() {
    World::play(|world| {
        let before = world.attested(0);
        let from = world.now() + 3_600 + 5 * MINUTE;
        world.announce(0, from, from + 3_600);
        world.rounds(4);
        world.skip_to(from);
        world.rounds(3);
        world.set(0, Mode::Shows(1));
        world.rounds(12);
        assert_eq!(world.attested(0), before);
        assert!(world.down_since().is_some(), "the renter has two GPUs");
        world.skip_to(from + 3_600);
        world.rounds(12);
        assert_eq!(world.attested(0), 1);
    });
}

#[test]
fn a_report_is_repeated_before_it_lapses() {
    World::play(|world| {
        world.rounds(4);
        let died = world.now() + MINUTE;
        world.set(0, Mode::Dead);
        world.rounds(9);
        let first = world.reservation().acted_at;
        assert_eq!(world.down_since(), Some(died));
        let started = world.reservation().started_at;
        let due = started + i64::from(first) + 20 * 3_600;
        world.skip_to(due - 5 * MINUTE);
        // One has lost its evidence, and never saw it up.
        world.lose_evidence(1);
        world.rounds(4);
        assert_eq!(
            world.reservation().acted_at,
            first,
            "it is not 20 hours old"
        );
        world.rounds(8);
        assert!(world.reservation().acted_at > first);
        assert_eq!(world.down_since(), Some(died));
        assert!(world.sent(1).iter().any(|(_, outcome)| outcome == "done"));
    });
}

/// Each approval would cost the others a fee.
#[test]
fn a_report_that_is_repeated_too_early_is_not_joined() {
    World::play(|world| {
        world.rounds(4);
        world.set(0, Mode::Dead);
        world.rounds(9);
        let before = world.reservation().acted_at;
        let since = world.down_since().unwrap();
        let sent = [1, 2].map(|it| world.sent(it).len());
        for _ in 0..3 {
            let report = OutageReport {
                made_at: world.now(),
                at: since,
                down: true,
            };
            let reservation = world.reservation;
            world.propose(
                0,
                Decision::Outage {
                    reservation,
                    report,
                },
            );
            world.without(0, |world| world.rounds(3));
        }
        assert_eq!([1, 2].map(|it| world.sent(it).len()), sent);
        assert_eq!(world.reservation().acted_at, before);
    });
}

#[test]
fn a_watcher_that_lies_decides_nothing() {
    World::play(|world| {
        world.rounds(4);
        let now = world.now();
        let lies = [
            Decision::Outage {
                reservation: world.reservation,
                report: OutageReport {
                    made_at: now,
                    at: now - 240,
                    down: true,
                },
            },
            world.attests(1, 0),
            world.attests(1, 1_000),
        ];
        for decision in lies {
            world.propose(0, decision);
        }
        let before = world.attested(1);
        world.without(0, |world| world.rounds(10));
        assert_eq!((world.down_since(), world.attested(1)), (None, before));
        for honest in [1, 2] {
            assert_eq!(world.sent(honest), []);
            let why = world.disagreements(honest);
            assert_eq!(why.len(), 3, "each once: {why:?}");
        }
    });
}

/// The right GPUs, and an end before that of the attestation: it would run out.
#[test]
fn an_attestation_is_not_shortened_by_a_watcher_that_lies() {
    World::play(|world| {
        world.rounds(4);
        let (now, gpus, ends_at) = (world.now(), world.attested(1), world.ends_at(1));
        let lies = [
            world.attests_until(1, gpus, now + 600),
            world.attests_until(1, gpus, ends_at),
            world.attests_until(1, gpus, ends_at + 3_600),
            world.attests(1, gpus),
        ];
        for decision in lies {
            world.propose(0, decision);
        }
        world.without(0, |world| world.rounds(5));
        assert_eq!(world.ends_at(1), ends_at);
        let terms = "more GPUs than are attested, another pool, or another end than watchers give";
        assert_eq!(world.disagreements(1), [terms; 4]);
    });
}

/// The lie is about when: it would refund time in which the GPUs were up.
#[test]
fn a_watcher_that_names_another_time_is_not_joined() {
    World::play(|world| {
        world.rounds(6);
        let last_up = world.now();
        world.set(0, Mode::Dead);
        // The third watches alone; the first lies once the third has concluded the outage itself.
        world.rounds_of(&[2], 4);
        let now = world.now();
        let decision = Decision::Outage {
            reservation: world.reservation,
            report: OutageReport {
                made_at: now,
                at: last_up - 60,
                down: true,
            },
        };
        world.propose(0, decision);
        world.rounds_of(&[2], 10);
        assert_eq!(world.down_since(), None);
        let said = world.entries(2).iter().any(|it| {
            matches!(it, Entry::Disagreement { why, .. } if why == "the own probes say so at another time")
        });
        assert!(said);
        let proposed = world
            .sent(2)
            .iter()
            .filter(|(step, _)| step == "propose")
            .count();
        assert_eq!(proposed, 1, "it proposes what it has seen itself");
    });
}

#[test]
fn a_watcher_that_is_cut_off_concludes_nothing_and_two_of_three_decide() {
    World::play(|world| {
        world.rounds(4);
        world.cut(0);
        world.rounds(10);
        assert_eq!(world.down_since(), None);
        assert!(
            world.sent(0).is_empty(),
            "all are silent: it is its own fault"
        );
        let died = world.now() + MINUTE;
        world.set(0, Mode::Dead);
        world.rounds(12);
        assert_eq!(world.down_since(), Some(died));
        assert!(world.sent(0).is_empty());
        // Two are cut off: the third sees the recovery alone, and decides nothing.
        world.cut(1);
        let back = world.now() + MINUTE;
        world.set(0, Mode::Serves);
        world.rounds(12);
        assert_eq!(world.down_since(), Some(died));
        world.mend(0);
        world.rounds(8);
        assert_eq!(world.down_since(), None);
        // The one that was not cut off names the time.
        assert_eq!(i64::from(world.reservation().outage.total), back - died);
    });
}

/// The chain is reached before the probes and not after them: the machine was cut off in between.
#[test]
fn a_watcher_whose_chain_goes_silent_during_the_probes_concludes_nothing() {
    World::play(|world| {
        world.rounds(4);
        world.set(0, Mode::Dead);
        for _ in 0..10 {
            world.lose_the_clock();
            world.rounds_that_fail(&[0, 1, 2]);
        }
        assert_eq!(world.down_since(), None);
        let blind = world
            .entries(0)
            .into_iter()
            .filter(|it| matches!(it, Entry::Round { blind: true, .. }));
        assert_eq!(blind.count(), 10);
        assert!(world.sent(0).is_empty());
    });
}

#[test]
fn a_watcher_that_is_killed_goes_on_from_its_evidence() {
    World::play(|world| {
        world.rounds(4);
        let died = world.now() + MINUTE;
        world.set(0, Mode::Dead);
        // Killed after each round, in the middle of a line.
        for _ in 0..9 {
            for watcher in 0..3 {
                world.kill(watcher);
            }
            world.rounds(1);
        }
        assert_eq!(world.down_since(), Some(died));
        for watcher in 0..3 {
            let cuts = world.entries(watcher);
            let cuts = cuts
                .iter()
                .filter(|it| matches!(it, Entry::Cut { bytes: 17 }));
            assert_eq!(cuts.count(), 9);
            for it in world.verify(watcher) {
                assert_eq!(it.lines, it.signed);
                assert!(it.answers > 0 && it.silences > 0);
            }
        }
    });
}

#[test]
fn a_watcher_without_sol_delays_nobody() {
    World::play(|world| {
        let poor = world.key(1).pubkey();
        world.drain(&poor);
        world.rounds(4);
        let died = world.now() + MINUTE;
        world.set(0, Mode::Dead);
        world.rounds(12);
        assert_eq!(world.down_since(), Some(died));
        let outcomes = world.sent(1);
        assert!(
            outcomes.iter().all(|(_, outcome)| outcome != "done"),
            "{outcomes:?}"
        );
    });
}

#[test]
fn attestations_are_renewed_in_time_with_the_evidence_of_the_proposer() {
    World::play(|world| {
        world.rounds(4);
        let (ends_at, gpus) = (world.ends_at(0), [0, 1, 2].map(|it| world.attested(it)));
        world.set(2, Mode::Dead);
        world.skip_to(ends_at - 3 * 3_600 - 6 * MINUTE);
        world.rounds(5);
        assert_eq!(world.ends_at(0), ends_at, "not before three hours are left");
        world.rounds(6);
        let hour = world.now() - world.now() % 3_600;
        for place in [0, 1] {
            assert!(world.ends_at(place) > ends_at);
            assert!(world.ends_at(place) <= hour + 6 * 3_600);
            assert_eq!(world.attested(place), gpus[place]);
        }
        assert_eq!(world.ends_at(2), ends_at, "one that is dead runs out");
        let proposed =
            (0..3).flat_map(|it| world.entries(it).into_iter().map(move |entry| (it, entry)));
        let (proposer, batch) = proposed
            .filter_map(|(it, entry)| match entry {
                Entry::Step { step, decision, .. } if step == "propose" => Some((it, decision?)),
                _ => None,
            })
            .next()
            .unwrap();
        let Some(Decision::Attest { suppliers, batch }) = Decision::read(&batch) else {
            panic!("{batch}");
        };
        assert_eq!(suppliers.len(), 2, "together");
        let days = evidence::days(world.folder(proposer)).unwrap();
        let found = days.iter().filter_map(|day| {
            let file = world.folder(proposer).join(format!("{day}.jsonl"));
            evidence::verify(&file, Some(batch.evidence)).unwrap().found
        });
        assert_eq!(found.count(), 1);
    });
}

#[test]
fn the_rent_of_an_approval_comes_back_after_its_hour() {
    World::play(|world| {
        world.rounds(4);
        world.set(0, Mode::Dead);
        world.rounds(10);
        let approvals = |world: &mut World| world.approvals().len();
        assert_eq!(approvals(world), 1, "it outlives the report");
        world.rounds(62);
        assert_eq!(approvals(world), 0);
        let closed = (0..3).flat_map(|it| world.sent(it));
        assert_eq!(closed.filter(|(step, _)| step == "close").count(), 1);
    });
}

/// Anybody may name the address of an approval, before it is opened too: its hash can be guessed.
#[test]
fn the_decision_reaches_the_others_though_the_approval_is_mentioned_often() {
    // How often long before the opening, just before it and after it, and whether the node lists memos.
    for (long_before, before, after, memos) in [
        (100, 20, 300, false),
        (100, 300, 300, true),
        (0, 0, 1_000, false),
    ] {
        World::play(|world| {
            (world.node.memos, world.node.page) = (memos, 50);
            world.rounds(4);
            let died = world.now() + MINUTE;
            let decision = Decision::Outage {
                reservation: world.reservation,
                report: OutageReport {
                    made_at: died + 2 * MINUTE,
                    at: died,
                    down: true,
                },
            };
            let address = client::approval_address(&decision.hash().unwrap());
            world.mention(&address, long_before);
            world.set(0, Mode::Dead);
            world.rounds_of(&[1], 3);
            world.mention(&address, before);
            world.propose(0, decision);
            world.mention(&address, after);
            world.rounds_of(&[1], 4);
            let joined = [("approve".to_string(), "done".to_string())];
            assert_eq!(world.sent(1), joined, "{before}, {after}, {memos}");
            assert_eq!(world.down_since(), Some(died));
        });
    }
}
