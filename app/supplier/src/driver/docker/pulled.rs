//! Notes of what is to be removed, in files: they outlive the service.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use super::Failure;
use crate::driver::run::private;

/// What was pulled for renters and is to be removed: a file for each name before the pull, and for each id after it.
#[derive(Debug)]
pub struct Pulled {
    folder: PathBuf,
}

impl Pulled {
    /// With files in `folder`.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn new(folder: &Path) -> std::io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.into(),
        })
    }

    fn path(&self, image: &str) -> PathBuf {
        let hash = io_access::hash(image.as_bytes());
        let name: String = hash.iter().map(|it| format!("{it:02x}")).collect();
        self.folder.join(name)
    }

    /// Stores that an image is to be removed.
    ///
    /// # Errors
    /// If it cannot be stored.
    pub fn note(&self, image: &str) -> Result<(), Failure> {
        let noted = private(&self.path(image), true).and_then(|mut file| {
            file.write_all(image.as_bytes())?;
            file.sync_all()
        });
        noted.map_err(|error| Failure::Failed(error.to_string()))
    }

    /// It is removed.
    pub fn done(&self, image: &str) {
        let _ = fs::remove_file(self.path(image));
    }

    /// Whether an image is to be removed.
    pub fn has(&self, image: &str) -> bool {
        self.path(image).exists()
    }

    /// All that are to be removed.
    pub fn all(&self) -> Vec<String> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        files
            .filter_map(|it| fs::read_to_string(it.path()).ok())
            .collect()
    }
}
