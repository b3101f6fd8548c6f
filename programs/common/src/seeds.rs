//! Seeds of every program-derived address of the suite, by owning program.

/// Configuration of a program, in each of the three: `[CONFIG]`.
pub const CONFIG: &[u8] = b"config";
/// A proposed change of a program's parameters, in each of the three: `[PROPOSAL, number (u32 LE)]`.
pub const PROPOSAL: &[u8] = b"proposal";

/// Emissions: the emission ledger, mint authority of IO: `[LEDGER]`.
pub const LEDGER: &[u8] = b"ledger";
/// Emissions: the table of GPU models: `[MODELS]`.
pub const MODELS: &[u8] = b"models";
/// Emissions: the council of attestors: `[COUNCIL]`.
pub const COUNCIL: &[u8] = b"council";
/// Emissions: token account of minted, unclaimed rewards: `[REWARD_VAULT]`.
pub const REWARD_VAULT: &[u8] = b"reward_vault";
/// Emissions: token account of all stake, active and cooling: `[STAKE_VAULT]`.
pub const STAKE_VAULT: &[u8] = b"stake_vault";
/// Emissions: 240 epoch hours of the reward indexes: `[HISTORY, page number (u32 LE)]`.
pub const HISTORY: &[u8] = b"history";
/// Emissions: a supplier: `[SUPPLIER, first owner, sequence (u32 LE)]`.
pub const SUPPLIER: &[u8] = b"supplier";
/// Emissions: the stake of one staker with one supplier: `[DELEGATION, supplier, staker]`.
pub const DELEGATION: &[u8] = b"delegation";
/// Emissions: the approval of a council decision: `[APPROVAL, hash of the decision]`.
pub const APPROVAL: &[u8] = b"approval";
/// Emissions: a slash that the council proposed: `[SLASH, supplier, number (u32 LE)]`.
pub const SLASH: &[u8] = b"slash";
/// Emissions: a slash for recorded breaches, numbered apart: `[BREACH_SLASH, supplier, number (u32 LE)]`.
pub const BREACH_SLASH: &[u8] = b"breach-slash";
/// Emissions: a redelegation request: `[REDELEGATION, delegation, target supplier]`.
pub const REDELEGATION: &[u8] = b"redelegation";
/// Emissions: votes of a voter in a realm of SPL Governance: `[VOTER_WEIGHT, realm, voter]`.
pub const VOTER_WEIGHT: &[u8] = b"voter-weight";
/// Emissions: all votes of a realm of SPL Governance: `[MAX_VOTER_WEIGHT, realm]`.
pub const MAX_VOTER_WEIGHT: &[u8] = b"max-voter-weight";

/// Marketplace: a supplier's reserved GPUs and service record: `[SUPPLIER_USAGE, supplier]`.
pub const SUPPLIER_USAGE: &[u8] = b"supplier_usage";
/// Marketplace: an offer: `[OFFER, supplier, sequence (u32 LE)]`.
pub const OFFER: &[u8] = b"offer";
/// Marketplace: a reservation: `[RESERVATION, renter, number (u64 LE)]`.
pub const RESERVATION: &[u8] = b"reservation";
/// Marketplace: the token account of one reservation: `[ESCROW, reservation]`.
pub const ESCROW: &[u8] = b"escrow";
/// Marketplace: what a payer allows to extend a reservation by: `[AUTOPAY, reservation]`.
pub const AUTOPAY: &[u8] = b"autopay";
/// Marketplace: the delegate of a payer's token accounts, without data: `[SPENDER, payer]`.
pub const SPENDER: &[u8] = b"spender";

/// Fee-burn: the auction engine, owner of the vaults: `[ENGINE]`.
pub const ENGINE: &[u8] = b"engine";
/// Fee-burn: vault of fees in IO, to burn: `[IO_VAULT]`.
pub const IO_VAULT: &[u8] = b"io_vault";
/// Fee-burn: vault of fees in USDC, to buy IO with: `[USDC_VAULT]`.
pub const USDC_VAULT: &[u8] = b"usdc_vault";
