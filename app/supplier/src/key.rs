//! The key of the service, to which workloads are sealed: a file beside its store.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use io_access::Secret;
use zeroize::Zeroizing;

/// The secret of a folder's `service.key`, which is made if it is not there.
///
/// # Errors
/// If the file can be neither read nor made, or holds no key.
pub fn service_secret(folder: &Path) -> std::io::Result<Secret> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let path = folder.join("service.key");
    match fs::read_to_string(&path) {
        Ok(text) => {
            let text = Zeroizing::new(text);
            let wrong =
                |error: io_access::Error| std::io::Error::new(ErrorKind::InvalidData, error);
            Secret::read(&text).map_err(wrong)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let secret = Secret::generate();
            // Under its name once it is whole: a half of a key would stay.
            let draft = folder.join("service.key.draft");
            let mut options = OpenOptions::new();
            let mut file = options
                .write(true)
                .create(true)
                .truncate(true)
                .mode(0o600)
                .open(&draft)?;
            file.write_all(secret.to_file().as_bytes())?;
            file.sync_all()?;
            fs::rename(&draft, &path)?;
            Ok(secret)
        }
        Err(error) => Err(error),
    }
}
