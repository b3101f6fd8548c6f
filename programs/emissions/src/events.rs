//! Events, by self-CPI: every movement of value, with the totals after it. Amounts are in IO base units, units in
//! 10⁻⁴ compute units.

use anchor_lang::prelude::*;
use io_common::governance::GovernanceAction;

use crate::state::Change;

io_common::emitter!(crate::ID, crate::EVENT_AUTHORITY_AND_BUMP.1);

/// The emission clock has started.
#[event]
pub struct Launched {
    /// First epoch hour.
    pub hour: u32,
    /// Supply of IO at launch, in IO base units.
    pub supply: u64,
}

/// The council has been named.
#[event]
pub struct CouncilSet {
    /// Attestors of the new council.
    pub attestors: Vec<Pubkey>,
    /// Number of attestors that must agree.
    pub threshold: u8,
}

/// A model has been listed or changed.
#[event]
pub struct ModelSet {
    /// Index in the table.
    pub index: u16,
    /// Compute units of one GPU, in 10⁻⁴ units.
    pub multiplier: u32,
}

/// The clock has advanced.
#[event]
pub struct ClockAdvanced {
    /// The current epoch hour.
    pub hour: u32,
    /// Hours of the schedule emitted so far.
    pub schedule_hour: u32,
    /// Minted by this instruction, in IO base units.
    pub minted: u64,
    /// Minted so far, in IO base units.
    pub emitted_total: u64,
}

/// A supplier has been registered.
#[event]
pub struct SupplierRegistered {
    /// The supplier.
    pub supplier: Pubkey,
    /// Its owner.
    pub owner: Pubkey,
    /// Index of its GPU model.
    pub model: u16,
    /// Commission in force, in bps.
    pub commission_bps: u16,
}

/// A batch of attestations has been applied.
#[event]
pub struct Attested {
    /// Hash of the evidence.
    pub evidence: [u8; 32],
    /// When the batch was made, in unix seconds.
    pub made_at: i64,
    /// The suppliers that were attested.
    pub attestations: Vec<AttestedSupplier>,
    /// Suppliers passed over: closed, or attested or revoked after the batch was made.
    pub passed_over: Vec<Pubkey>,
}

/// One attestation of a batch.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct AttestedSupplier {
    /// The supplier.
    pub supplier: Pubkey,
    /// GPUs attested.
    pub gpus: u32,
    /// When the attestation expires, in unix seconds.
    pub ends_at: i64,
    /// Compute units counted from the next hour on, in 10⁻⁴ units.
    pub units: u64,
}

/// A supplier has been settled.
#[event]
pub struct SupplierSettled {
    /// The supplier.
    pub supplier: Pubkey,
    /// Epoch hour up to which it is settled.
    pub hour: u32,
    /// Commission and reward of own stake, in IO base units.
    pub owner_part: u64,
    /// The delegators' part, in IO base units.
    pub delegated_part: u64,
    /// Settled so far, including the delegators' part, in IO base units.
    pub earned_total: u64,
    /// The part of `delegated_part` from before an announced commission took effect, in IO base units; 0 if none did.
    /// The two parts raise the stake index one after the other.
    pub delegated_before: u64,
}

/// Stake has been added.
#[event]
pub struct Staked {
    /// The supplier.
    pub supplier: Pubkey,
    /// The staker, or the owner for own stake.
    pub staker: Pubkey,
    /// Amount staked, in IO base units.
    pub amount: u64,
    /// Whether it is own stake.
    pub own: bool,
    /// Active stake behind the supplier after this, in IO base units.
    pub active_total: u64,
}

/// Stake has entered its cooldown.
#[event]
pub struct Unstaked {
    /// The supplier.
    pub supplier: Pubkey,
    /// The staker, or the owner for own stake.
    pub staker: Pubkey,
    /// Place of the unstake request.
    pub unstake_request: u8,
    /// Whether it is own stake.
    pub own: bool,
    /// Amount unstaked, in IO base units.
    pub amount: u64,
    /// When it can be withdrawn, in unix seconds.
    pub unlocks_at: i64,
    /// Active stake behind the supplier after this, in IO base units.
    pub active_total: u64,
}

/// Stake has been withdrawn.
#[event]
pub struct Withdrawn {
    /// The supplier.
    pub supplier: Pubkey,
    /// The staker, or the holder of the own stake.
    pub staker: Pubkey,
    /// Whether it was own stake.
    pub own: bool,
    /// Amount paid out, in IO base units.
    pub amount: u64,
}

/// Rewards have been paid.
#[event]
pub struct Claimed {
    /// The supplier.
    pub supplier: Pubkey,
    /// Staker, or payout wallet of the supplier.
    pub payee: Pubkey,
    /// Amount paid, in IO base units.
    pub amount: u64,
    /// Rewards paid by the network so far, in IO base units.
    pub claimed_total: u64,
    /// Whether they were the supplier's: commission and reward of own stake.
    pub own: bool,
}

/// An unstake request has been cancelled: its amount is active stake again.
#[event]
pub struct UnstakeCancelled {
    /// The supplier.
    pub supplier: Pubkey,
    /// The staker, or the owner for own stake.
    pub staker: Pubkey,
    /// Whether it is own stake.
    pub own: bool,
    /// Amount that is active again, in IO base units.
    pub amount: u64,
    /// Active stake behind the supplier after this, in IO base units.
    pub active_total: u64,
    /// Place of the unstake request.
    pub unstake_request: u8,
}

/// Rewards have been delegated.
#[event]
pub struct Compounded {
    /// The supplier.
    pub supplier: Pubkey,
    /// The staker.
    pub staker: Pubkey,
    /// Amount delegated, in IO base units.
    pub amount: u64,
    /// Rewards paid by the network so far, including this, in IO base units.
    pub claimed_total: u64,
    /// Active stake behind the supplier after this, in IO base units.
    pub active_total: u64,
}

/// Operator, payout wallet, endpoint or delegation limit of a supplier has changed.
#[event]
pub struct SupplierUpdated {
    /// The supplier.
    pub supplier: Pubkey,
    /// The operator after this.
    pub operator: Pubkey,
    /// The payout wallet after this.
    pub payout: Pubkey,
    /// Maximum that may be delegated, in IO base units.
    pub max_delegated: u64,
}

/// A commission has been changed or announced.
#[event]
pub struct CommissionSet {
    /// The supplier.
    pub supplier: Pubkey,
    /// Commission in force, in bps.
    pub bps: u16,
    /// Announced commission, in bps; 0 for none.
    pub next_bps: u16,
    /// Epoch hour from which the announced commission applies; 0 for none.
    pub next_from: u32,
}

/// An owner has been proposed.
#[event]
pub struct OwnerProposed {
    /// The supplier.
    pub supplier: Pubkey,
    /// The proposed owner, who may accept.
    pub owner: Pubkey,
}

/// A supplier has a new owner.
#[event]
pub struct OwnerChanged {
    /// The supplier.
    pub supplier: Pubkey,
    /// The new owner.
    pub owner: Pubkey,
}

/// A supplier has been closed.
#[event]
pub struct SupplierClosed {
    /// The supplier.
    pub supplier: Pubkey,
}

/// A redelegation has been requested.
#[event]
pub struct RedelegationRequested {
    /// The supplier that the stake leaves.
    pub supplier: Pubkey,
    /// The supplier that the stake joins.
    pub target: Pubkey,
    /// The staker.
    pub staker: Pubkey,
    /// From when it can be executed, in unix seconds.
    pub ready_at: i64,
}

/// Stake has been redelegated.
#[event]
pub struct Redelegated {
    /// The supplier that the stake left.
    pub supplier: Pubkey,
    /// The supplier that the stake joined.
    pub target: Pubkey,
    /// The staker.
    pub staker: Pubkey,
    /// Amount moved, in IO base units.
    pub amount: u64,
    /// Active stake behind the supplier that the stake left, in IO base units.
    pub supplier_total: u64,
    /// Active stake behind the supplier that the stake joined, in IO base units.
    pub target_total: u64,
}

/// A slash has been proposed; it holds stake from now on.
#[event]
pub struct SlashProposed {
    /// The supplier.
    pub supplier: Pubkey,
    /// Number in its series: the council's slashes, or those for breaches.
    pub number: u32,
    /// Reason, as the council numbers its reasons; 0 for a breach.
    pub reason: u16,
    /// Total held by the slash, in IO base units.
    pub amount: u64,
    /// Held own stake, in IO base units.
    pub own: u64,
    /// Held active stake of delegators, in IO base units.
    pub delegated: u64,
    /// Held cooling stake of delegators, in IO base units.
    pub cooling: u64,
    /// Hash of the evidence.
    pub evidence: [u8; 32],
    /// From when it can be executed, in unix seconds.
    pub due_at: i64,
    /// Total held by all open slashes of the supplier, in IO base units.
    pub open_total: u64,
}

/// A slash has been withdrawn or has lapsed; the stake that it held is free.
#[event]
pub struct SlashDropped {
    /// The supplier.
    pub supplier: Pubkey,
    /// Number in its series.
    pub number: u32,
    /// Reason, as the council numbers its reasons; 0 for a breach.
    pub reason: u16,
    /// Own stake freed, in IO base units.
    pub own: u64,
    /// Active stake of delegators freed, in IO base units.
    pub delegated: u64,
    /// Cooling stake of delegators freed, in IO base units.
    pub cooling: u64,
    /// Total held by all open slashes of the supplier, in IO base units.
    pub open_total: u64,
}

/// A slash has been executed.
#[event]
pub struct Slashed {
    /// The supplier.
    pub supplier: Pubkey,
    /// Number in its series.
    pub number: u32,
    /// Reason, as the council numbers its reasons; 0 for a breach.
    pub reason: u16,
    /// Own stake burned, in IO base units.
    pub own: u64,
    /// Active stake of delegators burned, in IO base units.
    pub delegated: u64,
    /// Cooling stake of delegators burned, in IO base units.
    pub cooling: u64,
    /// Total held by all open slashes of the supplier, in IO base units.
    pub open_total: u64,
    /// Active stake behind the supplier after this, in IO base units.
    pub active_total: u64,
    /// Burned by all slashes so far, in IO base units.
    pub slashed_total: u64,
}

/// A delegation has followed the opening of a slash, its end, or both.
#[event]
pub struct SlashApplied {
    /// The supplier.
    pub supplier: Pubkey,
    /// The staker.
    pub staker: Pubkey,
    /// Number of the slash in its series.
    pub number: u32,
    /// Active stake of the delegation that the slash holds, in IO base units.
    pub held_active: u64,
    /// Cooling stake of the delegation that the slash holds, in IO base units.
    pub held_cooling: u64,
    /// Stake lost to the slash, in IO base units.
    pub taken: u64,
    /// Stake given back as active stake, in IO base units.
    pub back_active: u64,
    /// Stake given back in its cooldown, in IO base units.
    pub back_cooling: u64,
}

/// Active stake that an open slash holds has entered its cooldown.
#[event]
pub struct HeldUnstaked {
    /// The supplier.
    pub supplier: Pubkey,
    /// The staker.
    pub staker: Pubkey,
    /// Number of the slash in its series.
    pub number: u32,
    /// Amount unstaked, in IO base units.
    pub amount: u64,
    /// When it can be withdrawn if the slash is dropped, in unix seconds.
    pub unlocks_at: i64,
    /// Active stake behind the supplier after this, in IO base units.
    pub active_total: u64,
}

/// An attestor has approved a decision.
#[event]
pub struct Approved {
    /// Hash of the decision.
    pub hash: [u8; 32],
    /// The attestor.
    pub attestor: Pubkey,
    /// Approvals so far: bit n is set for the attestor at place n.
    pub approvals: u16,
}

/// Authority or guardian has acted.
#[event]
pub struct EmissionsGoverned {
    /// The authority, the guardian, or the new authority that has accepted.
    pub signer: Pubkey,
    /// The action.
    pub action: GovernanceAction,
    /// Until when new risk is stopped, in unix seconds.
    pub paused_until: i64,
}

/// A change has been proposed.
#[event]
pub struct ChangeProposed {
    /// The proposal.
    pub proposal: Pubkey,
    /// The proposed change.
    pub change: Change,
    /// From when anyone can apply it, in unix seconds.
    pub ready_at: i64,
}

/// A proposed change has been applied.
#[event]
pub struct ChangeApplied {
    /// The proposal.
    pub proposal: Pubkey,
    /// The change.
    pub change: Change,
}

/// A proposal has been cancelled, or closed after it lapsed.
#[event]
pub struct ChangeCancelled {
    /// The proposal.
    pub proposal: Pubkey,
}

/// An attestor has been suspended.
#[event]
pub struct AttestorSuspended {
    /// The attestor.
    pub attestor: Pubkey,
}

/// The authority or the guardian has revoked an attestation.
#[event]
pub struct AttestationRevoked {
    /// The supplier.
    pub supplier: Pubkey,
}

/// Lamports above an account's rent-exempt minimum have been returned.
#[event]
pub struct RentReclaimed {
    /// The account.
    pub account: Pubkey,
    /// Recipient of the lamports.
    pub recipient: Pubkey,
    /// Lamports returned.
    pub lamports: u64,
}
