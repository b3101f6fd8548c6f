//! The workload: what the renter wants on the GPUs, sealed to the supplier's service key.

use std::fmt;

use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;
use zeroize::Zeroizing;

use crate::{
    error::{invalid, Result},
    json::{self, needed, present},
    key::{PublicKey, Secret},
    limits::{
        MAX_ARGUMENT, MAX_ARGUMENTS, MAX_IMAGE, MAX_JSON, MAX_SSH_KEYS, MAX_VARIABLES, VERSION,
    },
    sealed,
    ssh::SshKey,
    text::{address, check, shown, word},
};

/// What the renter wants on the GPUs of a reservation: at least an SSH key or an image.
#[derive(Clone, PartialEq, Eq)]
pub struct Workload {
    /// The reservation that it is for.
    pub reservation: Pubkey,
    /// Who may log in.
    pub ssh_keys: Vec<SshKey>,
    /// The container image, such as `docker.io/library/ubuntu@sha256:…`.
    pub image: Option<String>,
    /// The command and its arguments, if not those of the image.
    pub command: Vec<String>,
    /// `NAME=value`. They may be secret.
    pub env: Vec<String>,
}

/// As JSON has it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    version: u64,
    #[serde(default, deserialize_with = "present")]
    reservation: Option<String>,
    #[serde(default)]
    ssh_keys: Vec<String>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    image: Option<String>,
    #[serde(default)]
    command: Vec<String>,
    #[serde(default)]
    env: Vec<String>,
}

impl Workload {
    /// Reads JSON.
    ///
    /// # Errors
    /// `TooLarge`, `Malformed`, `UnsupportedVersion`, `InvalidField`.
    pub fn read(json: &[u8]) -> Result<Self> {
        let fields: Fields = json::read(json, MAX_JSON)?;
        let reservation = address("reservation", &needed("reservation", fields.reservation)?)?;
        let lines = fields.ssh_keys;
        check("ssh_keys", lines.len() <= MAX_SSH_KEYS, "has too many")?;
        let why = "has a line that is not that of a .pub file: Ed25519, ECDSA or RSA with at least 2048 bits, without options";
        let keys = lines.iter().map(|line| line.parse());
        let ssh_keys: Result<Vec<SshKey>> = keys.collect();
        let ssh_keys = ssh_keys.map_err(|_| invalid("ssh_keys", why))?;
        if let Some(image) = &fields.image {
            word("image", image, MAX_IMAGE)?;
            check("image", !image.starts_with('-'), "begins with a hyphen")?;
        }
        let is_something = !ssh_keys.is_empty() || fields.image.is_some();
        check("ssh_keys", is_something, "is empty, and there is no image")?;
        let needs_image = fields.command.is_empty() && fields.env.is_empty();
        check(
            "image",
            needs_image || fields.image.is_some(),
            "is missing: `command` and `env` are for one",
        )?;
        texts("command", &fields.command, MAX_ARGUMENTS)?;
        texts("env", &fields.env, MAX_VARIABLES)?;
        for it in &fields.env {
            check("env", is_variable(it), "is not a list of NAME=value")?;
        }
        Ok(Self {
            reservation,
            ssh_keys,
            image: fields.image,
            command: fields.command,
            env: fields.env,
        })
    }

    /// Writes JSON.
    ///
    /// # Errors
    /// What [`Workload::read`] would refuse.
    pub fn write(&self) -> Result<Zeroizing<Vec<u8>>> {
        let lines = self.ssh_keys.iter().map(|key| key.line().into());
        let json = json::write(&Fields {
            version: VERSION,
            reservation: Some(self.reservation.to_string()),
            ssh_keys: lines.collect(),
            image: self.image.clone(),
            command: self.command.clone(),
            env: self.env.clone(),
        })?;
        Self::read(&json)?;
        Ok(json)
    }

    /// Seals it to a supplier's service key.
    ///
    /// # Errors
    /// Those of [`Workload::write`].
    pub fn seal(&self, to: &PublicKey) -> Result<Vec<u8>> {
        sealed::seal(&self.write()?, to)
    }

    /// Opens what was sealed. [`WorkloadRequest::accept`](crate::WorkloadRequest::accept) checks who sent it.
    ///
    /// # Errors
    /// `TooLarge`, `CannotOpen`, and those of [`Workload::read`].
    pub fn open(sealed: &[u8], secret: &Secret) -> Result<Self> {
        Self::read(&sealed::open(sealed, secret)?)
    }
}

fn texts(field: &'static str, texts: &[String], most: usize) -> Result<()> {
    check(field, texts.len() <= most, "has too many")?;
    texts
        .iter()
        .try_for_each(|it| shown(field, it, MAX_ARGUMENT))
}

/// `NAME=value`, with a name that a shell takes.
fn is_variable(text: &str) -> bool {
    let first = |it: u8| it.is_ascii_alphabetic() || it == b'_';
    let name = text.split_once('=').map(|(name, _)| name.as_bytes());
    name.is_some_and(|name| {
        name.first().copied().is_some_and(first)
            && name.iter().all(|it| first(*it) || it.is_ascii_digit())
    })
}

/// Without command and environment, which may be secret.
impl fmt::Debug for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workload")
            .field("reservation", &self.reservation)
            .field("ssh_keys", &self.ssh_keys)
            .field("image", &self.image)
            .finish_non_exhaustive()
    }
}
