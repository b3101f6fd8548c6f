//! What happens in a sequence: plain data with relative references, so that every part of a sequence can be played.

use std::{fmt, str::FromStr, sync::LazyLock};

use io_tests::catalogue::{Risk, Row, Thing, TABLE};

macro_rules! verbs {
    ($($(#[$about:meta])* $part:ident { $($(#[$doc:meta])* $verb:ident,)* })*) => {
        /// What is done. `who` is a person and `at` a thing, both counted around; `size` is how much.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Verb {
            $($($(#[$doc])* $verb,)*)*
        }

        /// Sender or subject of an action.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Part {
            $($(#[$about])* $part,)*
        }

        impl Verb {
            /// All of them.
            pub const ALL: &[Self] = &[$($(Self::$verb,)*)*];

            /// The part that it is of.
            pub fn part(self) -> Part {
                match self {
                    $($(Self::$verb)|* => Part::$part,)*
                }
            }
        }
    };
}

verbs! {
    /// Outside the programs.
    Outside {
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
        /// Someone sends tokens to a vault or an escrow.
        Donate,
        /// A holder burns IO of its own.
        BurnOwn,
        /// The issuer of USDC freezes a wallet, the vault or an escrow.
        Freeze,
        /// The issuer thaws one that is frozen.
        Thaw,
        /// Someone empties a wallet and closes it.
        CloseWallet,
        /// Such a wallet is there again.
        OpenWallet,
    }

    /// Governance of the three programs.
    Governance {
        Pause,
        Unpause,
        SetGuardian,
        ProposeChange,
        ApplyChange,
        CancelChange,
        SuspendAttestor,
        RevokeAttestation,
        SetModel,
    }

    /// The rent of accounts.
    Rent {
        /// Someone reclaims an account's excess rent.
        ReclaimRent,
    }

    /// The clock and the council.
    Council {
        CreateHistoryPage,
        AdvanceClock,
        SettleSupplier,
        Attest,
        OpenApproval,
        Approve,
        DecisionApproved,
        CloseApproval,
    }

    /// Suppliers.
    Supplier {
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
    }

    /// Stakers.
    Staker {
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
    }

    /// Slashes.
    Slashing {
        ProposeSlash,
        ProposeBreachSlash,
        WithdrawSlash,
        ExecuteSlash,
        LapseSlash,
        ApplySlash,
    }

    /// Records of votes.
    Voting {
        CreateVoterWeightRecord,
        UpdateVoterWeightRecord,
        CloseVoterWeightRecord,
        CreateMaxVoterWeightRecord,
        UpdateMaxVoterWeightRecord,
    }

    /// The marketplace.
    Market {
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
        SetAutopay,
        ExtendByAutopay,
        CloseAutopay,
        ReportOutage,
        SettleReservation,
        SweepFees,
        Terminate,
        TerminateBySupplier,
        TerminateForDowntime,
        AnnounceEnd,
        Complete,
        OpenDispute,
        DecideDispute,
        ExpireDispute,
        CloseReservation,
        WithdrawRefund,
        WithdrawEarnings,
    }

    /// The fee burn.
    Burn {
        BurnFees,
        PayCouncil,
        OpenAuction,
        UpdateAnchor,
        FillAuction,
        FlashFill,
        ExpireAuction,
    }
}

impl Verb {
    /// The instruction that it sends, or the one of several that matters; none of what is outside the programs.
    pub fn instruction(self) -> Option<String> {
        Some(match self {
            Self::Pause | Self::Unpause | Self::SetGuardian => "govern".into(),
            Self::DecisionApproved => "attest_approved".into(),
            Self::WithdrawRefund | Self::WithdrawEarnings => "withdraw_owed".into(),
            Self::FlashFill => "flash_fill_begin".into(),
            _ if self.part() == Part::Outside => return None,
            _ => snake(&format!("{self:?}")),
        })
    }

    /// Its row in the catalogue; the first, if several programs have such an instruction.
    pub fn row(self) -> Option<&'static Row> {
        static ROWS: LazyLock<Vec<Option<&Row>>> = LazyLock::new(|| {
            let names = Verb::ALL.iter().map(|verb| verb.instruction());
            let first = |name: String| Row::named(&name).next();
            names.map(|name| name.and_then(first)).collect()
        });
        ROWS[self as usize]
    }

    /// Whether a pause stops it, at least sometimes.
    pub fn brings_risk(self) -> bool {
        self.row().is_some_and(|row| row.risk != Risk::None)
    }

    /// Whether it is about autopay, which takes from a wallet that all other transactions of its payer change too: who
    /// comes first decides what it finds there. So it is in no pair of [`crate::orders`].
    pub fn is_autopay(self) -> bool {
        matches!(
            self,
            Self::SetAutopay | Self::ExtendByAutopay | Self::CloseAutopay
        )
    }

    /// Whether doing the same a second time must be refused.
    pub fn is_once(self) -> bool {
        self.row().is_some_and(|row| row.once)
    }

    /// Those that lead out of a thing, then those that bring new risk to it, both in the order of the catalogue.
    pub fn of(thing: Thing) -> Vec<Self> {
        let rows = TABLE.iter().filter(|row| row.of == Some(thing));
        let verbs = rows.flat_map(|row| {
            let all = Self::ALL.iter().copied();
            all.filter(|verb| verb.row() == Some(row))
        });
        let mut verbs: Vec<Self> = verbs.collect();
        verbs.sort_by_key(|verb| verb.brings_risk());
        verbs
    }
}

/// `OpenAuction` as `open_auction`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// How it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As a client does it, at whatever time.
    Rightly,
    /// By a stranger without the right: must be refused.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Sent before or at the launch, refused after it, or only behind another.
    const NO_VERB: [&str; 4] = ["initialize", "set_council", "launch", "flash_fill_end"];

    /// An instruction that is in the catalogue and not played here has been forgotten.
    #[test]
    fn every_instruction_of_the_catalogue_is_played() {
        let sends = |name: &str| {
            let mut verbs = Verb::ALL.iter();
            verbs.any(|verb| verb.instruction().as_deref() == Some(name))
        };
        let rows = TABLE.iter().filter(|row| !NO_VERB.contains(&row.name));
        let names = rows.map(|row| row.name);
        let unplayed: Vec<_> = names.filter(|name| !sends(name)).collect();
        assert!(unplayed.is_empty(), "no verb for {unplayed:?}");
        let inside = Verb::ALL.iter().filter(|verb| verb.part() != Part::Outside);
        let unknown: Vec<_> = inside.filter(|verb| verb.row().is_none()).collect();
        assert!(unknown.is_empty(), "no row for {unknown:?}");
    }
}
