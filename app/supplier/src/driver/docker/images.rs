//! Images: pulled without the supplier's passwords, run by what was pulled, and removed once no container has them.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use serde::{de::IgnoredAny, Deserialize};

use super::{name, Docker, Failure, Job};
use crate::driver::run::private;

/// Docker asks the machine's password store unless its configuration has some password: here one of no registry.
const NO_PASSWORDS: &str = r#"{"auths":{"registry.invalid":{}}}"#;
/// What is asked about an image that was pulled.
const ASKED: &str = r#"{"id":{{json .Id}},"size":{{json .Size}},"env":{{json .Config.Env}},"volumes":{{json .Config.Volumes}},"digests":{{json .RepoDigests}}}"#;
/// Bytes of a GB.
const GB: u64 = 1_000_000_000;

/// An image that is here.
#[derive(Debug, Deserialize)]
pub struct Image {
    /// `sha256:…`; it stays the same whatever its name comes to mean.
    pub id: String,
    size: u64,
    env: Option<Vec<String>>,
    /// Folders for which Docker makes a volume, without a limit of its size.
    volumes: Option<BTreeMap<String, IgnoredAny>>,
    digests: Option<Vec<String>>,
}

impl Image {
    /// Its name with the digest that the registry has, for people.
    pub fn pinned(&self) -> &str {
        let first = self.digests.iter().flatten().next();
        first.map_or(&self.id, String::as_str)
    }

    /// Why it is not run, if it is not.
    fn refused(&self) -> Option<String> {
        let volumes = self.volumes.iter().flat_map(BTreeMap::keys);
        name::refused_of_image(self.env.as_deref().unwrap_or_default())
            .or_else(|| name::refused_volume(volumes.map(String::as_str)))
    }
}

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

    pub(super) fn note(&self, image: &str) -> Result<(), Failure> {
        let noted = private(&self.path(image), true).and_then(|mut file| {
            file.write_all(image.as_bytes())?;
            file.sync_all()
        });
        noted.map_err(|error| Failure::Failed(error.to_string()))
    }

    fn done(&self, image: &str) {
        let _ = fs::remove_file(self.path(image));
    }

    fn all(&self) -> Vec<String> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        files
            .filter_map(|it| fs::read_to_string(it.path()).ok())
            .collect()
    }
}

impl Docker {
    /// The folder of a docker configuration without passwords.
    fn config(&self) -> Result<String, Failure> {
        let folder = self.folder.join("config");
        let written = fs::create_dir_all(&folder).and_then(|()| {
            let mut file = private(&folder.join("config.json"), true)?;
            file.write_all(NO_PASSWORDS.as_bytes())
        });
        written.map_err(|error| Failure::Failed(error.to_string()))?;
        Ok(folder.display().to_string())
    }

    /// Pulls an image of a renter's, from a registry that is allowed.
    pub(super) fn pull_for(&self, job: &Job, image: &str) -> Result<Image, Failure> {
        let registry = name::registry(image);
        if !self.settings.registries.iter().any(|it| it == registry) {
            return Err(Failure::Refused(format!(
                "the image is of {registry}, and this supplier takes those of {}",
                self.settings.registries.join(", ")
            )));
        }
        let before = self.ids(job)?;
        if self.id(job, image)?.is_none() {
            self.pulled.note(image)?;
        }
        let config = self.config()?;
        self.pull(job, &["--config", &config, "pull", "--quiet", image])?;
        let found = self.inspect(job, image)?;
        if !before.contains(&found.id) {
            self.pulled.note(&found.id)?;
        }
        self.pulled.done(image);
        let most = u64::from(self.settings.image_gb).saturating_mul(GB);
        if found.size > most {
            return Err(Failure::Refused(format!(
                "the image has {} GB, and this supplier takes at most {} GB",
                found.size.div_ceil(GB),
                self.settings.image_gb
            )));
        }
        match found.refused() {
            Some(why) => Err(Failure::Refused(why)),
            None => Ok(found),
        }
    }

    /// Pulls the supplier's own image, with the supplier's passwords.
    pub(super) fn pull_own(&self, job: &Job, image: &str) -> Result<Image, Failure> {
        self.pull(job, &["pull", "--quiet", image])?;
        let found = self.inspect(job, image)?;
        match found.refused() {
            // That is no fault of the renter's.
            Some(why) => Err(Failure::Failed(format!("--image: {why}"))),
            None => Ok(found),
        }
    }

    fn pull(&self, job: &Job, arguments: &[&str]) -> Result<(), Failure> {
        let runner = self.runner.within(self.settings.pull_within);
        self.run_by(&runner, job, &self.settings.program, arguments)
            .map(drop)
    }

    fn inspect(&self, job: &Job, image: &str) -> Result<Image, Failure> {
        let printed = self.docker(job, &["image", "inspect", "--format", ASKED, image])?;
        serde_json::from_str(&printed)
            .map_err(|error| Failure::Failed(format!("docker image inspect: {error}")))
    }

    /// The ids of all images.
    fn ids(&self, job: &Job) -> Result<Vec<String>, Failure> {
        let printed = self.docker(job, &["image", "ls", "--quiet", "--no-trunc"])?;
        Ok(printed.lines().map(String::from).collect())
    }

    /// The id of an image, if it is here.
    fn id(&self, job: &Job, image: &str) -> Result<Option<String>, Failure> {
        match self.docker(job, &["image", "inspect", "--format", "{{.Id}}", image]) {
            Ok(id) => Ok(Some(id)),
            Err(Failure::Failed(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Removes what was pulled for renters and no container has. One that docker keeps, since another container or another name has
    /// it, is left to a later call; so are all while a container is made.
    pub(super) fn sweep(&self, job: &Job) -> Result<(), Failure> {
        let Ok(_alone) = self.making.try_write() else {
            return Ok(());
        };
        let noted = self.pulled.all();
        if noted.is_empty() {
            return Ok(());
        }
        let here = self.ids(job)?;
        for image in noted {
            // A name is of a pull that was cut off.
            let id = match image.starts_with("sha256:") {
                true => Some(image.clone()).filter(|it| here.contains(it)),
                false => self.id(job, &image)?,
            };
            let removed = id.map(|id| self.docker(job, &["image", "rm", &id]));
            match removed {
                None | Some(Ok(_)) => self.pulled.done(&image),
                Some(Err(Failure::Failed(_))) => {}
                Some(Err(other)) => return Err(other),
            }
        }
        Ok(())
    }
}
