//! The driver `command`: a program of the supplier's, called as `HOOK provision`, `HOOK check` and `HOOK teardown`.

use std::{
    path::{Path, PathBuf},
    process,
    time::Duration,
};

use io_access::{Access, Details};
use serde_json::{json, Map, Value};
use solana_pubkey::Pubkey;
use zeroize::Zeroizing;

use super::{run::Runner, Driver, Failure, Job, Tenant};
use crate::details;

/// The version of what a hook reads.
const VERSION: u64 = 1;
/// What begins the names of variables that hold keys of this program.
const OWN: &str = "IO_";

/// Calls a hook.
#[derive(Debug)]
pub struct Command {
    hook: PathBuf,
    runner: Runner,
}

impl Command {
    /// With a hook, files in `folder`, and `limit` for each call.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn new(hook: &Path, folder: &Path, limit: Duration) -> std::io::Result<Self> {
        Ok(Self {
            hook: hook.into(),
            runner: Runner::new(folder, limit)?,
        })
    }

    fn call(&self, action: &str, job: &Job) -> Result<Vec<u8>, Failure> {
        let input = input(action, job)?;
        let mut command = process::Command::new(&self.hook);
        command.arg(action);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with(OWN) {
                command.env_remove(name);
            }
        }
        let printed = self.runner.run(&job.reservation, &mut command, &input);
        printed.map_err(|failure| match failure {
            Failure::Failed(why) => Failure::Failed(format!("hook {action}: {why}")),
            busy => busy,
        })
    }
}

impl Driver for Command {
    fn provision(&self, job: &Job) -> Result<Tenant, Failure> {
        let printed = Zeroizing::new(self.call("provision", job)?);
        tenant(job, &printed)
    }

    fn check(&self, job: &Job) -> Result<(), Failure> {
        self.call("check", job).map(drop)
    }

    fn teardown(&self, job: &Job) -> Result<(), Failure> {
        self.call("teardown", job).map(drop)
    }

    fn forget(&self, reservation: &Pubkey) {
        self.runner.forget(reservation);
    }
}

/// What a hook reads.
fn input(action: &str, job: &Job) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut value = json!({
        "version": VERSION,
        "action": action,
        "reservation": job.reservation.to_string(),
        "supplier": job.supplier.to_string(),
        "renter": job.renter.to_string(),
        "gpus": job.gpus,
        "starts_until": job.starts_until,
    });
    if let Some(workload) = &job.workload {
        let written = workload.write();
        let written = written.map_err(|error| Failure::Failed(error.to_string()))?;
        let workload: Value =
            serde_json::from_slice(&written).map_err(|error| Failure::Failed(error.to_string()))?;
        value["workload"] = workload;
    }
    Ok(Zeroizing::new(format!("{value}\n").into_bytes()))
}

/// What a hook or a file says of how to connect: the fields of connection details, without those that follow from the
/// reservation.
///
/// # Errors
/// [`Failure::Failed`] with the field that is wrong.
pub fn tenant(job: &Job, printed: &[u8]) -> Result<Tenant, Failure> {
    let wrong = |why: String| Failure::Failed(format!("what it prints is refused: {why}"));
    let read: Result<Map<String, Value>, _> = serde_json::from_slice(printed);
    // What serde_json says may quote a password.
    let mut fields = read.map_err(|error| {
        wrong(format!(
            "no JSON object, near line {}, column {}",
            error.line(),
            error.column()
        ))
    })?;
    let has_end = fields.contains_key("expires_at");
    let defaults = [
        ("version", json!(1)),
        ("reservation", json!(job.reservation.to_string())),
        ("expires_at", json!(details::LATEST)),
    ];
    for (name, value) in defaults {
        fields.entry(name).or_insert(value);
    }
    if let Some(Value::String(key)) = fields.get("host_key") {
        let key: Result<io_access::SshKey, _> = key.trim().parse();
        let key =
            key.map_err(|_| wrong("`host_key` is not the line of an SSH public key".into()))?;
        fields.insert("host_key".into(), json!(key.without_comment()));
        fields
            .entry("host_key_fingerprint")
            .or_insert(json!(key.fingerprint()));
    }
    let json = Zeroizing::new(Value::Object(fields).to_string());
    let read = Details::read(json.as_bytes()).map_err(|error| wrong(error.to_string()))?;
    if read.reservation != job.reservation {
        return Err(wrong("`reservation` is another one".into()));
    }
    if read.access == Access::Https && read.urls.is_empty() {
        return Err(wrong("there is nothing to connect to".into()));
    }
    Ok(Tenant {
        access: read.access,
        urls: read.urls,
        notes: read.notes,
        expires_at: has_end.then_some(read.expires_at),
    })
}

#[cfg(test)]
mod tests;
