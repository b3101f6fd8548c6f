//! Connection keys on disk: a file for each reservation, of the form of `age-keygen`, which only its owner may read.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use anchor_lang::prelude::Pubkey;
use io_access::Secret;
use zeroize::Zeroizing;

use super::{
    pem::{self, Half},
    sequence,
};
use crate::errors::CliError;

/// The longest key file, in bytes.
const MOST: u64 = 65_536;

/// Where the connection keys are; nowhere without a home folder.
#[derive(Clone, Debug)]
pub struct Folder(Option<PathBuf>);

impl Folder {
    /// `~/.config/io/connections`.
    pub fn of_user() -> Self {
        let home = std::env::home_dir().filter(|it| it.is_absolute());
        Self(home.map(|it| it.join(".config/io/connections")))
    }

    /// No folder: no key is read or kept.
    pub fn nowhere() -> Self {
        Self(None)
    }

    /// A folder of a test.
    #[cfg(test)]
    pub fn at(path: &Path) -> Self {
        Self(Some(path.into()))
    }

    fn folder(&self) -> Result<&Path, CliError> {
        self.0.as_deref().ok_or_else(|| {
            CliError::Usage(
                "there is no home folder for the connection key: set HOME, or give --connection-key"
                    .into(),
            )
        })
    }

    /// The file of a reservation's key.
    ///
    /// # Errors
    /// [`CliError::Usage`] without a home folder.
    pub fn path(&self, reservation: &Pubkey) -> Result<PathBuf, CliError> {
        Ok(self.folder()?.join(format!("{reservation}.key")))
    }

    /// The file in which the host key of a reservation is pinned.
    ///
    /// # Errors
    /// As [`path`](Self::path).
    pub fn known_hosts(&self, reservation: &Pubkey) -> Result<PathBuf, CliError> {
        Ok(self.folder()?.join(format!("{reservation}.known_hosts")))
    }

    /// The next number of a signed workload for a reservation, at `now` in milliseconds.
    ///
    /// # Errors
    /// [`CliError::Usage`] without a home folder, or if it cannot be kept.
    pub fn next_sequence(&self, reservation: &Pubkey, now: u64) -> Result<u64, CliError> {
        let folder = self.folder()?;
        let failed = |error: std::io::Error| {
            CliError::Usage(format!("{}: {error}; nothing was sent", folder.display()))
        };
        private(folder).map_err(failed)?;
        sequence::next(&folder.join(format!("{reservation}.sequence")), now)
    }

    /// The key of a reservation's file; none if there is no file.
    ///
    /// # Errors
    /// [`CliError::Usage`] for a file that cannot be read.
    pub fn find(&self, reservation: &Pubkey) -> Result<Option<Secret>, CliError> {
        let path = self.path(reservation)?;
        match path.try_exists() {
            Ok(false) => Ok(None),
            _ => file(&path).map(Some),
        }
    }

    /// Writes the key of a reservation. A file that is there is never overwritten: it may be the only copy of a key that a
    /// transaction names.
    ///
    /// # Errors
    /// [`CliError::Usage`] if it cannot be written, or holds another key.
    pub fn keep(&self, reservation: &Pubkey, secret: &Secret) -> Result<(), CliError> {
        let (folder, path) = (self.folder()?, self.path(reservation)?);
        let failed = |error: std::io::Error| {
            CliError::Usage(format!(
                "{}: the connection key cannot be kept: {error}; nothing was sent",
                path.display()
            ))
        };
        private(folder).map_err(failed)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        match options.open(&path) {
            Ok(mut file) => {
                let written = file.write_all(secret.to_file().as_bytes());
                let written = written.and_then(|()| file.sync_all());
                // Its name is lost with the folder's.
                let written = written.and_then(|()| fs::File::open(folder)?.sync_all());
                written.map_err(|error| {
                    let _ = fs::remove_file(&path);
                    failed(error)
                })
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let kept = file(&path)?;
                match kept.public() == secret.public() {
                    true => Ok(()),
                    false => Err(CliError::Usage(format!(
                        "{} holds another key: move it away; nothing was sent",
                        path.display()
                    ))),
                }
            }
            Err(error) => Err(failed(error)),
        }
    }
}

/// Makes a folder, if it is not there, which only its owner may read.
fn private(folder: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// The secret key of a file, as `io rent reserve`, `age-keygen` or `openssl genpkey` makes it.
///
/// # Errors
/// [`CliError::Usage`], which holds nothing of the file.
pub fn file(path: &Path) -> Result<Secret, CliError> {
    let wrong = |why: String| CliError::Usage(format!("{}: {why}", path.display()));
    let size = fs::metadata(path).map_err(|error| wrong(error.to_string()))?;
    if size.len() > MOST {
        return Err(wrong("too large for a connection key".into()));
    }
    let bytes = fs::read(path).map_err(|error| wrong(error.to_string()))?;
    let bytes = Zeroizing::new(bytes);
    match pem::key(&bytes) {
        Some(Half::Secret(secret)) => return Ok(secret),
        Some(Half::Public(_)) => {
            return Err(wrong(
                "it holds the public half: give the file with the private key".into(),
            ))
        }
        None => {}
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| wrong("it holds no key".into()))?;
    Secret::read(text).map_err(|error| wrong(error.to_string()))
}
