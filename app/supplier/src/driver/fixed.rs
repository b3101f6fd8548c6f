//! The driver `static`: a host that is always there, for one renter at a time.

use std::{
    fs,
    io::{ErrorKind, Write},
    net::{TcpStream, ToSocketAddrs},
    path::{Path, PathBuf},
    str::FromStr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use io_access::Access;
use solana_pubkey::Pubkey;

use super::{
    authorized::Authorized,
    command::{tenant, Command},
    run::private,
    Driver, Failure, Job, Tenant,
};

/// For a connection to the host.
const CONNECT: Duration = Duration::from_secs(5);

/// A host.
#[derive(Debug)]
pub struct Fixed {
    /// How to connect, as a hook prints it.
    details: PathBuf,
    /// Who may log in, as sshd reads it.
    authorized: Option<Authorized>,
    /// Called with `teardown`: it ends what the renter has left running, and removes what it has written.
    hook: Option<Command>,
    /// Names the reservation that has the host.
    occupant: PathBuf,
    deciding: Mutex<()>,
}

impl Fixed {
    /// A host that `details` describes. The renter's keys are written to `authorized`, and `folder` keeps who has the host.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn new(
        details: &Path,
        authorized: Option<Authorized>,
        hook: Option<&Path>,
        folder: &Path,
        limit: Duration,
    ) -> std::io::Result<Self> {
        fs::create_dir_all(folder)?;
        let hook = hook.map(|hook| Command::new(hook, folder, limit));
        Ok(Self {
            details: details.into(),
            authorized,
            hook: hook.transpose()?,
            occupant: folder.join("occupant"),
            deciding: Mutex::default(),
        })
    }

    /// Who has the host.
    fn occupant(&self) -> Result<Option<Pubkey>, Failure> {
        match fs::read_to_string(&self.occupant) {
            Ok(text) => {
                let key = Pubkey::from_str(text.trim());
                let damaged = || Failure::Failed(format!("{} is damaged", self.occupant.display()));
                key.map(Some).map_err(|_| damaged())
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::Failed(error.to_string())),
        }
    }

    /// Replaces who may log in.
    fn authorize(&self, lines: &str) -> std::io::Result<()> {
        self.authorized
            .as_ref()
            .map_or(Ok(()), |file| file.replace(lines))
    }
}

impl Driver for Fixed {
    fn provision(&self, job: &Job) -> Result<Tenant, Failure> {
        let failed = |error: std::io::Error| Failure::Failed(error.to_string());
        let details = fs::read(&self.details)
            .map_err(|error| Failure::Failed(format!("{}: {error}", self.details.display())))?;
        let tenant = tenant(job, &details)?;
        let keys = job.workload.iter().flat_map(|it| &it.ssh_keys);
        let lines: String = keys.map(|key| format!("{}\n", key.line())).collect();
        if self.authorized.is_some() && lines.is_empty() {
            return Err(Failure::Refused(
                "the workload has no SSH key, so that nobody could log in".into(),
            ));
        }
        let _deciding = self.deciding.lock().unwrap_or_else(PoisonError::into_inner);
        match self.occupant()? {
            Some(other) if other != job.reservation => {
                return Err(Failure::Failed(format!(
                    "the host is for one renter at a time, and {other} has it"
                )))
            }
            Some(_) => {}
            None => replace(&self.occupant, &format!("{}\n", job.reservation)).map_err(failed)?,
        }
        self.authorize(&lines).map_err(failed)?;
        Ok(tenant)
    }

    fn check(&self, job: &Job) -> Result<(), Failure> {
        let failed = |error: std::io::Error| Failure::Failed(error.to_string());
        let tenant = tenant(job, &fs::read(&self.details).map_err(failed)?)?;
        let Access::Ssh(ssh) = tenant.access else {
            return Ok(());
        };
        let mut addresses = (ssh.host.as_str(), ssh.port)
            .to_socket_addrs()
            .map_err(failed)?;
        let address = addresses.next();
        let address =
            address.ok_or_else(|| Failure::Failed(format!("{} has no address", ssh.host)))?;
        TcpStream::connect_timeout(&address, CONNECT)
            .map(drop)
            .map_err(|error| Failure::Failed(format!("{}: {error}", ssh.host)))
    }

    fn teardown(&self, job: &Job) -> Result<(), Failure> {
        let failed = |error: std::io::Error| Failure::Failed(error.to_string());
        if self.occupant()? != Some(job.reservation) {
            return Ok(());
        }
        self.authorize("").map_err(failed)?;
        if let Some(hook) = &self.hook {
            hook.teardown(job)?;
        }
        let _deciding = self.deciding.lock().unwrap_or_else(PoisonError::into_inner);
        fs::remove_file(&self.occupant).map_err(failed)
    }

    fn forget(&self, reservation: &Pubkey) {
        if let Some(hook) = &self.hook {
            hook.forget(reservation);
        }
    }
}

/// Replaces a file as a whole, so that nobody reads a half.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(".draft");
    let mut file = private(Path::new(&draft), true)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, path)
}

#[cfg(test)]
mod tests;
