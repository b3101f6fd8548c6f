//! Everybody's key pairs, by seed and name, in a folder.

use std::{
    fs::{create_dir_all, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use anyhow::{anyhow, ensure, Context};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use solana_keypair::{keypair_from_seed, read_keypair_file, Keypair};
use solana_sha256_hasher::hashv;

/// Makes the key pairs and what else is drawn.
pub struct Keys {
    seed: u64,
    folder: PathBuf,
    pub random: ChaCha8Rng,
}

impl Keys {
    pub fn new(seed: u64, folder: &Path) -> Self {
        Self {
            seed,
            folder: folder.into(),
            random: ChaCha8Rng::seed_from_u64(seed),
        }
    }

    /// The key pair of somebody, in a file that the tools of Solana read.
    ///
    /// # Errors
    /// If the file holds another key pair: it may be somebody's.
    pub fn of(&self, name: &str) -> anyhow::Result<Keypair> {
        let seed = hashv(&[b"localnet", &self.seed.to_le_bytes(), name.as_bytes()]);
        let keypair = keypair_from_seed(seed.as_ref()).map_err(|error| anyhow!("{error}"))?;
        let file = self.folder.join(name).with_extension("json");
        if file.exists() {
            let held = read_keypair_file(&file).ok();
            ensure!(
                held.as_ref() == Some(&keypair),
                "{} is not a key pair of seed {}: name another --folder, or remove this one",
                file.display(),
                self.seed
            );
        } else {
            write(&file, &keypair).with_context(|| file.display().to_string())?;
        }
        Ok(keypair)
    }
}

fn write(file: &Path, keypair: &Keypair) -> anyhow::Result<()> {
    create_dir_all(file.parent().context("no folder")?)?;
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)?;
    let bytes = keypair.to_bytes().map(|byte| byte.to_string());
    Ok(writeln!(file, "[{}]", bytes.join(","))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_kept_and_those_of_others_are_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (Keys::new(1, folder.path()), Keys::new(2, folder.path()));
        let (made, again) = (first.of("somebody").unwrap(), first.of("somebody").unwrap());
        assert_eq!(made, again);
        assert!(second.of("somebody").is_err() && second.of("somebody else").is_ok());
        assert_eq!(
            read_keypair_file(folder.path().join("somebody.json")).unwrap(),
            made
        );
    }
}
