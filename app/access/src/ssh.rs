//! SSH public keys, as `ssh-keygen` and `ssh-keyscan` write them: type, base 64, perhaps a comment.

use std::{fmt, str::FromStr};

use base64::prelude::{Engine as _, BASE64_STANDARD, BASE64_STANDARD_NO_PAD};

use crate::{
    error::{invalid, Error, Result},
    limits::MAX_SSH_KEY,
    sealed::hash,
};

/// Bytes of a key or a point: of Ed25519, and of the three curves of NIST, uncompressed.
const ED25519: usize = 32;
const POINTS: [(&str, usize); 3] = [("nistp256", 65), ("nistp384", 97), ("nistp521", 133)];
/// Bytes of the shortest and the longest modulus of RSA: 2,048 and 8,192 bits.
const MODULUS: std::ops::RangeInclusive<usize> = 256..=1_024;

/// The line of an SSH public key. It has no options, so it grants what the account grants and no more or less.
#[derive(Clone, PartialEq, Eq)]
pub struct SshKey {
    line: String,
    fingerprint: String,
}

impl SshKey {
    /// The line, without a line break.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Its type and key, without the comment.
    pub fn without_comment(&self) -> &str {
        let end = self.line.match_indices(' ').nth(1);
        end.and_then(|(at, _)| self.line.get(..at))
            .unwrap_or(&self.line)
    }

    /// `SHA256:…`, as `ssh-keygen -l` prints it.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

impl FromStr for SshKey {
    type Err = Error;

    /// # Errors
    /// `InvalidField` of `ssh_key`.
    fn from_str(line: &str) -> Result<Self> {
        let wrong = || {
            invalid(
                "ssh_key",
                "is not the line of a .pub file: Ed25519, ECDSA or RSA with at least 2048 bits, without options",
            )
        };
        if line.len() > MAX_SSH_KEY || !line.bytes().all(|it| (b' '..=b'~').contains(&it)) {
            return Err(wrong());
        }
        let mut parts = line.splitn(3, ' ');
        let (Some(kind), Some(encoded)) = (parts.next(), parts.next()) else {
            return Err(wrong());
        };
        if parts
            .next()
            .is_some_and(|comment| comment.trim().is_empty())
        {
            return Err(wrong());
        }
        let blob = BASE64_STANDARD.decode(encoded).map_err(|_| wrong())?;
        match fields(&blob).is_some_and(|fields| is_key(kind, &fields)) {
            true => Ok(Self {
                line: line.into(),
                fingerprint: format!("SHA256:{}", BASE64_STANDARD_NO_PAD.encode(hash(&blob))),
            }),
            false => Err(wrong()),
        }
    }
}

impl fmt::Debug for SshKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SshKey({})", self.fingerprint)
    }
}

/// The fields of a key, each of which has its length in front (RFC 4251, section 5).
fn fields(mut blob: &[u8]) -> Option<Vec<&[u8]>> {
    let mut fields = Vec::new();
    while !blob.is_empty() {
        let (length, rest) = blob.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (field, rest) = rest.split_at_checked(length)?;
        fields.push(field);
        blob = rest;
    }
    Some(fields)
}

/// Whether these are the fields of a key of this type.
fn is_key(kind: &str, fields: &[&[u8]]) -> bool {
    let Some((name, rest)) = fields.split_first() else {
        return false;
    };
    let is_point = |curve: &[u8], point: &[u8]| {
        POINTS
            .iter()
            .any(|(name, size)| curve == name.as_bytes() && point.len() == *size)
    };
    let suits = match (kind, rest) {
        ("ssh-ed25519", [key]) => key.len() == ED25519,
        ("sk-ssh-ed25519@openssh.com", [key, application]) => {
            key.len() == ED25519 && !application.is_empty()
        }
        ("sk-ecdsa-sha2-nistp256@openssh.com", [curve, point, application]) => {
            *curve == b"nistp256" && is_point(curve, point) && !application.is_empty()
        }
        ("ssh-rsa", [exponent, modulus]) => {
            // A zero is in front of a number that would be negative otherwise.
            let modulus = modulus.strip_prefix(&[0]).unwrap_or(modulus);
            !exponent.is_empty() && MODULUS.contains(&modulus.len())
        }
        (kind, [curve, point]) => {
            let name = kind.strip_prefix("ecdsa-sha2-");
            name.is_some_and(|name| name.as_bytes() == *curve) && is_point(curve, point)
        }
        _ => false,
    };
    *name == kind.as_bytes() && suits
}
