//! Who may log in: a file that sshd reads, outside of the tenant's reach.

use std::{
    fs::{self, File, OpenOptions},
    io::{Error, ErrorKind, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use rustix::{fs::OFlags, process::geteuid};

/// Anyone reads it: sshd does so as the tenant. Public keys are no secret.
const MODE: u32 = 0o644;
/// Others may write to it.
const OTHERS_WRITE: u32 = 0o022;
/// Who may write to it may still not rename what is another's.
const STICKY: u32 = 0o1000;

/// The file, in a folder that only root and this process's user can change.
#[derive(Clone, Debug)]
pub struct Authorized {
    folder: PathBuf,
    file: PathBuf,
    draft: PathBuf,
}

impl Authorized {
    /// At `path`.
    ///
    /// # Errors
    /// If somebody else could change a folder on the way to it, or there is none.
    pub fn new(path: &Path) -> std::io::Result<Self> {
        let whole = std::path::absolute(path)?;
        let (Some(folder), Some(name)) = (whole.parent(), whole.file_name()) else {
            return Err(Error::new(ErrorKind::InvalidInput, "it names no file"));
        };
        for part in folder.ancestors() {
            is_ours(part)?;
        }
        let folder = folder.canonicalize()?;
        for part in folder.ancestors() {
            is_ours(part)?;
        }
        let mut draft = name.to_os_string();
        draft.push(".draft");
        Ok(Self {
            file: folder.join(name),
            draft: folder.join(draft),
            folder,
        })
    }

    /// Replaces its lines as a whole, and has them on disk.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn replace(&self, lines: &str) -> std::io::Result<()> {
        // Of a service that was killed.
        match fs::remove_file(&self.draft) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let no_link = i32::try_from(OFlags::NOFOLLOW.bits()).unwrap_or_default();
        let mut draft = OpenOptions::new()
            .write(true)
            .create_new(true)
            .custom_flags(no_link)
            .mode(MODE)
            .open(&self.draft)?;
        // Whatever the umask of this process is.
        draft.set_permissions(fs::Permissions::from_mode(MODE))?;
        draft.write_all(lines.as_bytes())?;
        draft.sync_all()?;
        fs::rename(&self.draft, &self.file)?;
        File::open(&self.folder)?.sync_all()
    }
}

/// Refuses what somebody else than root and this process's user could replace. Of a link, both it and what it names must be theirs.
fn is_ours(path: &Path) -> std::io::Result<()> {
    let mine = geteuid().as_raw();
    let refused = |why: &str| {
        let shown = path.display();
        let what = "name a file in a folder of root's, outside of the tenant's home";
        Err(Error::new(
            ErrorKind::PermissionDenied,
            format!("{shown} {why}: {what}"),
        ))
    };
    for found in [fs::symlink_metadata(path)?, fs::metadata(path)?] {
        if ![0, mine].contains(&found.uid()) {
            return refused("belongs to another user");
        }
    }
    let mode = fs::metadata(path)?.mode();
    match mode & OTHERS_WRITE != 0 && mode & STICKY == 0 {
        true => refused("can be written to by others"),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::tempdir;

    use super::*;

    #[test]
    fn its_lines_are_replaced_as_a_whole_and_sshd_can_read_them() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("renter");
        let it = Authorized::new(&path).unwrap();
        for lines in ["one\n", "two\n", ""] {
            it.replace(lines).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), lines);
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o644);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    /// What a tenant would like to be written to.
    #[test]
    fn neither_the_file_nor_its_draft_is_written_through_a_link() {
        let folder = tempdir().unwrap();
        let victim = folder.path().join("shadow");
        fs::write(&victim, "secret").unwrap();
        let path = folder.path().join("renter");
        let it = Authorized::new(&path).unwrap();
        for name in ["renter", "renter.draft"] {
            symlink(&victim, folder.path().join(name)).unwrap();
            it.replace("key\n").unwrap();
            assert_eq!(fs::read_to_string(&victim).unwrap(), "secret");
            assert_eq!(fs::read_to_string(&path).unwrap(), "key\n");
            assert!(!fs::symlink_metadata(&path).unwrap().is_symlink());
            fs::remove_file(&path).unwrap();
        }
    }

    #[test]
    fn a_folder_that_others_can_change_is_refused() {
        let folder = tempdir().unwrap();
        let home = folder.path().join("home");
        let ssh = home.join(".ssh");
        fs::create_dir_all(&ssh).unwrap();
        let path = ssh.join("authorized_keys");
        Authorized::new(&path).unwrap();
        for (mode, is_refused) in [
            (0o777, true),
            (0o775, true),
            (0o1777, false),
            (0o755, false),
        ] {
            fs::set_permissions(&home, fs::Permissions::from_mode(mode)).unwrap();
            let made = Authorized::new(&path).map_err(|error| error.to_string());
            assert_eq!(made.is_err(), is_refused, "{mode:o}: {made:?}");
            if let Err(error) = made {
                assert!(
                    error.contains("home can be written to by others: name"),
                    "{error}"
                );
            }
        }
        // A link in a folder of ours to one of theirs.
        fs::set_permissions(&home, fs::Permissions::from_mode(0o777)).unwrap();
        let link = folder.path().join("link");
        symlink(&home, &link).unwrap();
        assert!(Authorized::new(&link.join("authorized_keys")).is_err());
    }

    /// Only root can give a folder away.
    #[test]
    fn a_folder_of_another_user_is_refused() {
        if !geteuid().is_root() {
            return;
        }
        let folder = tempdir().unwrap();
        let home = folder.path().join("home");
        fs::create_dir(&home).unwrap();
        std::os::unix::fs::chown(&home, Some(12_345), None).unwrap();
        let refused = Authorized::new(&home.join("authorized_keys")).unwrap_err();
        let refused = refused.to_string();
        assert!(refused.contains("belongs to another user"), "{refused}");
        // Nor one below.
        fs::create_dir(home.join(".ssh")).unwrap();
        assert!(Authorized::new(&home.join(".ssh/authorized_keys")).is_err());
    }
}
