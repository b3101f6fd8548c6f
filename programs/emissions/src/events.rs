//! Events, by self-CPI: every movement of value, with the totals after it. Amounts are IO base units,
//! units are 10⁻⁴ compute units.

use anchor_lang::prelude::*;
use io_common::governance::GovernanceAction;

use crate::state::Change;

io_common::emitter!(crate::ID, crate::EVENT_AUTHORITY_AND_BUMP.1);

/// The clock has been started.
#[event]
pub struct Launched {
    /// First epoch hour.
    pub hour: u32,
    /// Supply at launch, in IO base units.
    pub supply: u64,
}

/// The council has been named.
#[event]
pub struct CouncilSet {
    /// Attestors.
    pub attestors: Vec<Pubkey>,
    /// How many must agree.
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

/// Hours have been accounted.
#[event]
pub struct ClockAdvanced {
    /// The running epoch hour.
    pub hour: u32,
    /// Hours of the schedule emitted so far.
    pub schedule_hour: u32,
    /// Minted now, in IO base units.
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
}

/// A batch has been attested.
#[event]
pub struct Attested {
    /// Hash of the evidence.
    pub evidence: [u8; 32],
    /// When the batch was made, in unix seconds.
    pub made_at: i64,
    /// The suppliers that were attested.
    pub attestations: Vec<AttestedSupplier>,
    /// Those that were passed over: closed, or attested or ended since the batch was made.
    pub passed_over: Vec<Pubkey>,
}

/// An attestation of a batch.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct AttestedSupplier {
    /// The supplier.
    pub supplier: Pubkey,
    /// GPUs attested.
    pub gpus: u32,
    /// End of the attestation, in unix seconds.
    pub ends_at: i64,
    /// Compute units counted from the next hour, in 10⁻⁴ units.
    pub units: u64,
}

/// A supplier has been settled.
#[event]
pub struct SupplierSettled {
    /// The supplier.
    pub supplier: Pubkey,
    /// Up to this epoch hour.
    pub hour: u32,
    /// Commission and reward of own stake, in IO base units.
    pub owner_part: u64,
    /// The delegators' part, in IO base units.
    pub delegated_part: u64,
    /// Settled so far, the delegators' part included, in IO base units.
    pub earned_total: u64,
}

/// Stake has come in.
#[event]
pub struct Staked {
    /// The supplier.
    pub supplier: Pubkey,
    /// Who staked.
    pub staker: Pubkey,
    /// What was staked, in IO base units.
    pub amount: u64,
    /// Whether it is the owner's own stake.
    pub own: bool,
    /// Active stake behind the supplier now, in IO base units.
    pub active_total: u64,
}

/// Stake has begun to cool.
#[event]
pub struct Unstaked {
    /// The supplier.
    pub supplier: Pubkey,
    /// Who unstaked.
    pub staker: Pubkey,
    /// Place of the unstake request.
    pub unstake_request: u8,
    /// Whether it is the owner's own stake.
    pub own: bool,
    /// What began to cool, in IO base units.
    pub amount: u64,
    /// When it can be withdrawn, in unix seconds.
    pub unlocks_at: i64,
    /// Active stake behind the supplier now, in IO base units.
    pub active_total: u64,
}

/// Stake has left.
#[event]
pub struct Withdrawn {
    /// The supplier.
    pub supplier: Pubkey,
    /// Whose it was.
    pub staker: Pubkey,
    /// Whether it was the owner's own stake.
    pub own: bool,
    /// What was paid out, in IO base units.
    pub amount: u64,
}

/// Rewards have been paid.
#[event]
pub struct Claimed {
    /// The supplier.
    pub supplier: Pubkey,
    /// Staker, or payout wallet of the supplier.
    pub payee: Pubkey,
    /// What was paid, in IO base units.
    pub amount: u64,
    /// Paid by the network so far, in IO base units.
    pub claimed_total: u64,
}

/// An unstake request has been cancelled: its amount is active stake again.
#[event]
pub struct UnstakeCancelled {
    /// The supplier.
    pub supplier: Pubkey,
    /// Who had unstaked.
    pub staker: Pubkey,
    /// Whether it is the owner's own stake.
    pub own: bool,
    /// What is active again, in IO base units.
    pub amount: u64,
    /// Active stake behind the supplier now, in IO base units.
    pub active_total: u64,
}

/// Rewards have been delegated.
#[event]
pub struct Compounded {
    /// The supplier.
    pub supplier: Pubkey,
    /// The staker.
    pub staker: Pubkey,
    /// What was delegated, in IO base units.
    pub amount: u64,
    /// Paid by the network so far, this included, in IO base units.
    pub claimed_total: u64,
    /// Active stake behind the supplier now, in IO base units.
    pub active_total: u64,
}

/// A supplier has changed how it is served, paid or reached.
#[event]
pub struct SupplierUpdated {
    /// The supplier.
    pub supplier: Pubkey,
    /// Operator now.
    pub operator: Pubkey,
    /// Payout wallet now.
    pub payout: Pubkey,
    /// Most that may be delegated now, in IO base units.
    pub max_delegated: u64,
}

/// A commission has been changed or announced.
#[event]
pub struct CommissionSet {
    /// The supplier.
    pub supplier: Pubkey,
    /// In force, in bps.
    pub bps: u16,
    /// Announced, in bps; 0 if none is.
    pub next_bps: u16,
    /// Epoch hour from which the announced one holds; 0 if none is.
    pub next_from: u32,
}

/// An owner has been proposed.
#[event]
pub struct OwnerProposed {
    /// The supplier.
    pub supplier: Pubkey,
    /// Who may accept.
    pub owner: Pubkey,
}

/// A supplier has changed hands.
#[event]
pub struct OwnerChanged {
    /// The supplier.
    pub supplier: Pubkey,
    /// The owner now.
    pub owner: Pubkey,
}

/// A supplier has been closed.
#[event]
pub struct SupplierClosed {
    /// The supplier.
    pub supplier: Pubkey,
}

/// A move of stake has been asked for.
#[event]
pub struct RedelegationRequested {
    /// The supplier that it leaves.
    pub supplier: Pubkey,
    /// The supplier that it goes to.
    pub target: Pubkey,
    /// The staker.
    pub staker: Pubkey,
    /// When it can be carried out, in unix seconds.
    pub ready_at: i64,
}

/// Stake has moved.
#[event]
pub struct Redelegated {
    /// The supplier that it left.
    pub supplier: Pubkey,
    /// The supplier that it went to.
    pub target: Pubkey,
    /// The staker.
    pub staker: Pubkey,
    /// What moved, in IO base units.
    pub amount: u64,
    /// Active stake behind the one that it left, in IO base units.
    pub supplier_total: u64,
    /// Active stake behind the one that it went to, in IO base units.
    pub target_total: u64,
}

/// A slash has been proposed: what it may take is held.
#[event]
pub struct SlashProposed {
    /// The supplier.
    pub supplier: Pubkey,
    /// Number in its series.
    pub number: u32,
    /// Why; 0 for the series of breaches.
    pub reason: u16,
    /// What it holds, together, in IO base units.
    pub amount: u64,
    /// Held of the owner's stake, in IO base units.
    pub own: u64,
    /// Held of the delegators' active stake, in IO base units.
    pub delegated: u64,
    /// Held of the delegators' stake in its cooldown, in IO base units.
    pub cooling: u64,
    /// Hash of the evidence.
    pub evidence: [u8; 32],
    /// When it can be executed, in unix seconds.
    pub due_at: i64,
    /// What all open slashes of the supplier hold, in IO base units.
    pub open_total: u64,
}

/// A slash has been withdrawn, or has lapsed: what it held is free.
#[event]
pub struct SlashDropped {
    /// The supplier.
    pub supplier: Pubkey,
    /// Number in its series.
    pub number: u32,
    /// Why it was proposed; 0 for the series of breaches.
    pub reason: u16,
    /// Given back, of the owner's stake, in IO base units.
    pub own: u64,
    /// Given back, of the delegators' active stake, in IO base units.
    pub delegated: u64,
    /// Given back, of the delegators' stake in its cooldown, in IO base units.
    pub cooling: u64,
    /// What all open slashes of the supplier hold, in IO base units.
    pub open_total: u64,
}

/// A slash has been executed.
#[event]
pub struct Slashed {
    /// The supplier.
    pub supplier: Pubkey,
    /// Number in its series.
    pub number: u32,
    /// Why; 0 for the series of breaches.
    pub reason: u16,
    /// Burned, of the owner's stake, in IO base units.
    pub own: u64,
    /// Burned, of the delegators' active stake, in IO base units.
    pub delegated: u64,
    /// Burned, of the delegators' stake in its cooldown, in IO base units.
    pub cooling: u64,
    /// What all open slashes of the supplier hold, in IO base units.
    pub open_total: u64,
    /// Active stake behind the supplier now, in IO base units.
    pub active_total: u64,
    /// Burned by slashes of the network so far, in IO base units.
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
    /// Held by it now, of active stake, in IO base units.
    pub held_active: u64,
    /// Held by it now, of stake in its cooldown, in IO base units.
    pub held_cooling: u64,
    /// Taken of what it held, in IO base units.
    pub taken: u64,
    /// Given back, active again, in IO base units.
    pub back_active: u64,
    /// Given back, in its cooldown, in IO base units.
    pub back_cooling: u64,
}

/// Active stake that an open slash holds has begun to cool.
#[event]
pub struct HeldUnstaked {
    /// The supplier.
    pub supplier: Pubkey,
    /// Who unstaked.
    pub staker: Pubkey,
    /// Number of the slash in its series.
    pub number: u32,
    /// What began to cool, in IO base units.
    pub amount: u64,
    /// From when it can be withdrawn, if the slash gives it back, in unix seconds.
    pub unlocks_at: i64,
    /// Active stake behind the supplier now, in IO base units.
    pub active_total: u64,
}

/// An attestor has approved.
#[event]
pub struct Approved {
    /// Hash of what it approved.
    pub hash: [u8; 32],
    /// The attestor.
    pub attestor: Pubkey,
    /// Who has approved by now: bit n for the attestor at place n.
    pub approvals: u16,
}

/// Authority or guardian has acted.
#[event]
pub struct EmissionsGoverned {
    /// Authority, guardian, or who has accepted the authority.
    pub signer: Pubkey,
    /// What it did.
    pub action: GovernanceAction,
    /// Until when new risk is stopped now, in unix seconds.
    pub paused_until: i64,
}

/// A change has been proposed.
#[event]
pub struct ChangeProposed {
    /// The proposal.
    pub proposal: Pubkey,
    /// What would change.
    pub change: Change,
    /// When anyone can apply it, in unix seconds.
    pub ready_at: i64,
}

/// A change is in force.
#[event]
pub struct ChangeApplied {
    /// The proposal.
    pub proposal: Pubkey,
    /// What has changed.
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

/// An attestation has been revoked by authority or guardian.
#[event]
pub struct AttestationRevoked {
    /// The supplier.
    pub supplier: Pubkey,
}

/// Lamports above an account's rent-exempt minimum were returned.
#[event]
pub struct RentReclaimed {
    /// The account.
    pub account: Pubkey,
    /// Who got it.
    pub recipient: Pubkey,
    /// Lamports returned.
    pub lamports: u64,
}
