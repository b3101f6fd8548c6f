//! Thresholds. All times are seconds.

/// What a judgement and a proposal need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Probes closer than this to the last one do not count.
    pub spacing: i64,
    /// Down takes so many failures…
    pub failures: usize,
    /// …among so many of the last probes…
    pub window: usize,
    /// …over at least this time from the first of these failures to the last.
    pub over: i64,
    /// Up takes so many answers in a row, and so do a number of GPUs and its change.
    pub answers: usize,
    /// After so long without a probe, what was seen before says nothing of since when it is up or down.
    pub gap: i64,
    /// By how much the time that another attestor names for an outage may differ from this one's.
    pub tolerance: i64,
    /// How long each attestor waits for the one before it to propose.
    pub turn: i64,
    /// Epoch hours of an attestation, the current one included.
    pub valid_hours: u32,
    /// An attestation is renewed once it ends within this time.
    pub renew_within: i64,
    /// A report of down, which lapses after 24 hours, is renewed once it is this old.
    pub repeat_after: i64,
    /// A GPU is one that a supplier shows once so many answers have shown it…
    pub claim_answers: usize,
    /// …over at least this time.
    pub claim_over: i64,
    /// A maintenance counts if it was announced so long before it begins.
    pub notice: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            spacing: 30,
            failures: 4,
            window: 5,
            over: 180,
            answers: 3,
            gap: 300,
            tolerance: 300,
            turn: 120,
            valid_hours: 6,
            renew_within: 3 * 3_600,
            repeat_after: 20 * 3_600,
            claim_answers: 5,
            claim_over: 600,
            notice: 3_600,
        }
    }
}
