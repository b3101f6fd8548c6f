//! The clock, and what attestors agree to.

use anchor_lang::prelude::Pubkey;
use emissions::instructions::{
    batch_hash, slash_hash, AttestBatch, AttestationEntry, ProposeSlashArgs,
};
use io_client::{
    emissions::{self as client, Agreement},
    marketplace as market,
};
use io_common::{constants::HOUR, types::Pool};
use marketplace::state::{DisputeDecision, OutageReport, Status};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{part, Decision, Plan, Stage};
use crate::{
    action::{Action, Verb},
    view::{around, unsuspended},
};

/// GPUs attested: most often those of the beginning.
const GPUS: [u32; 8] = [8, 8, 8, 8, 8, 12, 3, 0];
/// Hours of a history page.
const PAGE: u32 = 240;

impl<'a> Stage<'a> {
    /// As many attestors as must agree, of those whose word counts.
    pub(super) fn agreeing(&self, who: u32) -> (Vec<&'a Keypair>, Vec<Pubkey>) {
        let mut council = unsuspended(self.cast, &self.view.council);
        if !council.is_empty() {
            let first = who as usize % council.len();
            council.rotate_left(first);
        }
        council.truncate(self.view.council.threshold.into());
        let keys = council.iter().map(|attestor| attestor.pubkey()).collect();
        (council, keys)
    }

    pub(super) fn council(&self, action: &Action) -> Option<Plan<'a>> {
        let Action {
            verb,
            who,
            at,
            size,
            ..
        } = *action;
        let (_, person) = self.person(who);
        match verb {
            Verb::CreateHistoryPage => {
                let hour = self.view.hour() + (size % 3) * PAGE;
                Some(Plan::paid(
                    person,
                    client::create_history_page(&person.pubkey(), hour),
                ))
            }
            Verb::AdvanceClock => {
                let hour = self.view.all.ledger.hour;
                Some(Plan::open(client::advance_clock(&self.cast.io, hour)))
            }
            Verb::SettleSupplier => {
                let (address, it) = self.view.supplier(at)?;
                Some(Plan::open(client::settle_supplier(
                    address,
                    it,
                    self.view.all.ledger.hour,
                )))
            }
            Verb::Attest => {
                let (batch, suppliers) = self.batch(action)?;
                let (council, attestors) = self.agreeing(who);
                let attest = client::attest(&attestors, &suppliers, batch);
                Some(Plan::open(attest).signed(&council).clock(&suppliers))
            }
            Verb::OpenApproval => {
                let decision = self.decision(action)?;
                let hash = hash(&decision)?;
                let open = client::open_approval(&person.pubkey(), hash);
                Some(Plan {
                    asks: Some((decision, hash)),
                    ..Plan::paid(person, open)
                })
            }
            Verb::Approve => {
                let (_, hash) = around(self.asked.iter(), at)?;
                let attestor = &self.cast.attestors[who as usize % 3];
                Some(Plan::by(
                    attestor,
                    client::approve(&attestor.pubkey(), hash),
                ))
            }
            Verb::DecisionApproved => self.approved(action),
            Verb::CloseApproval => {
                let it = around(self.view.approvals.iter(), at)?;
                Some(Plan::open(client::close_approval(&it.payer, &it.hash)))
            }
            _ => None,
        }
    }

    /// Attestations of all suppliers, or of one.
    fn batch(&self, action: &Action) -> Option<(AttestBatch, Vec<Pubkey>)> {
        let Action { who, at, size, .. } = *action;
        let now = self.view.now;
        let suppliers: Vec<Pubkey> = if size.is_multiple_of(3) {
            vec![*self.view.supplier(at)?.0]
        } else {
            self.view.all.suppliers.keys().copied().collect()
        };
        let entry = |number: u32| AttestationEntry {
            gpus: GPUS[(size + number) as usize % GPUS.len()],
            pool: if (who + number).is_multiple_of(3) {
                Pool::Community
            } else {
                Pool::Enterprise
            },
            ends_at: now + i64::from(1 + (size / 8 + 23) % 24) * HOUR,
        };
        let batch = AttestBatch {
            made_at: now - i64::from(size % 7),
            evidence: [3; 32],
            entries: (0..suppliers.len() as u32).map(entry).collect(),
        };
        Some((batch, suppliers))
    }

    /// A decision to be approved.
    fn decision(&self, action: &Action) -> Option<Decision> {
        let Action { at, size, .. } = *action;
        let now = self.view.now;
        match size % 4 {
            0 => self
                .batch(action)
                .map(|(batch, suppliers)| Decision::Attest(batch, suppliers)),
            1 => {
                let report = OutageReport {
                    made_at: now,
                    at: now,
                    down: size % 8 < 4,
                };
                let rental = self.view.rental(at)?;
                let runs = rental.reservation.is(Status::Active);
                runs.then_some(Decision::Report(report, rental.address))
            }
            2 => {
                let payer_bps = (size % 10_001) as u16;
                let decision = DisputeDecision {
                    made_at: now,
                    payer_bps,
                };
                let rental = self.view.rental(at)?;
                let open = rental.reservation.dispute.is_open();
                open.then_some(Decision::Decide(decision, rental.address))
            }
            _ => {
                let (supplier, it) = self.view.supplier(at)?;
                let amount = part(it.stake.total().ok()?, size % 1_000);
                let number = it.slashes.count;
                let args = ProposeSlashArgs {
                    number,
                    amount,
                    reason: 2,
                    evidence: [4; 32],
                };
                Some(Decision::Slash(args, *supplier))
            }
        }
    }

    fn approved(&self, action: &Action) -> Option<Plan<'a>> {
        let (_, person) = self.person(action.who);
        let (decision, hash) = around(self.asked.iter(), action.at)?;
        let approval = self.view.approvals.iter().find(|it| it.hash == *hash)?;
        let agreement = market::Agreement::Approved(*hash);
        Some(match decision.clone() {
            Decision::Attest(batch, suppliers) => {
                let attest = client::attest_approved(&approval.payer, hash, &suppliers, batch);
                Plan::open(attest).clock(&suppliers)
            }
            Decision::Report(report, rental) => {
                Plan::open(market::report_outage(agreement, &rental, report))
            }
            Decision::Decide(decision, address) => {
                let mut rentals = self.view.all.reservations.iter();
                let rental = rentals.find(|it| it.address == address)?;
                let it = &rental.reservation;
                let wallet = self.cast.wallet_of(&it.payer, it.currency().unwrap());
                Plan::open(market::decide_dispute(
                    agreement, &address, &wallet, decision,
                ))
            }
            Decision::Slash(args, supplier) => {
                let payer = person.pubkey();
                let slash = client::propose_slash(&payer, Agreement::Approved, &supplier, args);
                Plan::paid(person, slash.ok()?)
            }
        })
    }
}

fn hash(decision: &Decision) -> Option<[u8; 32]> {
    match decision {
        Decision::Attest(batch, suppliers) => batch_hash(batch, suppliers),
        Decision::Report(report, rental) => report.hash(rental),
        Decision::Decide(decision, rental) => decision.hash(rental),
        Decision::Slash(args, supplier) => slash_hash(args, supplier),
    }
    .ok()
}
