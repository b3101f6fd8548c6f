//! One round: what the chain says, the probes, what follows from them, and what is sent.

use std::{collections::BTreeSet, path::Path, time::Instant};

use anchor_lang::prelude::Pubkey;
use io_watch::{
    agree::{self, Disagreement},
    ask,
    decision::{hexadecimal, Decision},
    evidence::{self, Entry},
    http::Http,
    judge::Judge,
    probe::{self, Outcome, Probe},
    rules::Rules,
    steps::{self, Step},
    view::{Decisions, Open, View},
};
use solana_hash::Hash;

use io_migrations::date;

use crate::{
    amounts::several,
    context::{unreachable, Context},
    errors::CliError,
    keeper::{Action, Log},
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
    /// Suppliers asked and answered in the last round, and whether it was blind.
    last: Option<(u64, u64, bool)>,
}

impl Watch {
    /// Goes on where the evidence in `folder` ends.
    ///
    /// # Errors
    /// Those of the folder, of the network and of the key.
    pub fn open(context: &mut Context, folder: &Path, rules: Rules) -> anyhow::Result<Self> {
        let network = context.network.genesis().map_err(unreachable)?;
        // A virtual machine has none.
        let network = network.unwrap_or_default();
        let (me, now) = (context.me()?, context.now()?);
        let evidence = evidence::Log::open(folder, network, me, now)?;
        Ok(Self {
            network,
            me,
            judge: evidence::replay(folder, rules)?,
            decisions: Decisions::default(),
            evidence,
            disagreed: BTreeSet::new(),
            last: None,
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
        let signer = context.signer()?;
        let begun = Instant::now();
        let elapsed = || begun.elapsed();
        let probes = ask::all(&view, self.network, &*signer, http, &elapsed, random);
        let probes = probes.map_err(|error| evidence::Error::Signer(error.to_string()))?;
        context.forget();
        // A machine that does not reach the chain now may not have reached the endpoints either.
        let now = context.now();
        self.learn(view.now, probes, now.is_err())?;
        view.now = now.or_else(|error| {
            self.evidence.seal(&*signer)?;
            Err(error)
        })?;
        self.note_disagreements(&view)?;
        // A batch names the last line: it is signed and on disk before.
        self.evidence.seal(&*signer)?;
        let steps = steps::all(&view, &self.judge, &self.me, self.evidence.last());
        for step in &steps {
            self.take(context, log, view.now, step)?;
        }
        if !steps.is_empty() {
            self.evidence.seal(&*signer)?;
        }
        Ok(())
    }

    /// What the last round has seen.
    pub fn summary(&self) -> String {
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
        now: i64,
        step: &Step,
    ) -> anyhow::Result<()> {
        let before = match step.suppliers() {
            [] => Vec::new(),
            suppliers => context.catch_up(suppliers)?,
        };
        let instructions = step.instructions(&self.me, before);
        let subject = match step.decision() {
            Some(decision) => words(decision),
            None => format!("approval {}", hexadecimal(step.hash())),
        };
        let records = log.records.len();
        let sent = log.send(context, Action::new(step.name(), subject), &instructions);
        let outcome = match &sent {
            Err(error) => format!("{error:#}"),
            Ok(()) => log.outcome(records).unwrap_or_default(),
        };
        let entry = Entry::Step {
            step: step.name().into(),
            decision: step.decision().map(Decision::write),
            hash: hexadecimal(step.hash()),
            outcome,
        };
        self.evidence.append(now, entry)?;
        sent
    }
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
