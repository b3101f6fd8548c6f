//! The key of the service, to which workloads are sealed: a file beside its store.

use std::{
    fs::{self, File, OpenOptions},
    io::{Error, ErrorKind, Read, Result, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::Path,
};

use io_access::Secret;
use rustix::fs::OFlags;
use zeroize::Zeroizing;

/// The longest key file, in bytes.
const MOST: u64 = 4_096;

/// The secret of a folder's `service.key`, which is made if it is not there. One process at a time may call it: the store's lock is
/// held by then.
///
/// # Errors
/// If the file can be neither read nor made, others can read it, or it holds no key.
pub fn service_secret(folder: &Path) -> Result<Secret> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let path = folder.join("service.key");
    match read(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => make(folder, &path),
        read => read,
    }
}

fn read(path: &Path) -> Result<Secret> {
    let mut options = OpenOptions::new();
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or_default();
    let mut file = options.read(true).custom_flags(flags).open(path)?;
    let about = file.metadata()?;
    let refused = |kind, why: &str| Err(Error::new(kind, format!("service.key {why}")));
    if !about.is_file() || about.len() > MOST {
        return refused(ErrorKind::InvalidData, "is no file of a key: move it away");
    }
    if about.mode() & 0o077 != 0 {
        let why = "can be read or written by others: if that may have happened, move it away, and a new one is made; otherwise \
                   `chmod 600` it";
        return refused(ErrorKind::PermissionDenied, why);
    }
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text)?;
    Secret::read(&text).map_err(|error| Error::new(ErrorKind::InvalidData, error))
}

/// Under its name once it is whole: a half of a key would stay.
fn make(folder: &Path, path: &Path) -> Result<Secret> {
    let secret = Secret::generate();
    let draft = folder.join("service.key.draft");
    // Of a process that was killed: nobody has used it.
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    file.write_all(secret.to_file().as_bytes())?;
    file.sync_all()?;
    // Unlike a renaming, it replaces nothing.
    fs::hard_link(&draft, path)?;
    fs::remove_file(&draft)?;
    // A name is lost with its folder.
    File::open(folder)?.sync_all()?;
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{symlink, PermissionsExt};

    use tempfile::tempdir;

    use super::*;

    /// Why it is refused.
    fn refused(folder: &Path) -> ErrorKind {
        service_secret(folder).map(drop).unwrap_err().kind()
    }

    #[test]
    fn a_key_is_made_once_and_only_its_owner_can_read_it() {
        let folder = tempdir().unwrap();
        let draft = folder.path().join("service.key.draft");
        // Of a process that was killed, which others can read.
        fs::write(&draft, "half").unwrap();
        let made = service_secret(folder.path()).unwrap();
        let path = folder.path().join("service.key");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert!(!draft.exists());
        let read = service_secret(folder.path()).unwrap();
        assert_eq!(read.public(), made.public());
    }

    #[test]
    fn a_key_that_others_can_read_or_write_is_refused() {
        let folder = tempdir().unwrap();
        service_secret(folder.path()).unwrap();
        let path = folder.path().join("service.key");
        for mode in [0o640, 0o604, 0o620] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(refused(folder.path()), ErrorKind::PermissionDenied);
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        service_secret(folder.path()).unwrap();
    }

    #[test]
    fn what_is_no_file_of_a_key_is_refused_and_stays() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("service.key");
        let elsewhere = folder.path().join("elsewhere");
        symlink(&elsewhere, &path).unwrap();
        service_secret(folder.path()).map(drop).unwrap_err();
        assert!(!elsewhere.exists());
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert_eq!(refused(folder.path()), ErrorKind::InvalidData);
        fs::remove_dir(&path).unwrap();
        fs::write(&path, "half").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(refused(folder.path()), ErrorKind::InvalidData);
        assert_eq!(fs::read(&path).unwrap(), b"half");
    }
}
