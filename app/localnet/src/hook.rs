//! A hook of `io supplier serve`, beside the key pairs.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

/// Name of the file.
pub const NAME: &str = "ssh-hook";
const SCRIPT: &str = include_str!("ssh-hook.sh");

/// Writes it into a folder. One that is there stays: somebody may have changed it.
pub fn write(folder: &Path) -> std::io::Result<()> {
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o700)
        .open(folder.join(NAME));
    match made {
        Ok(mut file) => file.write_all(SCRIPT.as_bytes()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}
