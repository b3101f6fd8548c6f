//! What this attestor does now.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use emissions::instructions::{AttestBatch, AttestationEntry};
use io_client::emissions as client;
use io_common::{
    constants::HOUR,
    types::{Approval, Pool},
};
use marketplace::state::OutageReport;

use crate::{
    agree,
    decision::{Decision, MAX_SUPPLIERS},
    judge::Judge,
    needs::{self, Need, What},
    view::{Open, View},
};

/// Something to send.
#[derive(Clone, Debug)]
pub enum Step {
    /// Open the approval of a decision, and approve it as the first.
    Propose {
        /// What.
        decision: Decision,
        /// Its hash.
        hash: [u8; 32],
        /// Who has opened the approval before: anybody can who guesses the hash.
        opened_by: Option<Pubkey>,
        /// Whether this one approval is enough.
        completes: bool,
    },
    /// Approve what another attestor has proposed.
    Approve {
        /// What.
        decision: Decision,
        /// Who paid for the approval, and its hash.
        approval: Approval,
        /// Whether it is the last one that is needed.
        completes: bool,
    },
    /// Carry out what enough have approved.
    Send {
        /// What.
        decision: Decision,
        /// Who paid for the approval, and its hash.
        approval: Approval,
    },
    /// Close an own approval whose hour is over: the rent comes back.
    Close {
        /// Its hash.
        approval: Approval,
    },
}

impl Step {
    /// What it does.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Propose { .. } => "propose",
            Self::Approve { .. } => "approve",
            Self::Send { .. } => "send",
            Self::Close { .. } => "close",
        }
    }

    /// Its decision, which a closed approval no longer needs.
    pub fn decision(&self) -> Option<&Decision> {
        match self {
            Self::Propose { decision, .. }
            | Self::Approve { decision, .. }
            | Self::Send { decision, .. } => Some(decision),
            Self::Close { .. } => None,
        }
    }

    /// Hash of the decision.
    pub fn hash(&self) -> &[u8; 32] {
        match self {
            Self::Propose { hash, .. } => hash,
            Self::Approve { approval, .. }
            | Self::Send { approval, .. }
            | Self::Close { approval } => &approval.hash,
        }
    }

    /// Suppliers that have to be brought to the present hour with it.
    pub fn suppliers(&self) -> &[Pubkey] {
        match self {
            Self::Propose {
                decision,
                completes: true,
                ..
            }
            | Self::Approve {
                decision,
                completes: true,
                ..
            }
            | Self::Send { decision, .. } => decision.suppliers(),
            _ => &[],
        }
    }

    /// Its instructions, sent by `me`; `before` brings the suppliers up to date.
    pub fn instructions(&self, me: &Pubkey, before: Vec<Instruction>) -> Vec<Instruction> {
        match self {
            Self::Propose {
                decision,
                hash,
                opened_by,
                completes,
            } => {
                let open = match opened_by {
                    None => Some(client::open_approval(me, *hash)),
                    Some(_) => None,
                };
                let mut all: Vec<Instruction> = open.into_iter().collect();
                all.extend([decision.memo(me), client::approve(me, hash)]);
                if *completes {
                    all.extend(before);
                    all.push(decision.carry_out(opened_by.as_ref().unwrap_or(me), hash));
                }
                all
            }
            Self::Approve {
                decision,
                approval,
                completes,
            } => {
                let mut all = vec![client::approve(me, &approval.hash)];
                if *completes {
                    all.extend(before);
                    all.push(decision.carry_out(&approval.payer, &approval.hash));
                }
                all
            }
            Self::Send { decision, approval } => {
                let mut all = before;
                all.push(decision.carry_out(&approval.payer, &approval.hash));
                all
            }
            Self::Close { approval } => vec![client::close_approval(me, &approval.hash)],
        }
    }
}

/// All of them, by what the chain says and the own probes: approvals first, then proposals of what nobody has proposed, as far as it
/// is this attestor's turn. `evidence` is the hash of the last line of its evidence.
pub fn all(view: &View, judge: &Judge, me: &Pubkey, evidence: [u8; 32]) -> Vec<Step> {
    let mut steps = Vec::new();
    let Some(place) = view.council.place(me) else {
        return steps;
    };
    let mut covered: Vec<&Decision> = Vec::new();
    for open in &view.open {
        if agree::is_done(view, &open.decision) || !agree::is_in_time(view, &open.decision) {
            continue;
        }
        let is_mine = open.approval.approvals & 1_u16.checked_shl(place as u32).unwrap_or(0) != 0;
        let agrees = is_mine || agree::check(view, judge, &open.decision).is_ok();
        if agrees {
            covered.push(&open.decision);
            steps.extend(join(view, judge, open, is_mine));
        }
    }
    let needs = needs::all(view, judge).into_iter();
    let needs = needs.filter(|need| {
        !covered.iter().any(|it| covers(it, need)) && is_turn(view, judge, me, need)
    });
    steps.extend(proposals(view, judge, needs, evidence));
    let own = view.over.iter().filter(|it| it.payer == *me);
    steps.extend(own.map(|approval| Step::Close {
        approval: *approval,
    }));
    steps
}

fn join(view: &View, judge: &Judge, open: &Open, is_mine: bool) -> Option<Step> {
    let (decision, approval) = (open.decision.clone(), open.approval);
    let counted = (approval.approvals & !view.council.suspended).count_ones();
    let with_mine = counted.saturating_add(u32::from(!is_mine));
    let completes = with_mine >= u32::from(view.council.threshold);
    if !is_mine {
        return Some(Step::Approve {
            decision,
            approval,
            completes,
        });
    }
    // Whose approval was the last one sends it. If it has not, the others do, as long as their own probes still say so.
    let waited = approval.opened_at.saturating_add(judge.rules().turn);
    let is_due = completes && view.now >= waited;
    let agrees = is_due && agree::check(view, judge, &decision).is_ok();
    agrees.then_some(Step::Send { decision, approval })
}

/// Whether an open decision does what a need asks for.
fn covers(decision: &Decision, need: &Need) -> bool {
    match (decision, need.what) {
        (Decision::Attest { suppliers, batch }, What::Attest { gpus }) => {
            let mut entries = suppliers.iter().zip(&batch.entries);
            entries.any(|(it, entry)| *it == need.subject && entry.gpus == gpus)
        }
        (
            Decision::Outage {
                reservation,
                report,
            },
            What::Down { .. },
        ) => *reservation == need.subject && report.down,
        (
            Decision::Outage {
                reservation,
                report,
            },
            What::Up { .. },
        ) => *reservation == need.subject && !report.down,
        _ => false,
    }
}

/// Whether the attestors in front of this one have had their time to propose it. Who begins changes with the subject, or with the
/// hour of a renewal, so that renewals of an hour share a batch.
fn is_turn(view: &View, judge: &Judge, me: &Pubkey, need: &Need) -> bool {
    let attestors = view.attestors();
    let Some(place) = attestors.iter().position(|it| it == me) else {
        return false;
    };
    let first = match need.what {
        What::Attest { .. } => need.arisen.div_euclid(HOUR).unsigned_abs(),
        _ => u64::from(need.subject.as_ref().first().copied().unwrap_or_default()),
    };
    let (place, count) = (place as u64, attestors.len() as u64);
    let ahead = place
        .saturating_add(count)
        .saturating_sub(first.checked_rem(count).unwrap_or(0));
    let ahead = i64::try_from(ahead.checked_rem(count).unwrap_or(0)).unwrap_or(i64::MAX);
    let wait = judge.rules().turn.saturating_mul(ahead);
    view.now >= need.arisen.saturating_add(wait)
}

fn proposals(
    view: &View,
    judge: &Judge,
    needs: impl Iterator<Item = Need>,
    evidence: [u8; 32],
) -> Vec<Step> {
    let (made_at, mut decisions, mut entries) = (view.now, Vec::new(), Vec::new());
    for need in needs {
        let (reservation, at, down) = match need.what {
            What::Attest { gpus } => {
                let pool = view.suppliers.get(&need.subject);
                let pool = pool.and_then(|it| Pool::stored(it.pool).ok());
                let ends_at = agree::end(judge.rules(), made_at);
                entries.extend(pool.map(|pool| {
                    let entry = AttestationEntry {
                        gpus,
                        pool,
                        ends_at,
                    };
                    (need.subject, entry)
                }));
                continue;
            }
            What::Down { at } => (need.subject, at, true),
            What::Up { at } => (need.subject, at, false),
        };
        decisions.push(Decision::Outage {
            reservation,
            report: OutageReport { made_at, at, down },
        });
    }
    for some in entries.chunks(MAX_SUPPLIERS) {
        let (suppliers, entries) = some.iter().cloned().unzip();
        let batch = AttestBatch {
            made_at,
            evidence,
            entries,
        };
        decisions.push(Decision::Attest { suppliers, batch });
    }
    let completes = view.council.threshold <= 1;
    let steps = decisions.into_iter().filter_map(|decision| {
        let hash = decision.hash().ok()?;
        Some(Step::Propose {
            decision,
            hash,
            opened_by: None,
            completes,
        })
    });
    steps.collect()
}
