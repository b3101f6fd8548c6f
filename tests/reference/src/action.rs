//! Actions of people, and why they are refused.

use crate::{Person, Pool};

/// Something that happens. Suppliers, models and people are named by number; amounts are base units; an amount of none
/// is all that there is.
#[allow(missing_docs)] // the words of the protocol
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Time passes.
    Wait { seconds: i64 },
    /// Someone brings the clock to the current hour: this changes nothing for anyone.
    AdvanceClock,
    /// The same, and credits a supplier and its stakers with their rewards.
    SettleSupplier { supplier: usize },
    /// The guardian stops new risk for 14 days, or the authority until it ends the pause.
    Pause { guardian: bool },
    /// The authority ends the pause.
    Unpause,
    /// Governance proposes a change, with a number above the next one by those that it skips.
    Propose { change: Change, skipped: usize },
    /// Someone applies it.
    Apply { number: usize },
    /// The council attests GPUs for `length` seconds from now, by a batch made `age` seconds ago.
    Attest {
        supplier: usize,
        gpus: u64,
        pool: Pool,
        age: i64,
        length: i64,
    },
    /// The owner lowers its commission or announces a rise.
    SetCommission { supplier: usize, rate: u64 },
    /// The owner sets the delegation limit; none is what its GPUs require.
    SetLimit { supplier: usize, most: Option<u64> },
    /// The owner hands the supplier over.
    HandOver { supplier: usize, to: Person },
    /// The owner adds own stake.
    StakeOwn { supplier: usize, amount: u64 },
    /// The owner starts the cooldown of own stake.
    UnstakeOwn {
        supplier: usize,
        amount: Option<u64>,
    },
    /// The owner cancels an unstake request.
    CancelOwn { supplier: usize, place: usize },
    /// The holder withdraws own stake whose cooldown is over.
    WithdrawOwn { supplier: usize, holder: Person },
    /// The owner is paid what it has earned.
    ClaimSupplier { supplier: usize },
    /// A staker delegates.
    Delegate {
        staker: Person,
        supplier: usize,
        amount: u64,
    },
    /// A staker starts the cooldown of delegated stake.
    Unstake {
        staker: Person,
        supplier: usize,
        amount: Option<u64>,
    },
    /// A staker cancels an unstake request.
    Cancel {
        staker: Person,
        supplier: usize,
        place: usize,
    },
    /// A staker withdraws stake whose cooldown is over.
    Withdraw { staker: Person, supplier: usize },
    /// A staker is paid what it has earned.
    Claim { staker: Person, supplier: usize },
    /// A staker delegates what it has earned.
    Compound { staker: Person, supplier: usize },
    /// A staker requests a redelegation.
    AskToMove {
        staker: Person,
        supplier: usize,
        target: usize,
        amount: Option<u64>,
    },
    /// A redelegation is executed.
    Move {
        staker: Person,
        supplier: usize,
        target: usize,
    },
    /// A staker cancels a redelegation request.
    CancelMove {
        staker: Person,
        supplier: usize,
        target: usize,
    },
    /// A staker starts the cooldown of the active stake that an open slash holds.
    UnstakeHeld {
        staker: Person,
        supplier: usize,
        number: usize,
    },
    /// Someone makes a staker follow a slash: its opening, its end, or both.
    Follow {
        staker: Person,
        supplier: usize,
        number: usize,
    },
    /// The council proposes a slash, lowered to what open slashes together may take.
    ProposeSlash { supplier: usize, amount: u64 },
    /// The marketplace records a breach of this many GPUs.
    Breach { supplier: usize, gpus: u64 },
    /// Someone proposes a slash for recorded breaches.
    ProposeBreach { supplier: usize },
    /// The council withdraws a slash, on appeal.
    WithdrawSlash { supplier: usize, number: usize },
    /// Someone executes it.
    ExecuteSlash { supplier: usize, number: usize },
    /// Someone ends a lapsed slash.
    LapseSlash { supplier: usize, number: usize },
}

/// What governance changes: units of one GPU of a model and the [`Parameters`](crate::rules::Parameters).
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Multiplier { model: usize, multiplier: u64 },
    LeastUnits(u64),
    CommunityCap(u64),
    StakePerUnit(u64),
    HighestCommission(u64),
    Cooldown(i64),
    MostSlashed(u64),
    LeastDelegation(u64),
}

impl Change {
    /// Whether both change the same parameter: then the one proposed later takes effect.
    pub fn is_of_the_same(&self, other: &Self) -> bool {
        let kind = std::mem::discriminant(self) == std::mem::discriminant(other);
        kind && match (self, other) {
            (Self::Multiplier { model, .. }, Self::Multiplier { model: other, .. }) => {
                model == other
            }
            _ => true,
        }
    }
}

/// Why something is refused, in the words of the program.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The wallet has less.
    NotEnoughTokens,
    /// There is no such request or slash.
    NoSuchThing,
    /// There is one already.
    ThereAlready,
    Paused,
    PauseCooldown,
    TimelockNotOver,
    ChangeLapsed,
    ChangeOvertaken,
    ProposalNumber,
    InvalidBatchTime,
    StaleBatch,
    InvalidExpiry,
    CommissionTooHigh,
    CommissionAnnounced,
    ZeroAmount,
    NotEnoughStake,
    UnstakeRequestsFull,
    WrongUnstakeRequest,
    NotOwner,
    StillCooling,
    HeldBySlashes,
    RedelegationCooldown,
    RedelegationNotReady,
    RequestLapsed,
    SlashNotDue,
    SlashLapsed,
    SlashNotLapsed,
    SlashEnded,
    SlashTooLarge,
    TooManySlashes,
    WrongSlash,
    ApplySlashFirst,
    NoBreach,
    AboveMaxDelegated,
    BelowMinDelegation,
}
