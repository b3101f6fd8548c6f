//! The driver `docker`: a container for each reservation, by the `docker` command. GPUs are given out by device: two containers
//! with `--gpus 1` would get the same one.

mod create;
mod images;
mod limits;
mod making;
mod name;
mod ports;
mod pulled;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process,
    sync::Mutex,
    time::Duration,
};

use io_access::{Access, Ssh, SshKey, Workload};
use solana_pubkey::Pubkey;

pub use self::ports::Ports;
use self::{making::Making, pulled::Pulled};
use super::{
    run::{private, Runner},
    Driver, Failure, Job, Tenant,
};

/// Labels of a container.
const RESERVATION: &str = "io.reservation";
const DEVICES: &str = "io.devices";
const PORT: &str = "io.port";
/// Where a container finds its host key and who may log in, and where its volume is.
const ACCESS: &str = "/run/io";
const DATA: &str = "/data";

/// How containers are made.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The `docker` command.
    pub program: PathBuf,
    /// The image where a workload names none, pulled with the supplier's passwords.
    pub image: Option<String>,
    /// Registries of the images that workloads name.
    pub registries: Vec<String>,
    /// GB of an image that a workload names, unpacked.
    pub image_gb: u32,
    /// For a whole pull.
    pub pull_within: Duration,
    /// GB of a container's disk, and as many of its volume; none without a limit.
    pub disk_gb: Option<u32>,
    /// The name or address of this machine, as renters reach it.
    pub host: String,
    /// Ports of this machine at which renters reach their containers by SSH.
    pub ports: Ports,
    /// GPUs by index or UUID, as `nvidia-smi -L` lists them.
    pub devices: Vec<String>,
    /// More options of `docker create`, such as `--shm-size=16g`. They come last.
    pub options: Vec<String>,
}

/// Makes and removes containers.
#[derive(Debug)]
pub struct Docker {
    settings: Settings,
    folder: PathBuf,
    runner: Runner,
    pulled: Pulled,
    making: Making,
    /// Held from the look at the free devices and ports until a container has its own.
    giving: Mutex<()>,
    /// Whether no program listens at a port.
    is_free: fn(u16) -> bool,
}

impl Docker {
    /// With files in `folder`, and `limit` for each call of `docker`.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn new(settings: Settings, folder: &Path, limit: Duration) -> std::io::Result<Self> {
        Ok(Self {
            settings,
            folder: folder.into(),
            runner: Runner::new(folder, limit)?,
            pulled: Pulled::new(&folder.join("images"))?,
            making: Making::default(),
            giving: Mutex::default(),
            is_free: ports::is_free,
        })
    }

    fn run(&self, job: &Job, program: &Path, arguments: &[&str]) -> Result<String, Failure> {
        self.run_by(&self.runner, job, program, arguments)
    }

    fn run_by(
        &self,
        runner: &Runner,
        job: &Job,
        program: &Path,
        arguments: &[&str],
    ) -> Result<String, Failure> {
        let mut command = process::Command::new(program);
        command.args(arguments);
        // It may hold passwords, and has precedence over the configuration.
        command.env_remove("DOCKER_AUTH_CONFIG");
        let printed = runner.run(&job.reservation, &mut command, b"");
        let name = match arguments {
            ["--config", _, name, ..] | [name, ..] => name,
            [] => "",
        };
        let printed = printed.map_err(|failure| match failure {
            Failure::Failed(why) => Failure::Failed(format!("{} {name}: {why}", program.display())),
            busy => busy,
        })?;
        Ok(String::from_utf8_lossy(&printed).trim().to_string())
    }

    fn docker(&self, job: &Job, arguments: &[&str]) -> Result<String, Failure> {
        self.run(job, &self.settings.program, arguments)
    }

    /// The folder of a reservation, which its container sees.
    fn files(&self, reservation: &Pubkey) -> PathBuf {
        self.folder.join(reservation.to_string())
    }

    /// Removes the container, with what it has written.
    fn remove(&self, job: &Job) -> Result<(), Failure> {
        let name = name(&job.reservation);
        // `rm --force` of older versions fails where there is none.
        let filter = format!("label={RESERVATION}={}", job.reservation);
        let found = self.docker(job, &["ps", "--all", "--quiet", "--filter", &filter])?;
        if !found.is_empty() {
            self.docker(job, &["rm", "--force", "--volumes", &name])?;
        }
        Ok(())
    }

    /// Ids of the networks of a reservation: their names are not unique.
    fn networks(&self, job: &Job) -> Result<Vec<String>, Failure> {
        let filter = format!("label={RESERVATION}={}", job.reservation);
        let found = self.docker(job, &["network", "ls", "--quiet", "--filter", &filter])?;
        Ok(found.lines().map(String::from).collect())
    }

    /// Makes the volume and the network of a container, if they are not there.
    fn surround(&self, job: &Job) -> Result<(), Failure> {
        let name = name(&job.reservation);
        let label = format!("--label={RESERVATION}={}", job.reservation);
        let size = self.settings.disk_gb.map(|it| format!("--opt=size={it}G"));
        let mut volume = vec!["volume", "create", &label];
        volume.extend(size.as_deref());
        volume.push(&name);
        self.docker(job, &volume)?;
        if self.networks(job)?.is_empty() {
            self.docker(
                job,
                &["network", "create", "--driver=bridge", &label, &name],
            )?;
        }
        Ok(())
    }

    /// Host key, who may log in, and the environment; gives the public host key.
    fn write(&self, job: &Job, workload: &Workload) -> Result<SshKey, Failure> {
        let failed = |error: std::io::Error| Failure::Failed(error.to_string());
        let folder = self.files(&job.reservation);
        let seen = folder.join("access");
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(failed)?;
        }
        fs::create_dir_all(&seen).map_err(failed)?;
        let key = seen.join("ssh_host_ed25519_key");
        let path = key.display().to_string();
        let make = ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", &path];
        self.run(job, Path::new("ssh-keygen"), &make)?;
        let lines: String = workload
            .ssh_keys
            .iter()
            .map(|key| format!("{}\n", key.line()))
            .collect();
        let written = private(&seen.join("authorized_keys"), true)
            .and_then(|mut file| file.write_all(lines.as_bytes()));
        written.map_err(failed)?;
        let lines: String = workload.env.iter().map(|it| format!("{it}\n")).collect();
        let written = private(&folder.join("env"), true)
            .and_then(|mut file| file.write_all(lines.as_bytes()));
        written.map_err(failed)?;
        let public = fs::read_to_string(key.with_extension("pub")).map_err(failed)?;
        let public = public.trim().parse();
        public.map_err(|_| Failure::Failed("ssh-keygen made no key".into()))
    }
}

impl Driver for Docker {
    fn provision(&self, job: &Job) -> Result<Tenant, Failure> {
        let refused = |why: &str| Failure::Refused(why.into());
        let workload = job.workload.as_ref();
        let workload = workload.ok_or_else(|| refused("a container needs a workload"))?;
        if workload.ssh_keys.is_empty() {
            return Err(refused(
                "the workload has no SSH key, so that nobody could log in",
            ));
        }
        if let Some(why) = workload.env.iter().find_map(|it| name::refused(it)) {
            return Err(Failure::Refused(why));
        }
        self.remove(job)?;
        let host_key = self.write(job, workload)?;
        // Before the devices are given out: it may take minutes.
        let (image, begun) = self.image(job, workload.image.as_deref())?;
        self.surround(job)?;
        let port = self.create(job, &image, workload)?;
        drop(begun);
        self.docker(job, &["start", &name(&job.reservation)])?;
        Ok(Tenant {
            access: Access::Ssh(Ssh {
                host: self.settings.host.clone(),
                port,
                user: "root".into(),
                host_key,
            }),
            urls: Vec::new(),
            notes: format!(
                "The data disk is {DATA}. Everything is removed when the reservation ends."
            ),
            expires_at: None,
        })
    }

    fn check(&self, job: &Job) -> Result<(), Failure> {
        let name = name(&job.reservation);
        let asked = format!("{{{{.State.Running}}}} {{{{index .Config.Labels \"{PORT}\"}}}}");
        let found = self.docker(job, &["inspect", "--format", &asked, &name])?;
        let Some(("true", port)) = found.split_once(' ') else {
            return Err(Failure::Failed("its container does not run".into()));
        };
        let published = self.docker(job, &["port", &name, "22/tcp"])?;
        let is_there = port.parse().is_ok_and(|it| ports::has(&published, it));
        is_there.then_some(()).ok_or_else(|| {
            Failure::Failed(format!(
                "its container is not at port {port}, which the renter has"
            ))
        })
    }

    fn teardown(&self, job: &Job) -> Result<(), Failure> {
        self.remove(job)?;
        for network in self.networks(job)? {
            self.docker(job, &["network", "rm", &network])?;
        }
        self.docker(job, &["volume", "rm", "--force", &name(&job.reservation)])?;
        self.sweep(job)?;
        let folder = self.files(&job.reservation);
        if folder.exists() {
            let removed = fs::remove_dir_all(&folder);
            removed.map_err(|error| Failure::Failed(error.to_string()))?;
        }
        Ok(())
    }

    fn forget(&self, reservation: &Pubkey) {
        self.runner.forget(reservation);
    }
}

/// Of the container, its volume and its network.
fn name(reservation: &Pubkey) -> String {
    format!("io-{reservation}")
}

#[cfg(test)]
mod tests;
