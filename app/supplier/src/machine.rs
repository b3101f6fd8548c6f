//! What to do next about a reservation. Nothing here reads a clock, a file or the network.

/// Where a reservation stands on the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnChain {
    /// There is no account: it was declined or cancelled, or closed after its end.
    Absent,
    /// It waits for its start.
    Waiting {
        /// The last second of the start window, in unix seconds.
        until: i64,
    },
    /// It has started.
    Running {
        /// Hash of the connection details.
        hash: [u8; 32],
        /// When its time is over, in unix seconds.
        ends_at: i64,
    },
    /// It has ended.
    Ended,
}

/// How far the service has come with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// It was seen. A workload may come, or replace an earlier one.
    Admitted,
    /// The driver prepares it, or has tried.
    Provisioning,
    /// The sealed details are stored and served; `start` may have been sent.
    Ready,
    /// It has started with those details.
    Running,
    /// `decline` is to be sent, or may have been.
    Refusing,
    /// The driver is to take it back, or may have.
    Removing,
    /// Nothing of it is left on the machines.
    Gone,
}

impl Stage {
    /// All of them, in the order in which they follow each other.
    pub const ALL: [Self; 7] = [
        Self::Admitted,
        Self::Provisioning,
        Self::Ready,
        Self::Running,
        Self::Refusing,
        Self::Removing,
        Self::Gone,
    ];

    /// Its name on disk, in logs and in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Admitted => "admitted",
            Self::Provisioning => "provisioning",
            Self::Ready => "ready",
            Self::Running => "running",
            Self::Refusing => "refusing",
            Self::Removing => "removing",
            Self::Gone => "gone",
        }
    }

    /// The stage of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// What is stored of it. Times are unix seconds of the chain's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// How far it has come.
    pub stage: Stage,
    /// When it was reserved.
    pub created_at: i64,
    /// When the stage began.
    pub since: i64,
    /// Hash of the sealed details; none before they are there.
    pub hash: Option<[u8; 32]>,
    /// Whether the renter has sent a workload.
    pub has_workload: bool,
    /// How often the step of this stage has failed.
    pub failures: u32,
    /// When to try it again.
    pub retry_at: i64,
    /// Since when its account is not there; none while it is.
    pub absent_since: Option<i64>,
}

/// What is known of a reservation when its next step is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// The chain's clock, in unix seconds.
    pub now: i64,
    /// The slot of the look.
    pub slot: u64,
    /// Where the account at its address stands.
    pub on_chain: OnChain,
    /// Whether that account is of another reservation than the stored one: its number was used again.
    pub is_another: bool,
    /// The slot of the first look, of those in a row, that contradicts what is stored.
    pub doubted_at: Option<u64>,
}

/// What the supplier has decided once. Times are seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The driver is not called, and a retry not begun, this long before the end of the start window.
    pub margin: i64,
    /// How long after the reservation a workload must have come; none if the driver needs none.
    pub workload_within: Option<i64>,
    /// How often the driver is called at most to prepare a reservation.
    pub attempts: u32,
    /// How long a tenant is kept whose reservation does not start.
    pub start_within: i64,
    /// How long an account must not be there before what it paid for is taken back: a node may lag.
    pub absent_for: i64,
    /// How long a reservation is remembered after it is gone.
    pub remember: i64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            margin: 60,
            workload_within: Some(900),
            attempts: 3,
            start_within: 300,
            absent_for: 60,
            remember: 7 * 86_400,
        }
    }
}

/// Why a reservation is refused, or taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The renter has sent no workload in time.
    NoWorkload,
    /// The driver has failed too often.
    DriverFailed,
    /// There is too little left of the start window.
    TooLate,
    /// Its tenant was prepared, and the chain has not shown the start in time.
    NotStarted,
    /// It was started with other details than those here.
    StartedElsewhere,
    /// Its time is over.
    Over,
    /// It has ended on the chain.
    Ended,
    /// Its account is closed.
    Closed,
    /// Its account is closed, and the renter has used its number again.
    Replaced,
}

impl Why {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoWorkload => "the renter has sent no workload in time",
            Self::DriverFailed => "the driver has failed too often",
            Self::TooLate => "too little is left of the start window",
            Self::NotStarted => "it could not be started in time",
            Self::StartedElsewhere => {
                "it was started with other connection details than those here"
            }
            Self::Over => "its time is over",
            Self::Ended => "it has ended",
            Self::Closed => "its account is closed",
            Self::Replaced => "its account is closed, and its number used again",
        }
    }
}

/// A step. Those that only write to the store are followed by the next one at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing: it is none of the service's.
    Ignore,
    /// Nothing before some time has passed, or something has changed.
    Rest,
    /// Nothing: it runs. The driver may look after it.
    Watch,
    /// Store it as [`Stage::Admitted`], in place of a gone one at its address.
    Admit,
    /// Store [`Stage::Provisioning`]: from now on its workload stays.
    Prepare,
    /// Call the driver, then store the sealed details and [`Stage::Ready`].
    Provision,
    /// Send `start`, without waiting for it: a later look shows it, or it is sent again.
    Start,
    /// Store [`Stage::Running`].
    Confirm,
    /// Store [`Stage::Ready`] again: the chain has dropped the start.
    Reopen,
    /// Store [`Stage::Refusing`].
    Refuse(Why),
    /// Send `decline`, in the same way.
    Decline,
    /// Store [`Stage::Removing`].
    Remove(Why),
    /// Call the driver, then store [`Stage::Gone`].
    Teardown,
    /// Store since when its account is not there.
    NoteAbsent(Option<i64>),
    /// Note the slot of a look that contradicts what is stored, or that it was wrong.
    NoteDoubt(Option<u64>),
}

/// The next step.
pub fn next(policy: &Policy, sight: &Sight, stored: Option<&Stored>) -> Step {
    let stored = stored.filter(|it| it.stage != Stage::Gone || !sight.is_another);
    let Some(it) = stored else {
        return match sight.on_chain {
            OnChain::Waiting { until } if !is_late(policy, sight.now, until) => Step::Admit,
            _ => Step::Ignore,
        };
    };
    match it.stage {
        Stage::Removing => return when_due(it, sight.now, Step::Teardown),
        Stage::Gone => return Step::Ignore,
        _ => {}
    }
    match (sight.on_chain, it.absent_since) {
        (OnChain::Absent, None) => return Step::NoteAbsent(Some(sight.now)),
        (OnChain::Absent, Some(since)) => {
            return match sight.now >= since.saturating_add(policy.absent_for) {
                true => Step::Remove(Why::Closed),
                false => Step::Rest,
            }
        }
        (_, Some(_)) => return Step::NoteAbsent(None),
        (_, None) => {}
    }
    let step = match sight.is_another {
        true => Step::Remove(Why::Replaced),
        false => follow(policy, sight, it),
    };
    let contradicts = matches!(step, Step::Remove(_) | Step::Reopen);
    match (contradicts, sight.doubted_at) {
        (false, None) => step,
        (true, None) => Step::NoteDoubt(Some(sight.slot)),
        // A node may lag or be wrong once: a second look, at a later slot, decides.
        (_, Some(since)) if sight.slot <= since => Step::Rest,
        (true, Some(_)) => step,
        (false, Some(_)) => Step::NoteDoubt(None),
    }
}

/// The step that follows from a look at its account.
fn follow(policy: &Policy, sight: &Sight, it: &Stored) -> Step {
    let now = sight.now;
    match (it.stage, sight.on_chain) {
        (_, OnChain::Ended) => Step::Remove(Why::Ended),
        (Stage::Admitted, OnChain::Waiting { until }) if is_late(policy, now, until) => {
            Step::Refuse(Why::TooLate)
        }
        (Stage::Admitted, OnChain::Waiting { .. }) => match policy.workload_within {
            Some(within) if !it.has_workload => match now >= it.created_at.saturating_add(within) {
                true => Step::Refuse(Why::NoWorkload),
                false => Step::Rest,
            },
            _ => Step::Prepare,
        },
        (Stage::Provisioning, OnChain::Waiting { until }) => {
            if it.failures >= policy.attempts {
                Step::Refuse(Why::DriverFailed)
            } else if is_late(policy, now, until) {
                Step::Refuse(Why::TooLate)
            } else {
                when_due(it, now, Step::Provision)
            }
        }
        (Stage::Ready, OnChain::Waiting { until }) => {
            if now > until {
                Step::Refuse(Why::TooLate)
            } else if now >= it.since.saturating_add(policy.start_within) {
                Step::Refuse(Why::NotStarted)
            } else {
                when_due(it, now, Step::Start)
            }
        }
        (Stage::Running, OnChain::Waiting { .. }) => Step::Reopen,
        (Stage::Refusing, OnChain::Waiting { .. }) => when_due(it, now, Step::Decline),
        (_, OnChain::Running { hash, .. }) if it.hash != Some(hash) => {
            Step::Remove(Why::StartedElsewhere)
        }
        (_, OnChain::Running { ends_at, .. }) if now >= ends_at => Step::Remove(Why::Over),
        (Stage::Running, OnChain::Running { .. }) => Step::Watch,
        // Also while it is refused: a start that was sent before has come first.
        (_, OnChain::Running { .. }) => Step::Confirm,
        // All were answered before.
        (Stage::Removing | Stage::Gone, _) | (_, OnChain::Absent) => Step::Rest,
    }
}

fn when_due(it: &Stored, now: i64, step: Step) -> Step {
    match now >= it.retry_at {
        true => step,
        false => Step::Rest,
    }
}

/// Whether too little is left of the start window to begin something.
fn is_late(policy: &Policy, now: i64, until: i64) -> bool {
    now.saturating_add(policy.margin) > until
}

#[cfg(test)]
mod tests;
