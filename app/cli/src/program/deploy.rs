//! `io program deploy`.

use std::{path::PathBuf, rc::Rc};

use anchor_lang::prelude::Pubkey;
use clap::Args;
use indicatif::ProgressBar;
use io_client::{rent, Network};
use io_migrations::{
    deploy::{carry_out, Job, Keys, Program, Work},
    programs::PROGRAMS,
};
use solana_signer::Signer;

use crate::{
    amounts::{brief, several, sol},
    connection,
    consent::Consent,
    context::unreachable,
    errors::{self, CliError},
    interrupt,
    place::Place,
    plan::short,
    report::{Cell, Column, Kind, Report},
    settings::{Global, Settings},
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
        return Err(CliError::Usage(text.into()).into());
    }
    let settings = Settings::new(global)?;
    let mut signers = Signers::default();
    let payer = match &settings.keypair {
        Ok(named) => present(&mut signers, named, "--keypair")?,
        Err(why) => return Err(CliError::Usage(why.clone()).into()),
    };
    let authority = match &options.upgrade_authority {
        Some(named) => present(&mut signers, named, "--upgrade-authority")?,
        None => payer.clone(),
    };
    let programs = options.programs()?;
    let mut network = connection::open(&settings, global, false)?;
    let network: &mut dyn Network = &mut network;
    // Read once: what is sent is what was shown.
    let rent = rent::of_today(network).map_err(unreachable)?;
    let plan = |network: &mut dyn Network| -> anyhow::Result<Vec<Job>> {
        let (payer, authority) = (payer.pubkey(), authority.pubkey());
        let jobs = programs.iter();
        let jobs = jobs.map(|it| Job::plan(network, &rent, it, &payer, &authority));
        jobs.collect()
    };
    let jobs = plan(network)?;
    let is_done = jobs.iter().all(|job| job.work == Work::Nothing);
    let shown = |jobs: &[Job], outcome| report(&programs, jobs, &authority.pubkey(), outcome);
    let print = |report: Report| report.print(global.output.form());
    if is_done {
        return print(shown(&jobs, "nothing to do"));
    }
    // Before anything is sent: the last of them may be missing.
    let mut keys = options.keys_of(&mut signers, &programs, &jobs)?;
    let held = check_balance(network, &payer.pubkey(), &jobs)?;
    if global.dry_run {
        let report = shown(&jobs, "checked, not simulated");
        return print(report.note(checked(held, &jobs)));
    }
    let place = Place::new(&settings.url, network.genesis().ok().flatten()).name();
    let from = short(&payer.pubkey());
    let first = jobs.clone();
    let (_, jobs) = consent.agree_on(
        jobs,
        |jobs| {
            let question = question(&programs, jobs, &place, &from);
            Ok((shown(jobs, "to be sent").shown(), question))
        },
        || {
            let jobs = plan(network)?;
            check_balance(network, &payer.pubkey(), &jobs)?;
            Ok(jobs)
        },
    )?;
    if jobs != first {
        keys = options.keys_of(&mut signers, &programs, &jobs)?;
    }
    let mut done: Vec<&str> = Vec::new();
    for (program, key) in programs.iter().zip(&keys) {
        let keys = Keys {
            payer: payer.as_ref(),
            authority: authority.as_ref(),
            program: key.as_deref(),
        };
        let spinner = ProgressBar::new_spinner();
        spinner.enable_steady_tick(std::time::Duration::from_millis(120));
        let mut progress = |step: &str| spinner.set_message(format!("{}: {step}", program.name));
        let carried =
            interrupt::while_sending(|| carry_out(network, &rent, program, keys, &mut progress));
        spinner.finish_and_clear();
        carried.map_err(|error| {
            let after = programs.iter().skip(done.len().saturating_add(1));
            let after: Vec<&str> = after.map(|it| it.name.as_str()).collect();
            let error = errors::explain(error, &payer.pubkey());
            interrupted(error, &done, &program.name, &after)
        })?;
        done.push(&program.name);
    }
    print(shown(&jobs, "done"))
}

/// What is asked: `upgrade emissions on devnet, from HMoM…WNth, for 0.1 SOL?`.
fn question(programs: &[Program], jobs: &[Job], place: &str, from: &str) -> String {
    let work = programs.iter().zip(jobs);
    let work = work.filter(|(_, job)| job.work != Work::Nothing);
    let actions: Vec<String> = work
        .map(|(program, job)| format!("{} {}", action(job), program.name))
        .collect();
    format!(
        "{} on {place}, from {from}, for {} SOL?",
        actions.join(", "),
        brief(&sol(stays(jobs)))
    )
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
            let file = std::fs::read(&path).map_err(|error| self.unreadable(name, &error))?;
            Ok(Program {
                name: (*name).into(),
                id: *id,
                file,
            })
        });
        programs.collect()
    }

    /// A program that cannot be read, with what builds it.
    fn unreadable(&self, program: &str, error: &std::io::Error) -> CliError {
        let (crate_folder, folder) = (program.replace('_', "-"), self.folder.display());
        let file = self.folder.join(program).with_extension("so");
        CliError::Usage(format!(
            "{}: {error}; build it with `cargo build-sbf --arch v3 --manifest-path programs/{crate_folder}/Cargo.toml \
             --sbf-out-dir {folder}`",
            file.display()
        ))
    }

    /// The key pairs of those that are deployed for the first time.
    fn keys_of(
        &self,
        signers: &mut Signers,
        programs: &[Program],
        jobs: &[Job],
    ) -> Result<Vec<Option<Rc<dyn Signer>>>, CliError> {
        let mut key = |(program, job): (&Program, &Job)| match job.work {
            Work::Deploy => self.program_key(signers, program).map(Some),
            _ => Ok(None),
        };
        programs.iter().zip(jobs).map(&mut key).collect()
    }

    /// The key pair of a program that is deployed for the first time.
    fn program_key(
        &self,
        signers: &mut Signers,
        program: &Program,
    ) -> Result<Rc<dyn Signer>, CliError> {
        let option = "--program-keys";
        let folder = self.program_keys.as_ref().unwrap_or(&self.folder);
        let file = folder.join(format!("{}-keypair.json", program.name));
        let key = present(signers, &file.display().to_string(), option)?;
        match key.pubkey() == program.id {
            true => Ok(key),
            false => Err(CliError::Signer {
                option,
                reason: format!(
                    "the key pair of {} is {}, not {}",
                    program.name,
                    key.pubkey(),
                    program.id
                ),
            }),
        }
    }
}

/// The signer given by `text`, which must have its key here.
fn present(
    signers: &mut Signers,
    text: &str,
    option: &'static str,
) -> Result<Rc<dyn Signer>, CliError> {
    let signer = signers.load(text, option)?;
    if signers.is_absent(&signer.pubkey()) {
        return Err(CliError::Signer {
            option,
            reason: "an address cannot sign: give its key".into(),
        });
    }
    Ok(signer)
}

fn action(job: &Job) -> &'static str {
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
    ("Action", Kind::Text),
    ("Buffer", Kind::Key),
    ("Upgrade authority", Kind::Key),
    ("Bytes to write", Kind::Count),
    ("Transactions", Kind::Count),
    ("Rent", Kind::Amount),
    ("Fees", Kind::Amount),
    ("Outcome", Kind::Text),
];

/// The plan with its cost.
fn report(programs: &[Program], jobs: &[Job], authority: &Pubkey, outcome: &str) -> Report {
    let records = programs.iter().zip(jobs).map(|(program, job)| {
        let outcome = match job.work {
            Work::Nothing => "nothing to do",
            _ => outcome,
        };
        vec![
            ("Program", Cell::text(&program.name)),
            ("Address", Cell::Key(program.id)),
            ("Action", Cell::text(action(job))),
            ("Buffer", Cell::Key(job.buffer)),
            (
                "Upgrade authority",
                job.upgrader.map_or(Cell::None, Cell::Key),
            ),
            ("Bytes to write", Cell::Count(job.bytes as u64)),
            ("Transactions", Cell::Count(job.transactions)),
            ("Rent", Cell::Sol(job.cost.rent)),
            ("Fees", Cell::Sol(job.cost.fees)),
            ("Outcome", Cell::text(outcome)),
        ]
    });
    let note = format!(
        "Rent and fees: {} SOL. Balance needed during the deployment: {} SOL, including buffer rent, which is refunded. \
         Priority fees are not included.",
        sol(stays(jobs)),
        sol(needed(jobs))
    );
    let report = Report::table(COLUMNS, records.collect()).note(note);
    let others = programs.iter().zip(jobs);
    let others = others.filter(|(_, job)| job.upgrader != Some(*authority));
    others.fold(report, |report, (program, job)| {
        let upgrader = job.upgrader.map_or("nobody".into(), |it| it.to_string());
        report.note(format!(
            "{} equals its file, and can be upgraded by {upgrader}, not by {authority}.",
            program.name
        ))
    })
}

/// What a dry run has checked, and what only the deployment itself shows.
fn checked(held: u64, jobs: &[Job]) -> String {
    let sent = jobs.iter().map(|job| job.transactions);
    let sent = several(sent.fold(0, u64::saturating_add), "transaction");
    format!(
        "Checked: each file is sBPF v3 and no larger than an account; each address is free, or holds a program that \
         --upgrade-authority can upgrade or that equals its file; the key pairs of new programs are those of their \
         addresses; what the buffers hold already; the payer holds {} SOL, which is enough. Not checked: the {sent}, which \
         are not simulated, since each needs those before it; the code of the files, which the loader verifies at the end; \
         priority fees.",
        sol(held)
    )
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

/// The payer's balance, which is high enough.
fn check_balance(network: &mut dyn Network, payer: &Pubkey, jobs: &[Job]) -> anyhow::Result<u64> {
    let account = network.account(payer).map_err(unreachable)?;
    let held = account.map_or(0, |account| account.lamports);
    let needed = needed(jobs);
    if held < needed {
        return Err(CliError::Balance {
            token: "SOL",
            needed: sol(needed),
            held: sol(held),
            owner: *payer,
        }
        .into());
    }
    Ok(held)
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_vm::{programs, LiteVm, Vm};
    use solana_keypair::Keypair;

    /// The header of a program file of sBPF v3, and something behind it.
    fn file() -> Vec<u8> {
        let mut file = [b"\x7fELF\x02\x01".as_slice(), &[0; 58], &[1; 5_000]].concat();
        file[18..20].copy_from_slice(&247_u16.to_le_bytes());
        file[48] = 3;
        file
    }

    fn named() -> Vec<Program> {
        let programs = PROGRAMS.iter().map(|(name, id)| Program {
            name: (*name).into(),
            id: *id,
            file: file(),
        });
        programs.collect()
    }

    /// Nothing is to do, no matter who can upgrade them; who that is stands in the report.
    #[test]
    fn programs_that_equal_their_files_show_who_can_upgrade_them() {
        let [authority, payer] = [0; 2].map(|_| Keypair::new().pubkey());
        let mut vm = LiteVm::new(&authority, 1_798_761_600).unwrap();
        for program in programs::suite() {
            let (address, mut account) = programs::program_data(&program.id, &authority);
            account.data.extend(file());
            vm.set_account(address, account).unwrap();
        }
        let rent = rent::of_today(&mut vm).unwrap();
        let programs = named();
        for (given, notes) in [(authority, 1), (payer, 4)] {
            let mut plan = |program| Job::plan(&mut vm, &rent, program, &payer, &given).unwrap();
            let jobs: Vec<Job> = programs.iter().map(&mut plan).collect();
            let reported = report(&programs, &jobs, &given, "to be sent");
            for (job, record) in jobs.iter().zip(reported.json().as_array().unwrap()) {
                assert_eq!(job.work, Work::Nothing);
                assert_eq!(record["outcome"], "nothing to do");
                let nothing = serde_json::json!({
                    "amount": "0", "currency": "SOL", "decimals": 9, "display": "0"
                });
                assert_eq!((&record["rent"], &record["fees"]), (&nothing, &nothing));
                assert_eq!(record["upgradeAuthority"], authority.to_string());
            }
            assert_eq!(reported.notes.len(), notes, "{:?}", reported.notes);
        }
    }

    #[test]
    fn a_dry_run_says_what_it_has_checked_and_what_not() {
        let authority = Keypair::new().pubkey();
        let mut vm = LiteVm::new(&authority, 1_798_761_600).unwrap();
        let rent = rent::of_today(&mut vm).unwrap();
        let program = Program {
            id: Keypair::new().pubkey(),
            ..named().remove(0)
        };
        let job = Job::plan(&mut vm, &rent, &program, &authority, &authority).unwrap();
        assert_eq!((job.work, job.upgrader), (Work::Deploy, Some(authority)));
        let reported = checked(5_000_000_000, &[job]);
        let sent = format!(
            "Not checked: the {} transactions, which are not simulated",
            job.transactions
        );
        assert!(reported.contains(&sent), "{reported}");
        assert!(
            reported.contains("the payer holds 5.000000000 SOL"),
            "{reported}"
        );
    }

    #[test]
    fn what_is_interrupted_is_neither_done_nor_untouched() {
        let error = anyhow::anyhow!("no answer");
        let reported = interrupted(error, &["emissions"], "marketplace", &["fee_burn"]);
        assert_eq!(
            format!("{reported:#}"),
            "done: emissions; begun: marketplace; not begun: fee_burn; run this again to go on: no answer"
        );
    }
}
