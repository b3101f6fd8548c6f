//! Attacks on a vote, through SPL Governance: P-21 and P-30. Each is tried as somebody would who controls several wallets,
//! most in the longest vote that there may be and until its last second.

mod cooldown;
mod moves;
mod options;
mod owner;
mod quorum;
mod random;
mod realms;
mod record;
mod rules;
mod signatories;
mod slash;
mod twice;
mod withdrawn;
