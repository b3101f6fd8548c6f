//! A folder for the files of a test.

// Each test uses a part of it.
#![allow(dead_code)]

use std::{fs, ops::Deref, path::Path};

use solana_keypair::{write_keypair_file, Keypair};

/// It is removed at the end of the test, also of one that fails.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// The path of a file in it, which need not be there.
    pub fn file(&self, name: &str) -> String {
        self.join(name).display().to_string()
    }

    /// A file in it, in folders that are made; its path.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let file = self.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, content).unwrap();
        self.file(name)
    }

    /// A file with that key pair; its path.
    pub fn key(&self, name: &str, key: &Keypair) -> String {
        write_keypair_file(key, self.join(name)).unwrap();
        self.file(name)
    }
}

impl Deref for Folder {
    type Target = Path;

    fn deref(&self) -> &Path {
        self.0.path()
    }
}
