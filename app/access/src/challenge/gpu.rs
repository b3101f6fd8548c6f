//! The GPUs that an answer lists.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use solana_sha256_hasher::hashv;

use crate::{
    error::{invalid, Result},
    json::{self, needed, present},
    limits::{MAX_ANSWER, MAX_GPUS, MAX_MAINTENANCE, MAX_MODEL, MAX_UUID},
    text::{check, time, word},
};

/// A GPU, as the supplier's machine reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gpu {
    /// Its UUID, such as `GPU-…` of NVML.
    pub uuid: String,
    /// The driver's name of its model, such as `NVIDIA H100 80GB HBM3`.
    pub model: String,
    /// Memory, in MiB.
    pub memory_mib: u64,
    /// How busy it was, in percent; none if the driver does not say.
    pub utilisation: Option<u64>,
}

/// Where a list of GPUs comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// NVIDIA's management library.
    Nvml,
    /// A command that the supplier has configured.
    Command,
}

/// Time for which a supplier announces that GPUs may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Maintenance {
    /// Unix seconds.
    pub from: u64,
    /// Unix seconds, later than `from` by at most [`MAX_MAINTENANCE`].
    pub until: u64,
}

impl Source {
    const ALL: [Self; 2] = [Self::Nvml, Self::Command];

    /// As JSON has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nvml => "nvml",
            Self::Command => "command",
        }
    }

    pub(super) fn read(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|it| it.name() == name);
        found.ok_or(invalid("source", "is neither nvml nor command"))
    }
}

impl Maintenance {
    /// Whether it covers `now`.
    pub fn covers(&self, now: u64) -> bool {
        (self.from..self.until).contains(&now)
    }

    pub(super) fn check(self) -> Result<Self> {
        time("from", self.from)?;
        time("until", self.until)?;
        let length = self.until.checked_sub(self.from);
        let holds = length.is_some_and(|it| (1..=MAX_MAINTENANCE).contains(&it));
        check("until", holds, "is not within 4 hours after `from`")?;
        Ok(self)
    }
}

/// As JSON has it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GpuFields {
    #[serde(default, deserialize_with = "present")]
    uuid: Option<String>,
    #[serde(default, deserialize_with = "present")]
    model: Option<String>,
    #[serde(default, deserialize_with = "present")]
    memory_mib: Option<u64>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    utilisation: Option<u64>,
}

/// As JSON has it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MaintenanceFields {
    pub(super) from: u64,
    pub(super) until: u64,
}

impl Gpu {
    /// Reads a list, a JSON array, such as a command prints.
    ///
    /// # Errors
    /// `TooLarge`, `Malformed`, `InvalidField`.
    pub fn read_list(json: &[u8]) -> Result<Vec<Self>> {
        read(json::array(json, MAX_ANSWER)?)
    }
}

/// The list of JSON, if it keeps the limits and names no GPU twice.
pub(super) fn read(fields: Vec<GpuFields>) -> Result<Vec<Gpu>> {
    check("gpus", fields.len() <= MAX_GPUS, "are more than 1024")?;
    let mut gpus = Vec::new();
    for it in fields {
        gpus.push(Gpu {
            uuid: needed("uuid", it.uuid)?,
            model: needed("model", it.model)?,
            memory_mib: needed("memory_mib", it.memory_mib)?,
            utilisation: it.utilisation,
        });
    }
    let mut known = BTreeSet::new();
    for it in &gpus {
        word("uuid", &it.uuid, MAX_UUID)?;
        model(&it.model)?;
        let is_percent = it.utilisation.is_none_or(|it| it <= 100);
        check("utilisation", is_percent, "is more than 100")?;
        check("uuid", known.insert(&it.uuid), "is there twice")?;
    }
    Ok(gpus)
}

pub(super) fn write(gpus: &[Gpu]) -> Vec<GpuFields> {
    let fields = gpus.iter().map(|it| GpuFields {
        uuid: Some(it.uuid.clone()),
        model: Some(it.model.clone()),
        memory_mib: Some(it.memory_mib),
        utilisation: it.utilisation,
    });
    fields.collect()
}

/// Printable ASCII, in which only single spaces divide words.
fn model(text: &str) -> Result<()> {
    let is_printable = text.bytes().all(|it| it.is_ascii_graphic() || it == b' ');
    let holds = !text.is_empty()
        && text.len() <= MAX_MODEL
        && is_printable
        && text.split(' ').all(|it| !it.is_empty());
    let why = "is not printable ASCII of at most 96 bytes with single spaces";
    check("model", holds, why)
}

/// SHA-256 of a line for each GPU, in their order: UUID, model, memory and utilisation, each ended by a tab, and a line
/// feed.
pub(super) fn hash(gpus: &[Gpu]) -> [u8; 32] {
    let mut text = String::new();
    for it in gpus {
        let utilisation = it.utilisation.map_or_else(String::new, |it| it.to_string());
        let fields = [
            &it.uuid,
            &it.model,
            &it.memory_mib.to_string(),
            &utilisation,
        ];
        for field in fields {
            text.push_str(field);
            text.push('\t');
        }
        text.push('\n');
    }
    hashv(&[text.as_bytes()]).to_bytes()
}
