//! `ssh` with the host key that the supplier has committed to, and no other.

use std::{
    fs,
    io::Write,
    os::unix::{fs::OpenOptionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::Command,
};

use io_access::Ssh;

use crate::errors::CliError;

/// A login.
pub struct Shell {
    /// Where.
    pub ssh: Ssh,
    /// The file in which its host key is pinned.
    pub known_hosts: PathBuf,
    /// The private key to log in with; that of ssh's own configuration by default.
    pub identity: Option<PathBuf>,
    /// What to run there; a shell by default.
    pub command: Vec<String>,
}

/// What the supplier's machine or the user's own configuration must not change, with the first version of OpenSSH that knows each.
/// The first one is known from 6.3 and lets older clients pass over the others. It is of all names, since it replaces that of the
/// user's configuration.
const OPTIONS: [&str; 16] = [
    "IgnoreUnknown=*",
    "StrictHostKeyChecking=yes",
    "GlobalKnownHostsFile=/dev/null",
    // 8.5
    "KnownHostsCommand=none",
    "CheckHostIP=no",
    // 6.8
    "UpdateHostKeys=no",
    "VerifyHostKeyDNS=no",
    // 3.9: a connection that is open already was made under other rules.
    "ControlMaster=no",
    "ControlPath=none",
    // The supplier's machine could use what is forwarded.
    "ClearAllForwardings=yes",
    "ForwardAgent=no",
    "ForwardX11=no",
    // 4.3
    "Tunnel=no",
    "PermitLocalCommand=no",
    // 7.6
    "RemoteCommand=none",
    // Where it was built with GSSAPI.
    "GSSAPIDelegateCredentials=no",
];

impl Shell {
    /// The arguments of `ssh`.
    pub fn arguments(&self) -> Vec<String> {
        let Ssh {
            host, port, user, ..
        } = &self.ssh;
        let known = self.known_hosts.display().to_string();
        let mut arguments: Vec<String> = OPTIONS
            .into_iter()
            .map(String::from)
            // A space in the path would be two files.
            .chain([format!("UserKnownHostsFile=\"{known}\"")])
            .flat_map(|option| ["-o".into(), option])
            .collect();
        arguments.extend(["-p".into(), port.to_string(), "-l".into(), user.clone()]);
        if let Some(identity) = &self.identity {
            let identity = identity.display().to_string();
            arguments.extend([
                "-o".into(),
                "IdentitiesOnly=yes".into(),
                "-i".into(),
                identity,
            ]);
        }
        arguments.extend(["--".into(), host.clone()]);
        arguments.extend(self.command.iter().cloned());
        arguments
    }

    /// Pins the host key.
    ///
    /// # Errors
    /// [`CliError::Usage`] if the file cannot be written.
    pub fn pin(&self) -> Result<(), CliError> {
        let written = write(&self.known_hosts, &format!("{}\n", self.ssh.known_hosts()));
        written.map_err(|error| CliError::Usage(format!("{}: {error}", self.known_hosts.display())))
    }

    /// Becomes `ssh`.
    ///
    /// # Errors
    /// If there is no `ssh`, or the host key cannot be pinned.
    pub fn open(&self) -> Result<std::convert::Infallible, CliError> {
        self.pin()?;
        let error = Command::new("ssh").args(self.arguments()).exec();
        Err(CliError::Usage(format!(
            "ssh cannot be run: {error}; install an SSH client, or leave out --ssh and connect with what is shown"
        )))
    }
}

/// Replaces a file as a whole.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let draft = path.with_extension(format!("draft-{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&draft)?;
    file.write_all(text.as_bytes())?;
    fs::rename(draft, path)
}
