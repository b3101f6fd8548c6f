//! Connection details: what the supplier seals to the renter's key.

use std::fmt;

use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;
use zeroize::Zeroizing;

use crate::{
    error::{invalid, Error, Result},
    json::{self, needed, present},
    key::{PublicKey, Secret},
    limits::{MAX_JSON, MAX_NOTES, MAX_URLS, VERSION},
    sealed,
    ssh::SshKey,
    text::{address, check, host, port, shown, time, url, user},
};

/// How to connect to the GPUs of a reservation.
#[derive(Clone, PartialEq, Eq)]
pub struct Details {
    /// The reservation that they are of.
    pub reservation: Pubkey,
    /// What to connect to.
    pub access: Access,
    /// Pages to open: those of `Https`, or more beside SSH. They may hold tokens.
    pub urls: Vec<String>,
    /// What else to know. It may have several lines and hold passwords.
    pub notes: String,
    /// Until when they are valid, in unix seconds.
    pub expires_at: u64,
}

/// What to connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// A shell. `kind` is `ssh`.
    Ssh(Ssh),
    /// Pages alone, at least one. `kind` is `https`.
    Https,
}

/// A shell over SSH.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ssh {
    /// A host name in small letters, or an IP address, version 6 without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The account.
    pub user: String,
    /// The host's public key, without a comment: no other key is trusted.
    pub host_key: SshKey,
}

impl Ssh {
    /// The line of a `known_hosts` file that pins the host key.
    pub fn known_hosts(&self) -> String {
        let key = self.host_key.line();
        match self.port {
            22 => format!("{} {key}", self.host),
            port => format!("[{}]:{port} {key}", self.host),
        }
    }
}

/// As JSON has it.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    version: u64,
    #[serde(default, deserialize_with = "present")]
    reservation: Option<String>,
    #[serde(default, deserialize_with = "present")]
    kind: Option<String>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    host: Option<String>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    port: Option<u64>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    user: Option<String>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    host_key: Option<String>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    host_key_fingerprint: Option<String>,
    #[serde(default)]
    urls: Vec<String>,
    #[serde(default)]
    notes: String,
    #[serde(default, deserialize_with = "present")]
    expires_at: Option<u64>,
}

impl Details {
    /// Reads JSON.
    ///
    /// # Errors
    /// `TooLarge`, `Malformed`, `UnsupportedVersion`, `UnsupportedKind`, `InvalidField`, `HostKeyMismatch`.
    pub fn read(json: &[u8]) -> Result<Self> {
        let fields: Fields = json::read(json, MAX_JSON)?;
        let reservation = address(
            "reservation",
            &needed("reservation", fields.reservation.clone())?,
        )?;
        let access = match needed("kind", fields.kind.as_deref())? {
            "ssh" => Access::Ssh(fields.ssh()?),
            "https" => {
                fields.only_pages()?;
                Access::Https
            }
            _ => return Err(Error::UnsupportedKind),
        };
        check("urls", fields.urls.len() <= MAX_URLS, "has too many")?;
        for it in &fields.urls {
            url("urls", it)?;
        }
        shown("notes", &fields.notes, MAX_NOTES)?;
        Ok(Self {
            reservation,
            access,
            expires_at: time("expires_at", needed("expires_at", fields.expires_at)?)?,
            urls: fields.urls,
            notes: fields.notes,
        })
    }

    /// Writes JSON.
    ///
    /// # Errors
    /// What [`Details::read`] would refuse.
    pub fn write(&self) -> Result<Zeroizing<Vec<u8>>> {
        let mut fields = Fields {
            version: VERSION,
            reservation: Some(self.reservation.to_string()),
            kind: Some("https".into()),
            urls: self.urls.clone(),
            notes: self.notes.clone(),
            expires_at: Some(self.expires_at),
            ..Fields::default()
        };
        if let Access::Ssh(ssh) = &self.access {
            fields.kind = Some("ssh".into());
            fields.host = Some(ssh.host.clone());
            fields.port = Some(ssh.port.into());
            fields.user = Some(ssh.user.clone());
            fields.host_key = Some(ssh.host_key.line().into());
            fields.host_key_fingerprint = Some(ssh.host_key.fingerprint().into());
        }
        let json = json::write(&fields)?;
        Self::read(&json)?;
        Ok(json)
    }

    /// Seals them to a reservation's `connection_key`. The [`hash`](crate::hash) of the result goes into `start`.
    ///
    /// # Errors
    /// Those of [`Details::write`].
    pub fn seal(&self, to: &PublicKey) -> Result<Vec<u8>> {
        sealed::seal(&self.write()?, to)
    }

    /// Opens what was sealed, without a look at the chain.
    ///
    /// # Errors
    /// `TooLarge`, `CannotOpen`, and those of [`Details::read`].
    pub fn open(sealed: &[u8], secret: &Secret) -> Result<Self> {
        Self::read(&sealed::open(sealed, secret)?)
    }

    /// Opens what an endpoint serves for a reservation, whose `connection_hash` the chain has.
    ///
    /// # Errors
    /// `HashMismatch`, `WrongReservation`, and those of [`Details::open`].
    pub fn open_checked(
        sealed: &[u8],
        connection_hash: &[u8; 32],
        secret: &Secret,
        reservation: &Pubkey,
    ) -> Result<Self> {
        sealed::check_size(sealed)?;
        if sealed::hash(sealed) != *connection_hash {
            return Err(Error::HashMismatch);
        }
        let details = Self::open(sealed, secret)?;
        match details.reservation == *reservation {
            true => Ok(details),
            false => Err(Error::WrongReservation),
        }
    }

    /// Whether they are still valid at `now`, in unix seconds.
    ///
    /// # Errors
    /// `Expired`.
    pub fn check_time(&self, now: u64) -> Result<()> {
        match now < self.expires_at {
            true => Ok(()),
            false => Err(Error::Expired),
        }
    }
}

impl Fields {
    fn ssh(&self) -> Result<Ssh> {
        let name = needed("host", self.host.as_deref())?;
        host("host", name)?;
        let port = port("port", needed("port", self.port)?)?;
        let account = needed("user", self.user.as_deref())?;
        user("user", account)?;
        let line = needed("host_key", self.host_key.as_deref())?;
        let why = "is not an SSH public key: type and base 64, without options and comment";
        let key: SshKey = line.parse().map_err(|_| invalid("host_key", why))?;
        check("host_key", key.without_comment() == line, why)?;
        let fingerprint = needed("host_key_fingerprint", self.host_key_fingerprint.as_deref())?;
        if key.fingerprint() != fingerprint {
            return Err(Error::HostKeyMismatch);
        }
        Ok(Ssh {
            host: name.into(),
            port,
            user: account.into(),
            host_key: key,
        })
    }

    /// That there is a page, and nothing of SSH.
    fn only_pages(&self) -> Result<()> {
        let of_ssh = [
            ("host", self.host.is_some()),
            ("port", self.port.is_some()),
            ("user", self.user.is_some()),
            ("host_key", self.host_key.is_some()),
            ("host_key_fingerprint", self.host_key_fingerprint.is_some()),
        ];
        for (field, is_there) in of_ssh {
            check(field, !is_there, "is only for details of kind ssh")?;
        }
        check("urls", !self.urls.is_empty(), "is empty")
    }
}

/// Without URLs and notes, which may be secret.
impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Details")
            .field("reservation", &self.reservation)
            .field("access", &self.access)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
