//! Who acts here, with keys that never change.

use io_access::{Access, Details, Secret, Ssh, Workload};
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;

/// A network, a reservation, its supplier, by a number.
pub fn address(number: u8) -> Pubkey {
    Pubkey::new_from_array([number; 32])
}

pub fn network() -> Hash {
    Hash::new_from_array([7; 32])
}

pub fn reservation() -> Pubkey {
    address(8)
}

pub fn supplier() -> Pubkey {
    address(9)
}

/// The renter's wallet, and the supplier's.
pub fn wallet(number: u8) -> Keypair {
    Keypair::new_from_array([number; 32])
}

pub const RENTER: u8 = 21;
pub const OWNER: u8 = 22;
pub const OPERATOR: u8 = 23;
pub const STRANGER: u8 = 24;

/// What the connection details are sealed to.
pub fn renters_key() -> Secret {
    Secret::from_bytes(&[31; 32])
}

/// What workloads are sealed to.
pub fn service_key() -> Secret {
    Secret::from_bytes(&[32; 32])
}

pub fn strangers_key() -> Secret {
    Secret::from_bytes(&[33; 32])
}

/// Unix seconds: 2027-01-31 16:30:00 UTC.
pub const NOW: u64 = 1_801_413_000;

pub const ED25519: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMnlLwGdLo/zVWOtLHD0wlRMGdxcNqvHpFBbwG+KqmR9";
/// As `ssh-keygen -l` prints it.
pub const ED25519_FINGERPRINT: &str = "SHA256:Wc24iA+qERkvtgnnQ64VJGryQPIaXZb8LhEYkPTUx6o";

pub fn shell() -> Details {
    Details {
        reservation: reservation(),
        access: Access::Ssh(Ssh {
            host: "gpu-7.supplier.example".into(),
            port: 2_222,
            user: "renter".into(),
            host_key: ED25519.parse().unwrap(),
        }),
        urls: vec!["https://gpu-7.supplier.example:8443/lab?token=3f9a".into()],
        notes: "Zürich, 東京\nThe data disk is \"/data\".".into(),
        expires_at: NOW + 86_400,
    }
}

pub fn pages() -> Details {
    Details {
        access: Access::Https,
        urls: vec!["https://[2001:db8::7]/lab".into()],
        notes: String::new(),
        ..shell()
    }
}

pub fn container() -> Workload {
    Workload {
        reservation: reservation(),
        ssh_keys: vec![format!("{ED25519} renter@laptop").parse().unwrap()],
        image: Some("docker.io/library/ubuntu:24.04".into()),
        command: vec![
            "sh".into(),
            "-c".into(),
            "nvidia-smi\nsleep infinity".into(),
        ],
        env: vec!["HF_TOKEN=hf_secret".into(), "EMPTY=".into()],
    }
}

/// An account that the renter's SSH key logs in to.
pub fn machine() -> Workload {
    Workload {
        image: None,
        command: Vec::new(),
        env: Vec::new(),
        ..container()
    }
}
