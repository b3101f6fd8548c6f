//! `io rent workload`: sends the supplier's service who may log in and what to run, sealed to its key and signed by the renter.

use std::{
    fs,
    net::IpAddr,
    path::{Path, PathBuf},
    thread::sleep,
    time::Duration,
};

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_access::{PublicKey, ServiceKey, ServiceTerms, SshKey, UnsignedRequest, Workload};
use io_common::types::Supplier;
use marketplace::state::{Reservation, Status};
use solana_hash::Hash;

use super::{
    connect::{endpoint, inside, inside_words},
    course::{situation, Side},
};
use crate::{
    access::{self, Answer, Endpoint},
    context::{unreachable, Context},
    errors::CliError,
    parse::address,
    plan::{question, short},
    report::{Cell, Record, Report},
};

/// How often a service is asked that has not seen the reservation yet, and how long lies between.
const TRIES: u32 = 20;
const LOOK: Duration = Duration::from_secs(2);
/// Public keys of SSH below the home folder, the first that is there.
const DEFAULTS: [&str; 3] = [
    ".ssh/id_ed25519.pub",
    ".ssh/id_ecdsa.pub",
    ".ssh/id_rsa.pub",
];

/// What is wanted on the GPUs.
#[derive(Args)]
pub struct Options {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// Public key that may log in, once for each; by default ~/.ssh/id_ed25519.pub, id_ecdsa.pub or id_rsa.pub
    #[arg(long, value_name = "FILE")]
    ssh_key: Vec<PathBuf>,
    /// Nobody may log in: the image runs alone
    #[arg(long, conflicts_with = "ssh_key", requires = "image")]
    no_ssh_key: bool,
    /// Container image
    #[arg(long, value_name = "NAME")]
    image: Option<String>,
    /// Variable of the container, NAME=VALUE; NAME alone takes the value from the environment, so that it is in no list of processes
    #[arg(long, value_name = "NAME[=VALUE]", requires = "image")]
    env: Vec<String>,
    /// Send it also to an endpoint at an address of this machine or of a private network
    #[arg(long)]
    private: bool,
    /// Command for the image, instead of its own
    #[arg(last = true, value_name = "COMMAND", requires = "image")]
    command: Vec<String>,
}

/// Shows what is sent, asks, signs and posts it.
pub fn send(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let address = options.reservation;
    let it: Reservation = context.read("reservation", &address)?;
    let (me, now) = (context.me()?, context.now()?);
    if me != it.renter {
        return Err(CliError::Usage(format!(
            "only its renter {} may: give its key with -k",
            it.renter
        ))
        .into());
    }
    if !it.is(Status::Reserved) {
        let situation = situation(&address, &it, now, Side::Renter)?;
        return Err(
            CliError::Refused(format!("a workload is sent before the start: {situation}")).into(),
        );
    }
    let files = keys(options, &std::env::home_dir().unwrap_or_default())?;
    let workload = workload(options, &files)?;
    let network = context.network.genesis().map_err(unreachable)?;
    let network =
        network.ok_or_else(|| CliError::Refused("the network has no genesis hash".into()))?;
    let endpoint = endpoint(context, &it.supplier)?;
    if let Some(address) = inside(context, &endpoint).filter(|_| !options.private) {
        agree_to(context, &address)?;
    }
    let key = service_key(context, &endpoint, &it.supplier, network)?;
    let record = record(&address, &it.supplier, &workload);
    let shown = Report::fields(record.clone()).shown();
    let question = question(context, &asked(&address, &files), 1)?;
    context.consent.to(&shown, &question)?;
    let unsigned = UnsignedRequest {
        network,
        reservation: address,
        sealed: workload
            .seal(&key)
            .map_err(|error| CliError::Usage(error.to_string()))?,
        issued_at: access::clock(),
        sequence: context
            .connections
            .next_sequence(&address, access::milliseconds())?,
    };
    let signer = context.signer()?;
    let signed = unsigned
        .sign(signer.as_ref())
        .map_err(|error| CliError::Signer {
            option: "--keypair",
            reason: error.to_string(),
        })?;
    let request = signed
        .write()
        .map_err(|error| CliError::Usage(error.to_string()))?;
    post(&endpoint, &address, request)?;
    Ok(Report::fields(record).note(format!("next: io rent connect {address}")))
}

/// Asks about an endpoint that may be a machine of the user's own network, before anything is asked there.
fn agree_to(context: &mut Context, address: &IpAddr) -> anyhow::Result<()> {
    let words = inside_words(address);
    if !context.consent.is_asked() {
        let reported = format!("{words}; nothing was sent. If that is meant, give --private");
        return Err(CliError::Refused(reported).into());
    }
    let question = question(context, &format!("Send to {address} all the same"), 1)?;
    context.consent.to(&words, &question)?;
    Ok(())
}

/// What is asked, with the keys that may log in.
fn asked(reservation: &Pubkey, keys: &[PathBuf]) -> String {
    let keys: Vec<String> = keys.iter().map(|it| it.display().to_string()).collect();
    let with = match keys.as_slice() {
        [] => "without an SSH key".into(),
        [key] => format!("with the SSH key of {key}"),
        several => format!("with the SSH keys of {}", several.join(", ")),
    };
    format!(
        "Sign the workload of reservation {}, {with}, and send it sealed to the supplier",
        short(reservation)
    )
}

/// The request is the same each time, and the service takes it once.
fn post(endpoint: &Endpoint, reservation: &Pubkey, request: Vec<u8>) -> anyhow::Result<()> {
    let mut answer = endpoint.workload(reservation, request.clone())?;
    let mut is_again = false;
    for _ in 1..TRIES {
        let is_early = answer.is_not_found() || matches!(answer, Answer::Silent(_));
        if !is_early {
            break;
        }
        sleep(LOOK);
        is_again = true;
        answer = endpoint.workload(reservation, request.clone())?;
    }
    match answer {
        Answer::Given(_) => Ok(()),
        // The answer to the first of them was lost.
        Answer::Refused(409, refusal) if is_again && refusal.error == "Replayed" => Ok(()),
        other => Err(CliError::Refused(format!(
            "the supplier's service did not take the workload: {}",
            other.words()
        ))
        .into()),
    }
}

/// The key of the supplier's service, which its owner or operator has signed.
fn service_key(
    context: &mut Context,
    endpoint: &Endpoint,
    supplier: &Pubkey,
    network: Hash,
) -> anyhow::Result<PublicKey> {
    let it: Supplier = context.read("supplier", supplier)?;
    let terms = ServiceTerms {
        network,
        supplier: *supplier,
        owner: it.owner,
        operator: it.operator,
        now: access::clock(),
    };
    let given = match endpoint.service_key(supplier)? {
        Answer::Given(json) => json,
        other => {
            return Err(CliError::Refused(format!(
                "the supplier's endpoint gives no service key: {}. It may serve by hand: wait for the start with `io rent connect`",
                other.words()
            ))
            .into())
        }
    };
    let key = ServiceKey::read(&given).and_then(|it| it.check(&terms));
    let key = key.map_err(|error| {
        CliError::Refused(format!(
            "the service key at the supplier's endpoint is refused, and nothing was sent to it: {error} ({})",
            error.name()
        ))
    });
    Ok(key?)
}

/// Files of the keys that may log in. Without an image there is one at least.
fn keys(options: &Options, home: &Path) -> Result<Vec<PathBuf>, CliError> {
    if !options.ssh_key.is_empty() || options.no_ssh_key {
        return Ok(options.ssh_key.clone());
    }
    let mut found = DEFAULTS.iter().map(|name| home.join(name));
    let found = found.find(|path| path.exists());
    if found.is_none() && options.image.is_none() {
        return Err(CliError::Usage(
            "there is no public key of SSH in ~/.ssh: name one with --ssh-key, or make one with `ssh-keygen -t ed25519`".into(),
        ));
    }
    Ok(found.into_iter().collect())
}

fn workload(options: &Options, files: &[PathBuf]) -> Result<Workload, CliError> {
    let keys = files.iter().map(|path| {
        let wrong = |why: String| CliError::Usage(format!("--ssh-key {}: {why}", path.display()));
        let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        if text.contains("PRIVATE KEY") {
            return Err(wrong(
                "it is a private key: name the .pub file beside it".into(),
            ));
        }
        let key: Result<SshKey, _> = text.trim_end().parse();
        key.map_err(|error| wrong(error.to_string()))
    });
    let variables = options.env.iter().map(|it| match it.contains('=') {
        true => Ok(it.clone()),
        false => std::env::var(it)
            .map(|value| format!("{it}={value}"))
            .map_err(|error| CliError::Usage(format!("--env {it}: {error}"))),
    });
    let workload = Workload {
        reservation: options.reservation,
        ssh_keys: keys.collect::<Result<_, _>>()?,
        image: options.image.clone(),
        command: options.command.clone(),
        env: variables.collect::<Result<_, _>>()?,
    };
    let written = workload.write();
    written.map_err(|error| CliError::Usage(error.to_string()))?;
    Ok(workload)
}

/// What is sent; of the environment the names alone.
fn record(reservation: &Pubkey, supplier: &Pubkey, workload: &Workload) -> Record {
    let keys = workload
        .ssh_keys
        .iter()
        .map(|it| Cell::text(it.fingerprint()));
    let names = workload.env.iter();
    let names = names.filter_map(|it| it.split_once('=').map(|(name, _)| Cell::text(name)));
    vec![
        ("Reservation", Cell::Key(*reservation)),
        ("Supplier", Cell::Key(*supplier)),
        ("May log in", Cell::List(keys.collect())),
        (
            "Image",
            workload.image.as_ref().map_or(Cell::None, Cell::text),
        ),
        (
            "Command",
            Cell::List(workload.command.iter().map(Cell::text).collect()),
        ),
        ("Variables", Cell::List(names.collect())),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(image: Option<&str>) -> Options {
        Options {
            reservation: Pubkey::default(),
            ssh_key: Vec::new(),
            no_ssh_key: false,
            private: false,
            image: image.map(String::from),
            env: Vec::new(),
            command: Vec::new(),
        }
    }

    #[test]
    fn the_default_key_is_sent_with_an_image_and_without() {
        let home = tempfile::tempdir().unwrap();
        for image in [None, Some("ubuntu")] {
            let none = keys(&options(image), home.path());
            assert_eq!(none.is_err(), image.is_none());
        }
        let file = home.path().join(".ssh/id_ecdsa.pub");
        fs::create_dir(home.path().join(".ssh")).unwrap();
        fs::write(&file, "").unwrap();
        for image in [None, Some("ubuntu")] {
            let found = keys(&options(image), home.path()).unwrap();
            assert_eq!(found, std::slice::from_ref(&file));
        }
        let mut alone = options(Some("ubuntu"));
        alone.no_ssh_key = true;
        assert!(keys(&alone, home.path()).unwrap().is_empty());
    }
}
