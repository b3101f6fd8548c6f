//! One round: what the chain says, the probes, what follows from them, and what is sent.

use std::{collections::BTreeSet, path::Path, rc::Rc, time::Instant};

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::emissions::approval_address;
use io_common::types::{Approval, Supplier};
use io_watch::{
    agree::{self, Disagreement},
    ask,
    claims::Conflict,
    clock,
    decision::{hexadecimal, Decision},
    evidence::{self, Entry},
    http::Http,
    judge::Judge,
    probe::{self, Outcome, Probe},
    rules::Rules,
    search::Decisions,
    steps::{self, Step},
    view::{Open, View},
};
use marketplace::state::{Reservation, Status};
use solana_hash::Hash;

use io_migrations::date;

use crate::{
    amounts::several,
    context::{unreachable, Context},
    errors::CliError,
    keeper::{Action, Log, Work},
};

/// A watcher between two rounds.
pub struct Watch {
    network: Hash,
    me: Pubkey,
    judge: Judge,
    decisions: Decisions,
    evidence: evidence::Log,
    /// Decisions of others that it has said why it does not approve.
    disagreed: BTreeSet<[u8; 32]>,
    /// Pairs of suppliers that show the same GPUs, written down already.
    conflicts: BTreeSet<[Pubkey; 2]>,
    /// Suppliers asked and answered in the last round, and whether it was blind.
    last: Option<(u64, u64, bool)>,
    machine: Option<Machine>,
}

/// The clock of this machine, in unix seconds.
pub type Machine = Rc<dyn Fn() -> i64>;

impl Watch {
    /// Goes on where the evidence in `folder` ends. The cluster's clock is compared with that of `machine`, if there is one.
    ///
    /// # Errors
    /// Those of the folder, of the network and of the key; a clock that is far ahead.
    pub fn open(
        context: &mut Context,
        folder: &Path,
        rules: Rules,
        machine: Option<Machine>,
    ) -> anyhow::Result<Self> {
        let network = context.network.genesis().map_err(unreachable)?;
        // A virtual machine has none.
        let network = network.unwrap_or_default();
        let (me, now) = (context.me()?, context.now()?);
        is_possible(machine.as_ref(), now)?;
        let evidence = evidence::Log::open(folder, network, me, now)?;
        Ok(Self {
            network,
            me,
            judge: evidence::replay(folder, rules)?,
            decisions: Decisions::default(),
            evidence,
            disagreed: BTreeSet::new(),
            conflicts: BTreeSet::new(),
            last: None,
            machine,
        })
    }

    /// One round. What is refused or not answered on the way is in the log.
    ///
    /// # Errors
    /// If the chain does not answer, so that nothing is concluded; [`evidence::Error`].
    pub fn round(
        &mut self,
        context: &mut Context,
        log: &mut Log,
        http: &dyn Http,
    ) -> anyhow::Result<()> {
        context.forget();
        self.last = None;
        let view = View::read(context.network, &mut self.decisions).map_err(unreachable)?;
        let mut view = view.ok_or_else(|| CliError::WrongNetwork(context.url.clone()))?;
        is_possible(self.machine.as_ref(), view.now)?;
        let signer = context.signer()?;
        let begun = Instant::now();
        let elapsed = || begun.elapsed();
        let probes = ask::all(&view, self.network, &*signer, http, &elapsed, random);
        let probes = probes.map_err(|error| evidence::Error::Signer(error.to_string()))?;
        context.forget();
        // A machine that does not reach the chain now may not have reached the endpoints either.
        let now = context.now();
        let now = now.and_then(|now| {
            is_possible(self.machine.as_ref(), now)?;
            Ok(now)
        });
        self.learn(view.now, probes, now.is_err())?;
        view.now = now.or_else(|error| {
            self.evidence.seal(&*signer)?;
            Err(error)
        })?;
        self.note_conflicts(view.now)?;
        self.note_disagreements(&view)?;
        // A batch names the last line: it is signed and on disk before.
        self.evidence.seal(&*signer)?;
        let steps = steps::all(&view, &self.judge, &self.me, self.evidence.last());
        let is_empty = steps.is_empty();
        for step in steps {
            self.take(context, log, &mut view, step)?;
        }
        if !is_empty {
            self.evidence.seal(&*signer)?;
        }
        Ok(())
    }

    /// What the last round has seen.
    pub fn summary(&self) -> String {
        let mut summary = self.seen();
        for Conflict { suppliers, gpus } in self.judge.conflicts() {
            let [first, second] = suppliers;
            let gpus = several(gpus, "GPU");
            summary.push_str(&format!(
                "; {first} and {second} both show {gpus}: look at both"
            ));
        }
        summary
    }

    fn seen(&self) -> String {
        match self.last {
            None => "nothing was concluded in this round".into(),
            Some((asked, answered, blind)) => {
                let seen = format!("{answered} of {} answered", several(asked, "supplier"));
                match blind {
                    true => {
                        format!("{seen}: taken for a fault of this machine, nothing was concluded")
                    }
                    false => seen,
                }
            }
        }
    }

    /// Writes the probes down, and concludes from them.
    fn learn(&mut self, at: i64, probes: Vec<Probe>, is_cut: bool) -> Result<(), evidence::Error> {
        let (mut asked, mut answered) = (0_u64, 0_u64);
        let round = probe::round(at, &probes);
        for probe in probes {
            if let Probe::Challenge { outcome, .. } = &probe {
                asked = asked.saturating_add(1);
                let counts = matches!(outcome, Outcome::Answer { .. });
                answered = answered.saturating_add(counts.into());
            }
            self.evidence.append(at, Entry::Probe(probe))?;
        }
        let blind = is_cut || !self.judge.observe(&round);
        self.last = Some((asked, answered, blind));
        let entry = Entry::Round {
            suppliers: asked,
            answered,
            blind,
        };
        self.evidence.append(at, entry)
    }

    /// Writes down, once for each pair, which suppliers show the same GPUs.
    fn note_conflicts(&mut self, now: i64) -> Result<(), evidence::Error> {
        let conflicts = self.judge.conflicts();
        self.conflicts
            .retain(|pair| conflicts.iter().any(|it| it.suppliers == *pair));
        for Conflict { suppliers, gpus } in conflicts {
            if self.conflicts.insert(suppliers) {
                let suppliers = suppliers.map(|it| it.to_string());
                self.evidence
                    .append(now, Entry::Conflict { suppliers, gpus })?;
            }
        }
        Ok(())
    }

    /// Writes down, once for each, why a decision of others is not approved.
    fn note_disagreements(&mut self, view: &View) -> Result<(), evidence::Error> {
        let hashes: BTreeSet<[u8; 32]> = view.open.iter().map(|it| it.approval.hash).collect();
        self.disagreed.retain(|it| hashes.contains(it));
        for Open { approval, decision } in &view.open {
            let why = match agree::check(view, &self.judge, decision) {
                Ok(()) | Err(Disagreement::Done | Disagreement::Undecided) => continue,
                Err(why) => why,
            };
            if self.disagreed.insert(approval.hash) {
                let entry = Entry::Disagreement {
                    hash: hexadecimal(&approval.hash),
                    decision: decision.write(),
                    why: why.to_string(),
                };
                self.evidence.append(view.now, entry)?;
            }
        }
        Ok(())
    }

    /// Sends a step, or tries it out, and writes down what came of it.
    fn take(
        &mut self,
        context: &mut Context,
        log: &mut Log,
        view: &mut View,
        mut step: Step,
    ) -> anyhow::Result<()> {
        let before = match step.suppliers() {
            [] => Vec::new(),
            suppliers => context.catch_up(suppliers)?,
        };
        // The probes and the steps before have taken their time.
        context.forget();
        refresh(context, view, &mut step)?;
        is_possible(self.machine.as_ref(), view.now)?;
        let holds = step
            .decision()
            .map_or(Ok(()), |decision| agree::check(view, &self.judge, decision));
        let sent = match holds {
            Err(why) => Ok(format!("not sent: {why}")),
            Ok(()) => self.send(context, log, &step, before),
        };
        let (outcome, sent) = match sent {
            Ok(outcome) => (outcome, Ok(())),
            Err(error) => (format!("{error:#}"), Err(error)),
        };
        let entry = Entry::Step {
            step: step.name().into(),
            decision: step.decision().map(Decision::write),
            hash: hexadecimal(step.hash()),
            outcome,
        };
        self.evidence.append(view.now, entry)?;
        sent
    }

    /// What came of it.
    fn send(
        &self,
        context: &mut Context,
        log: &mut Log,
        step: &Step,
        before: Vec<Instruction>,
    ) -> anyhow::Result<String> {
        let instructions = step.instructions(&self.me, before);
        let subject = match step.decision() {
            Some(decision) => words(decision),
            None => format!("approval {}", hexadecimal(step.hash())),
        };
        let records = log.records.len();
        let work = Work::new(Action::new(step.name(), subject), instructions);
        log.send(context, work)?;
        Ok(log.outcome(records).unwrap_or_default())
    }
}

/// Whether the cluster's clock can be right.
fn is_possible(machine: Option<&Machine>, cluster: i64) -> Result<(), CliError> {
    let checked = machine.map_or(Ok(()), |machine| clock::check(cluster, machine()));
    checked.map_err(|ahead| CliError::Refused(ahead.to_string()))
}

/// Reads again what a step is about.
fn refresh(context: &mut Context, view: &mut View, step: &mut Step) -> anyhow::Result<()> {
    view.now = context.now()?;
    match step.decision() {
        Some(Decision::Attest { suppliers, .. }) => {
            let found = context.find_all::<Supplier>(suppliers.iter().copied())?;
            for address in suppliers {
                view.suppliers.remove(address);
            }
            view.suppliers.extend(found);
        }
        Some(Decision::Outage { reservation, .. }) => {
            view.reservations.remove(reservation);
            let found = context.find::<Reservation>(reservation)?;
            let running = found.filter(|it| it.is(Status::Active));
            view.reservations
                .extend(running.map(|it| (*reservation, it)));
        }
        None => {}
    }
    if let Step::Propose {
        hash, opened_by, ..
    } = step
    {
        let approval = context.find::<Approval>(&approval_address(hash))?;
        *opened_by = approval.map(|it| it.payer);
    }
    Ok(())
}

/// A decision for people.
fn words(decision: &Decision) -> String {
    match decision {
        Decision::Attest { suppliers, batch } => {
            let entries = suppliers.iter().zip(&batch.entries);
            let entries: Vec<String> = entries
                .map(|(supplier, it)| format!("{} at {supplier}", several(it.gpus, "GPU")))
                .collect();
            let until = batch.entries.iter().map(|it| it.ends_at).max();
            let until = until.map_or_else(String::new, date::utc);
            format!("attest {} until {until}", entries.join(", "))
        }
        Decision::Outage {
            reservation,
            report,
        } => {
            let state = if report.down { "down" } else { "up" };
            format!("{reservation} {state} since {}", date::utc(report.at))
        }
    }
}

fn random() -> [u8; 32] {
    rand::random()
}
