//! Makes a container, with devices and a port that no other has.

use std::{collections::BTreeSet, sync::PoisonError};

use io_access::Workload;

use super::{
    images::Image,
    limits::{self, Machine},
    name, Docker, Failure, Job, ACCESS, DATA, DEVICES, PORT, RESERVATION,
};

impl Docker {
    /// What a label says, of all containers that have it.
    fn labelled(&self, job: &Job, label: &str) -> Result<String, Failure> {
        let filter = format!("label={label}");
        let format = format!("{{{{.Label \"{label}\"}}}}");
        let arguments = ["ps", "--all", "--filter", &filter, "--format", &format];
        self.docker(job, &arguments)
    }

    /// Devices that no container has.
    fn free(&self, job: &Job) -> Result<Vec<&str>, Failure> {
        let used = self.labelled(job, DEVICES)?;
        let used: BTreeSet<&str> = used.split([',', '\n']).map(str::trim).collect();
        let all = self.settings.devices.iter().map(String::as_str);
        Ok(all.filter(|device| !used.contains(device)).collect())
    }

    /// A port that no container has, also none that does not run.
    fn port(&self, job: &Job) -> Result<u16, Failure> {
        let given = self.labelled(job, PORT)?;
        let given = given.lines().filter_map(|it| it.trim().parse().ok());
        let chosen = self.settings.ports.choose(&given.collect(), self.is_free);
        chosen.map_err(Failure::Failed)
    }

    /// Makes a container that has devices and a port of its own; gives the port.
    pub(super) fn create(
        &self,
        job: &Job,
        image: &Image,
        workload: &Workload,
    ) -> Result<u16, Failure> {
        let printed = self.docker(job, &["info", "--format", "{{.NCPU}} {{.MemTotal}}"])?;
        let machine = Machine::read(&printed, self.settings.devices.len());
        let machine = machine.ok_or_else(|| {
            Failure::Failed("docker info: it does not say what the machine has".into())
        })?;
        let limits = limits::options(&machine, job.gpus, self.settings.disk_gb);
        let _giving = self.giving.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = usize::try_from(job.gpus).unwrap_or(usize::MAX);
        let free = self.free(job)?;
        let Some(given) = free.get(..wanted) else {
            return Err(Failure::Failed(format!(
                "{} of {} devices are free, and {} are reserved",
                free.len(),
                self.settings.devices.len(),
                job.gpus
            )));
        };
        let port = self.port(job)?;
        let (name, devices) = (name(&job.reservation), given.join(","));
        let files = self.files(&job.reservation);
        let gpus = format!("\"device={devices}\"");
        // NVIDIA's runtime reads it where it is Docker's own, and an image may say `all`.
        let visible = format!("NVIDIA_VISIBLE_DEVICES={devices}");
        let reservation = format!("{RESERVATION}={}", job.reservation);
        let labelled = format!("{DEVICES}={devices}");
        let label_of_port = format!("{PORT}={port}");
        let published = format!("{port}:22");
        let seen = files.join("access").display().to_string();
        let seen = format!("type=bind,source={seen},target={ACCESS},readonly");
        let data = format!("type=volume,source={name},target={DATA}");
        let env = files.join("env").display().to_string();
        let pinned = format!("io.image={}", image.pinned());
        let mut arguments = vec![
            "create",
            "--name",
            &name,
            // By docker itself it would be pulled with the supplier's passwords.
            "--pull=never",
            "--network",
            &name,
            "--label",
            &pinned,
            "--label",
            &reservation,
            "--label",
            &labelled,
            "--label",
            &label_of_port,
            "--gpus",
            &gpus,
            "--env",
            &visible,
            "--mount",
            &seen,
            "--mount",
            &data,
            "--env-file",
            &env,
            "--publish",
            &published,
            "--restart",
            "unless-stopped",
        ];
        arguments.extend(limits.iter().map(String::as_str));
        arguments.extend(self.settings.options.iter().map(String::as_str));
        arguments.push(&image.id);
        arguments.extend(workload.command.iter().map(String::as_str));
        self.docker(job, &arguments)?;
        Ok(port)
    }
}
