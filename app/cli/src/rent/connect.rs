//! `io rent connect`: from a reservation to a shell.

use std::{path::PathBuf, thread::sleep, time::Duration};

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_access::{Access, Details, PublicKey, Secret};
use io_client::reservation::{next, Next};
use io_common::types::Supplier;
use marketplace::state::{EndReason, Reservation};

use super::course::{situation, Side};
use crate::{
    access::{self, Answer, Endpoint, Shell},
    context::Context,
    errors::CliError,
    history,
    options::padded,
    output::tell,
    parse::address,
    report::{Cell, Record, Report},
};

/// From one look at the reservation to the next.
const LOOK: Duration = Duration::from_secs(2);
/// How often an endpoint is asked that does not answer.
const TRIES: u32 = 15;

/// What to connect to, and how.
#[derive(Args)]
pub struct Connect {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// File with the X25519 private key of the reservation, as `age-keygen` or `openssl genpkey -algorithm X25519` writes it;
    /// by default that in ~/.config/io/connections
    #[arg(long, value_name = "FILE")]
    connection_key: Option<PathBuf>,
    /// Open a shell by ssh, which trusts only the host key that the supplier has committed to
    #[arg(long)]
    ssh: bool,
    /// Private key for ssh; by default those of its configuration
    #[arg(long, value_name = "FILE", requires = "ssh")]
    identity: Option<PathBuf>,
    /// Refuse at once if the reservation has not started
    #[arg(long)]
    no_wait: bool,
    /// What to run there instead of a shell
    #[arg(last = true, value_name = "COMMAND", requires = "ssh")]
    command: Vec<String>,
}

/// Waits for the start, fetches the details, compares their hash with the chain's, opens and shows them; with `--ssh` becomes
/// `ssh`.
pub fn connect(context: &mut Context, options: &Connect) -> anyhow::Result<Report> {
    let address = options.reservation;
    let it: Reservation = context.read("reservation", &address)?;
    // A wrong key is reported before anybody waits.
    let secret = secret(context, options, &it)?;
    let it = started(context, options)?;
    let endpoint = endpoint(context, &it.supplier)?;
    let sealed = fetch(&endpoint, &address)?;
    let details = open(&sealed, &it, &address, &secret)?;
    let Access::Ssh(ssh) = &details.access else {
        if options.ssh {
            let why =
                "the supplier gives pages and no SSH: leave out --ssh, and open what is shown";
            return Err(CliError::Usage(why.into()).into());
        }
        return Ok(Report::fields(record(&address, &details, None)));
    };
    let shell = Shell {
        ssh: ssh.clone(),
        known_hosts: context.connections.known_hosts(&address)?,
        identity: options.identity.clone(),
        command: options.command.clone(),
    };
    if options.ssh {
        tell(format!(
            "ssh to {}@{} port {}, host key {}",
            ssh.user,
            ssh.host,
            ssh.port,
            ssh.host_key.fingerprint()
        ));
        match shell.open()? {}
    }
    shell.pin()?;
    let report = Report::fields(record(&address, &details, Some(&shell)));
    Ok(report.note(format!("next: io rent connect {address} --ssh")))
}

/// The private key of the reservation.
pub fn secret(context: &Context, options: &Connect, it: &Reservation) -> Result<Secret, CliError> {
    let (secret, place) = match &options.connection_key {
        Some(path) => (access::file(path)?, path.clone()),
        None => {
            let path = context.connections.path(&options.reservation)?;
            let found = context.connections.find(&options.reservation)?;
            let secret = found.ok_or_else(|| {
                CliError::Usage(format!(
                    "there is no connection key at {}: name its file with --connection-key, or connect from the machine that \
                     reserved. Without it nobody can open the details",
                    path.display()
                ))
            })?;
            (secret, path)
        }
    };
    match secret.public().to_bytes() == it.connection_key {
        true => Ok(secret),
        false => {
            let needed = PublicKey::new(it.connection_key);
            let needed = needed.map_or_else(|error| error.to_string(), |it| it.to_string());
            Err(CliError::Usage(format!(
                "{} holds the key of {}, and the reservation names {needed}: give the file of that key with --connection-key",
                place.display(),
                secret.public()
            )))
        }
    }
}

/// The reservation once it runs.
fn started(context: &mut Context, options: &Connect) -> anyhow::Result<Reservation> {
    let address = options.reservation;
    let (mut waits, mut silent) = (false, false);
    loop {
        context.forget();
        let looked = context
            .now()
            .and_then(|now| Ok((context.find::<Reservation>(&address)?, now)));
        match looked {
            Ok((found, now)) => {
                silent = false;
                let it = found.ok_or_else(|| {
                    CliError::Refused(format!(
                        "the reservation is closed: it was declined, or not started in time. All that was locked came back; \
                         `io history {address}` shows how"
                    ))
                })?;
                match next(&it, now)? {
                    (Next::Runs, _) => return Ok(it),
                    (Next::Start, _) if !options.no_wait => {
                        if !waits {
                            waits = true;
                            tell(situation(&address, &it, now, Side::Renter)?);
                        }
                    }
                    _ => {
                        let situation = situation(&address, &it, now, Side::Renter)?;
                        let reason = match it.end_reason()? {
                            EndReason::None => String::new(),
                            reason => format!(" ({})", history::ended(reason)),
                        };
                        return Err(CliError::Refused(format!(
                            "there is nothing to connect to{reason}: {situation}"
                        ))
                        .into());
                    }
                }
            }
            // Only one who waits already asks again.
            Err(error) if !waits => return Err(error),
            Err(error) if !silent => {
                silent = true;
                tell(format!("{error:#}; asked again every {} s", LOOK.as_secs()));
            }
            Err(_) => {}
        }
        sleep(LOOK);
    }
}

/// The endpoint of a supplier; says where others can read along.
///
/// # Errors
/// [`CliError::Missing`]; [`CliError::Refused`] if it is none.
pub fn endpoint(context: &mut Context, supplier: &Pubkey) -> anyhow::Result<Endpoint> {
    let supplier: Supplier = context.read("supplier", supplier)?;
    let endpoint = Endpoint::new(&padded(&supplier.endpoint))?;
    if !endpoint.is_private() && !endpoint.is_local() {
        tell(
            "the supplier's endpoint has no TLS: others can see that you ask, and can withhold the answer; they can neither read \
             nor change it",
        );
    }
    Ok(endpoint)
}

/// What the endpoint serves, asked for some times.
fn fetch(endpoint: &Endpoint, reservation: &Pubkey) -> anyhow::Result<Vec<u8>> {
    let mut answer = endpoint.details(reservation)?;
    for _ in 1..TRIES {
        if matches!(answer, Answer::Given(_)) {
            break;
        }
        sleep(LOOK);
        answer = endpoint.details(reservation)?;
    }
    match answer {
        Answer::Given(sealed) => Ok(sealed),
        other => Err(CliError::Refused(format!(
            "the supplier's endpoint gives no connection details: {}. Try again soon; within the grace you owe only the time used \
             if you end it: `io rent terminate {reservation}`",
            other.words()
        ))
        .into()),
    }
}

/// Opens what was fetched.
fn open(
    sealed: &[u8],
    it: &Reservation,
    address: &Pubkey,
    secret: &Secret,
) -> Result<Details, CliError> {
    let opened = Details::open_checked(sealed, &it.connection_hash, secret, address);
    let valid = opened.and_then(|details| details.check_time(access::clock()).map(|()| details));
    valid.map_err(|error| {
        CliError::Refused(format!(
            "do not connect: {error} ({}). Within the grace you owe only the time used if you end it: `io rent terminate {address}`",
            error.name()
        ))
    })
}

fn record(address: &Pubkey, details: &Details, shell: Option<&Shell>) -> Record {
    let mut record = vec![("Reservation", Cell::Key(*address))];
    if let Some(shell) = shell {
        let ssh = &shell.ssh;
        let words = shell.arguments();
        let words: Vec<String> = words.iter().map(|it| quoted(it)).collect();
        record.extend([
            ("Host", Cell::text(&ssh.host)),
            ("Port", Cell::text(ssh.port)),
            ("User", Cell::text(&ssh.user)),
            ("Host key", Cell::text(ssh.host_key.fingerprint())),
            ("Known hosts", Cell::text(shell.known_hosts.display())),
            ("Command", Cell::Text(format!("ssh {}", words.join(" ")))),
        ]);
    }
    let pages = details.urls.iter().map(Cell::text).collect();
    record.extend([
        ("Pages", Cell::List(pages)),
        (
            "Notes",
            match details.notes.as_str() {
                "" => Cell::None,
                notes => Cell::text(notes),
            },
        ),
    ]);
    record
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "-_./=:@,".contains(it);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.into(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}
