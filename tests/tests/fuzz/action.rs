//! What happens in a sequence: plain data with relative references, so that every part of a sequence can be played.

use std::{fmt, str::FromStr};

macro_rules! verbs {
    ($($(#[$doc:meta])* $verb:ident,)*) => {
        /// What is done. `who` is a person and `at` a thing, both counted around; `size` is how much.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Verb {
            $($(#[$doc])* $verb,)*
        }

        impl Verb {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$verb,)*];
        }
    };
}

verbs! {
    // Outside the programs.
    /// `size` seconds pass.
    Wait,
    /// The next deadline but `at` is reached: a second before it, at it, or a second after it.
    WaitFor,
    /// A good price is posted, and again whenever time passes.
    Price,
    /// From now on prices are stale, wide, torn or missing.
    BadPrice,
    /// The cluster's rent rate falls or rises.
    SetRent,
    /// Somebody sends tokens to a vault or an escrow.
    Donate,
    /// A holder burns IO of its own.
    BurnOwn,
    /// The issuer of USDC freezes a wallet, the vault or an escrow.
    Freeze,
    /// The issuer thaws one that is frozen.
    Thaw,
    /// Somebody gives all of a wallet away and closes it.
    CloseWallet,
    /// Such a wallet is there again.
    OpenWallet,

    // Governance of the three programs.
    Pause,
    Unpause,
    SetGuardian,
    ProposeChange,
    ApplyChange,
    CancelChange,
    SuspendAttestor,
    RevokeAttestation,
    SetModel,

    /// Somebody reclaims an account's excess rent.
    ReclaimRent,

    // The clock and the council.
    CreateHistoryPage,
    AdvanceClock,
    SettleSupplier,
    Attest,
    OpenApproval,
    Approve,
    DecisionApproved,
    CloseApproval,

    // Suppliers.
    RegisterSupplier,
    UpdateSupplier,
    SetCommission,
    ProposeOwner,
    AcceptOwner,
    CloseSupplier,
    StakeOwn,
    UnstakeOwn,
    CancelOwnUnstake,
    WithdrawOwn,
    ClaimSupplier,

    // Stakers.
    OpenDelegation,
    Delegate,
    Unstake,
    CancelUnstake,
    Withdraw,
    Claim,
    Compound,
    CloseDelegation,
    RequestRedelegation,
    Redelegate,
    CancelRedelegation,
    UnstakeHeld,

    // Slashes.
    ProposeSlash,
    ProposeBreachSlash,
    WithdrawSlash,
    ExecuteSlash,
    LapseSlash,
    ApplySlash,

    // The marketplace.
    InitSupplierUsage,
    CreateOffer,
    EditOffer,
    SetOfferPaused,
    CloseOffer,
    Reserve,
    Start,
    Decline,
    Cancel,
    Extend,
    ReportOutage,
    SettleReservation,
    SweepFees,
    Terminate,
    TerminateBySupplier,
    TerminateForDowntime,
    Complete,
    OpenDispute,
    DecideDispute,
    ExpireDispute,
    CloseReservation,
    WithdrawRefund,
    WithdrawEarnings,

    // The fee burn.
    BurnFees,
    OpenAuction,
    UpdateAnchor,
    FillAuction,
    FlashFill,
    ExpireAuction,
}

impl Verb {
    /// Whether doing the same a second time must be refused.
    pub fn is_once(self) -> bool {
        use Verb::*;
        matches!(
            self,
            OpenApproval
                | DecisionApproved
                | CloseApproval
                | Attest
                | RegisterSupplier
                | AcceptOwner
                | CloseSupplier
                | CancelOwnUnstake
                | WithdrawOwn
                | OpenDelegation
                | CancelUnstake
                | Withdraw
                | CloseDelegation
                | RequestRedelegation
                | Redelegate
                | CancelRedelegation
                | ProposeSlash
                | WithdrawSlash
                | ExecuteSlash
                | LapseSlash
                | UnstakeHeld
                | ProposeBreachSlash
                | InitSupplierUsage
                | CreateOffer
                | CloseOffer
                | Reserve
                | Start
                | Decline
                | Cancel
                | ReportOutage
                | Terminate
                | TerminateBySupplier
                | TerminateForDowntime
                | Complete
                | OpenDispute
                | DecideDispute
                | ExpireDispute
                | WithdrawRefund
                | WithdrawEarnings
                | OpenAuction
                | UpdateAnchor
                | ProposeChange
                | ApplyChange
                | CancelChange
        )
    }
}

/// How it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As a client does it, at whatever time.
    Rightly,
    /// By somebody without the right to: must be refused.
    ByStranger,
    /// Twice in a row.
    Twice,
    /// With clock, supplier and delegation left where they stand: must be refused if the clock or the supplier is behind, or
    /// the delegation has slashes to follow.
    Early,
}

impl How {
    const ALL: [Self; 4] = [Self::Rightly, Self::ByStranger, Self::Twice, Self::Early];
}

/// An action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    pub verb: Verb,
    pub who: u32,
    pub at: u32,
    pub size: u32,
    pub how: How,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self {
            verb,
            who,
            at,
            size,
            how,
        } = self;
        write!(f, "{verb:?} {who} {at} {size} {how:?}")
    }
}

impl FromStr for Action {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let bad = || format!("not an action: {line}");
        let words: Vec<&str> = line.split_whitespace().collect();
        let [verb, who, at, size, how] = words[..] else {
            return Err(bad());
        };
        let number = |word: &str| word.parse().map_err(|_| bad());
        let named = |it: &&Verb| format!("{it:?}") == verb;
        let manner = |it: &How| format!("{it:?}") == how;
        Ok(Self {
            verb: *Verb::ALL.iter().find(named).ok_or_else(bad)?,
            who: number(who)?,
            at: number(at)?,
            size: number(size)?,
            how: How::ALL.into_iter().find(manner).ok_or_else(bad)?,
        })
    }
}

/// The actions of a text: one a line, `#` begins a remark.
pub fn parse(text: &str) -> Result<Vec<Action>, String> {
    let lines = text
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default());
    lines
        .filter(|line| !line.trim().is_empty())
        .map(str::parse)
        .collect()
}
