//! `io program deploy`.

use std::{path::PathBuf, rc::Rc};

use anchor_lang::prelude::Pubkey;
use anyhow::Context;
use clap::Args;
use indicatif::ProgressBar;
use io_client::{rent, Network};
use io_migrations::{
    deploy::{carry_out, Job, Keys, Program, Work},
    programs::PROGRAMS,
};
use solana_signer::Signer;

use crate::{
    amounts::{brief, sol},
    connection,
    consent::Consent,
    context::unreachable,
    errors::{self, Failure},
    plan::short,
    report::{Cell, Column, Kind, Report},
    settings::{network_name, Global, Settings},
    signers::Signers,
};

/// Options of `io program deploy`.
#[derive(Args)]
pub struct Options {
    /// Folder of emissions.so, marketplace.so and fee_burn.so, all sBPF v3
    folder: PathBuf,
    /// Folder of the program key pairs, such as emissions-keypair.json, needed only for a first deployment; by default the
    /// folder of the files
    #[arg(long, value_name = "FOLDER")]
    program_keys: Option<PathBuf>,
    /// Upgrade authority of the programs; the payer by default
    #[arg(long, value_name = "SIGNER")]
    upgrade_authority: Option<String>,
}

/// Prints the plan and its cost, asks, and carries it out.
pub fn run(options: &Options, global: &Global, mut consent: Consent) -> anyhow::Result<()> {
    if global.sign_only || global.nonce.is_some() {
        let text = "a deployment sends hundreds of transactions: leave out --sign-only and --nonce";
        return Err(Failure::Usage(text.into()).into());
    }
    let settings = Settings::new(global)?;
    let mut signers = Signers::default();
    let payer = match &settings.keypair {
        Ok(named) => present(&mut signers, named, "--keypair")?,
        Err(why) => return Err(Failure::Usage(why.clone()).into()),
    };
    let authority = match &options.upgrade_authority {
        Some(named) => present(&mut signers, named, "--upgrade-authority")?,
        None => payer.clone(),
    };
    let programs = options.programs()?;
    let mut network = connection::open(&settings, global)?;
    let network: &mut dyn Network = &mut network;
    // Read once: what is sent is what was shown.
    let rent = rent::of_today(network).map_err(unreachable)?;
    let mut jobs = Vec::new();
    for program in &programs {
        jobs.push(Job::plan(
            network,
            &rent,
            program,
            &payer.pubkey(),
            &authority.pubkey(),
        )?);
    }
    let is_done = jobs.iter().all(|job| job.work == Work::Nothing);
    let shown = |outcome| report(&programs, &jobs, &authority.pubkey(), outcome);
    let print = |report: Report| report.print(global.output);
    if is_done {
        return print(shown("nothing to do"));
    }
    check_balance(network, &payer.pubkey(), &jobs)?;
    if global.dry_run {
        return print(shown("would succeed"));
    }
    let acts: Vec<String> = programs
        .iter()
        .zip(&jobs)
        .filter(|(_, job)| job.work != Work::Nothing)
        .map(|(program, job)| format!("{} {}", act(job), program.name))
        .collect();
    let question = format!(
        "{} on {}, from {}, for {} SOL?",
        acts.join(", "),
        network_name(&settings.url),
        short(&payer.pubkey()),
        brief(&sol(stays(&jobs)))
    );
    consent.to(&shown("to be sent").shown(), &question)?;
    let mut done: Vec<&str> = Vec::new();
    for (program, job) in programs.iter().zip(&jobs) {
        let key = match job.work {
            Work::Deploy => Some(options.program_key(&mut signers, &program.name)?),
            _ => None,
        };
        let keys = Keys {
            payer: payer.as_ref(),
            authority: authority.as_ref(),
            program: key.as_deref(),
        };
        let spinner = ProgressBar::new_spinner();
        spinner.enable_steady_tick(std::time::Duration::from_millis(120));
        let mut progress = |step: &str| spinner.set_message(format!("{}: {step}", program.name));
        let carried = carry_out(network, &rent, program, keys, &mut progress);
        spinner.finish_and_clear();
        carried.map_err(|error| {
            let after = programs.iter().skip(done.len().saturating_add(1));
            let after: Vec<&str> = after.map(|it| it.name.as_str()).collect();
            let error = errors::explain(error, &payer.pubkey());
            interrupted(error, &done, &program.name, &after)
        })?;
        done.push(&program.name);
    }
    print(shown("done"))
}

/// What of a deployment is done, where `error` ended that of one program. Its buffer, and perhaps more, may be on the chain.
fn interrupted(error: anyhow::Error, done: &[&str], at: &str, after: &[&str]) -> anyhow::Error {
    let named = |names: &[&str]| match names {
        [] => "none".to_string(),
        names => names.join(", "),
    };
    error.context(format!(
        "done: {}; begun: {at}; not begun: {}; run this again to go on",
        named(done),
        named(after)
    ))
}

impl Options {
    fn programs(&self) -> anyhow::Result<Vec<Program>> {
        let programs = PROGRAMS.iter().map(|(name, id)| {
            let path = self.folder.join(name).with_extension("so");
            let file = std::fs::read(&path).with_context(|| path.display().to_string())?;
            Ok(Program {
                name: (*name).into(),
                id: *id,
                file,
            })
        });
        programs.collect()
    }

    fn program_key(&self, signers: &mut Signers, program: &str) -> Result<Rc<dyn Signer>, Failure> {
        let folder = self.program_keys.as_ref().unwrap_or(&self.folder);
        let file = folder.join(format!("{program}-keypair.json"));
        present(signers, &file.display().to_string(), "--program-keys")
    }
}

/// The signer given by `text`, which must have its key here.
fn present(
    signers: &mut Signers,
    text: &str,
    option: &'static str,
) -> Result<Rc<dyn Signer>, Failure> {
    let signer = signers.load(text, option)?;
    if signers.is_absent(&signer.pubkey()) {
        return Err(Failure::Signer {
            option,
            reason: "an address cannot sign: give its key".into(),
        });
    }
    Ok(signer)
}

fn act(job: &Job) -> &'static str {
    match job.work {
        Work::Nothing => "nothing to do",
        Work::Deploy => "deploy",
        Work::Upgrade { extension: 0 } => "upgrade",
        Work::Upgrade { .. } => "extend, upgrade",
    }
}

/// Columns of the programs.
pub const COLUMNS: &[Column] = &[
    ("Program", Kind::Text),
    ("Address", Kind::Key),
    ("Act", Kind::Text),
    ("Buffer", Kind::Key),
    ("Upgrade authority", Kind::Key),
    ("Bytes to write", Kind::Count),
    ("Transactions", Kind::Count),
    ("Rent in lamports", Kind::Count),
    ("Fees in lamports", Kind::Count),
    ("Outcome", Kind::Text),
];

/// The plan with its cost, in lamports.
fn report(programs: &[Program], jobs: &[Job], authority: &Pubkey, outcome: &str) -> Report {
    let records = programs.iter().zip(jobs).map(|(program, job)| {
        let outcome = match job.work {
            Work::Nothing => "nothing to do",
            _ => outcome,
        };
        vec![
            ("Program", Cell::text(&program.name)),
            ("Address", Cell::Key(program.id)),
            ("Act", Cell::text(act(job))),
            ("Buffer", Cell::Key(job.buffer)),
            ("Upgrade authority", Cell::Key(*authority)),
            ("Bytes to write", Cell::Count(job.bytes as u64)),
            ("Transactions", Cell::Count(job.transactions)),
            ("Rent in lamports", Cell::Count(job.cost.rent)),
            ("Fees in lamports", Cell::Count(job.cost.fees)),
            ("Outcome", Cell::text(outcome)),
        ]
    });
    let note = format!(
        "Rent and fees: {} SOL. Balance needed during the deployment: {} SOL, including buffer rent, which is refunded. \
         Priority fees are not included.",
        sol(stays(jobs)),
        sol(needed(jobs))
    );
    Report::table(COLUMNS, records.collect()).note(note)
}

/// Cost in lamports, without buffer rent.
fn stays(jobs: &[Job]) -> u64 {
    jobs.iter().fold(0, |sum, job| {
        sum.saturating_add(job.cost.rent)
            .saturating_add(job.cost.fees)
    })
}

/// Balance that the payer needs, in lamports: programs are deployed one after the other.
fn needed(jobs: &[Job]) -> u64 {
    let (mut paid, mut most) = (0_u64, 0);
    for Job { cost, .. } in jobs {
        paid = paid.saturating_add(cost.fees);
        most = paid.saturating_add(cost.peak).max(most);
        paid = paid.saturating_add(cost.rent);
    }
    most
}

/// Refuses if the payer's balance is too low.
fn check_balance(network: &mut dyn Network, payer: &Pubkey, jobs: &[Job]) -> anyhow::Result<()> {
    let account = network.account(payer).map_err(unreachable)?;
    let held = account.map_or(0, |account| account.lamports);
    let needed = needed(jobs);
    if held < needed {
        return Err(Failure::Balance {
            token: "SOL",
            needed: sol(needed),
            held: sol(held),
            owner: *payer,
        }
        .into());
    }
    Ok(())
}
