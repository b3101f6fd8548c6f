//! Images: pulled without the supplier's passwords, run by what was pulled, and removed once no container has them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
};

use serde::{de::IgnoredAny, Deserialize};

use super::{making::Begun, name, Docker, Failure, Job};
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

    /// Pulls the image that a renter names, or the supplier's own. It stays until what comes with it is dropped.
    pub(super) fn image(
        &self,
        job: &Job,
        named: Option<&str>,
    ) -> Result<(Image, Begun<'_>), Failure> {
        let Some(name) = named.or(self.settings.image.as_deref()) else {
            return Err(Failure::Refused(
                "the workload names no image, and the supplier has none".into(),
            ));
        };
        if named.is_some() {
            self.require_registry(name)?;
        }
        let name = &name::whole(name);
        let begun = self.begin(job, name)?;
        let image = match named {
            Some(_) => self.pull_for(job, name, &begun),
            None => self.pull_own(job, name, &begun),
        };
        match image {
            Ok(image) => Ok((image, begun)),
            Err(failure) => {
                drop(begun);
                if matches!(failure, Failure::Refused(_)) {
                    // What fails here is done when the reservation is taken back.
                    let _ = self.sweep(job);
                }
                Err(failure)
            }
        }
    }

    /// From here on an image stays.
    pub(super) fn begin(&self, job: &Job, image: &str) -> Result<Begun<'_>, Failure> {
        let own = || {
            let here = self.id(job, image)?;
            Ok(here.filter(|it| !self.pulled.has(it)))
        };
        self.making.begin(job.reservation, image, own)
    }

    fn require_registry(&self, image: &str) -> Result<(), Failure> {
        let registry = name::registry(image);
        match self.settings.registries.iter().any(|it| it == registry) {
            true => Ok(()),
            false => Err(Failure::Refused(format!(
                "the image is of {registry}, and this supplier takes those of {}",
                self.settings.registries.join(", ")
            ))),
        }
    }

    /// Pulls an image of a renter's.
    fn pull_for(&self, job: &Job, image: &str, begun: &Begun<'_>) -> Result<Image, Failure> {
        let before = self.ids(job)?;
        if begun.own.is_none() {
            self.pulled.note(image)?;
        }
        let config = self.config()?;
        let found = self
            .pull(job, &["--config", &config, "pull", "--quiet", image])
            .and_then(|()| self.inspect(job, image))
            .and_then(|found| {
                begun.pulled(&found.id);
                match before.contains(&found.id) {
                    true => Ok(found),
                    false => self.pulled.note(&found.id).map(|()| found),
                }
            });
        // Also after a pull that was cut off.
        let back = self.put_back(job, image, begun);
        let found = found?;
        back?;
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

    /// The supplier's own names keep their meaning.
    fn put_back(&self, job: &Job, image: &str, begun: &Begun<'_>) -> Result<(), Failure> {
        match &begun.own {
            Some(own) if self.id(job, image)?.as_ref() != Some(own) => {
                self.docker(job, &["tag", own, image]).map(drop)
            }
            _ => Ok(()),
        }
    }

    /// Pulls the supplier's own image, with the supplier's passwords.
    fn pull_own(&self, job: &Job, image: &str, begun: &Begun<'_>) -> Result<Image, Failure> {
        self.pull(job, &["pull", "--quiet", image])?;
        let found = self.inspect(job, image)?;
        begun.pulled(&found.id);
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
    pub(super) fn id(&self, job: &Job, image: &str) -> Result<Option<String>, Failure> {
        match self.docker(job, &["image", "inspect", "--format", "{{.Id}}", image]) {
            Ok(id) => Ok(Some(id)),
            Err(Failure::Failed(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Removes what was pulled for renters and no container has. One that docker keeps, since another container or another name has
    /// it, is left to a later call; so is one of which a container is being made.
    pub(super) fn sweep(&self, job: &Job) -> Result<(), Failure> {
        let making = self.making.lock();
        let noted = self.pulled.all();
        if noted.is_empty() {
            return Ok(());
        }
        let mut needed = BTreeSet::new();
        for one in making.values() {
            let id = match &one.id {
                Some(id) => Some(id.clone()),
                None => self.id(job, &one.name)?,
            };
            needed.extend(id.into_iter().chain([one.name.clone()]));
        }
        let here = self.ids(job)?;
        for image in noted.into_iter().filter(|it| !needed.contains(it)) {
            // A name is of a pull that was cut off.
            let is_name = !image.starts_with("sha256:");
            let id = match is_name {
                false => Some(image.clone()).filter(|it| here.contains(it)),
                true => self.id(job, &image)?.filter(|it| !needed.contains(it)),
            };
            let removed = id.map(|id| self.docker(job, &["image", "rm", &id]));
            match removed {
                // A pull that goes on may bring it back.
                None | Some(Ok(_)) if is_name || making.is_empty() => self.pulled.done(&image),
                None | Some(Ok(_) | Err(Failure::Failed(_))) => {}
                Some(Err(other)) => return Err(other),
            }
        }
        Ok(())
    }
}
