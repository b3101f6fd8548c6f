//! What a reservation comes to, worked out step by step: every step of its time is up or down, and each sum is taken
//! anew with 128 bits. Nothing of the program is used but its constants.

use crate::constants::OUTAGE_LAPSE;

/// One reservation since its start. Times are seconds after it.
#[derive(Clone, Debug)]
pub(super) struct Model {
    /// Seconds of a step; all times are whole steps.
    step: u32,
    /// Rate and seconds of each segment.
    segments: Vec<(u64, u32)>,
    /// For each step that is booked, whether it was down.
    down: Vec<bool>,
    /// When it was last looked at.
    now: u32,
    /// When the report that counts lapses.
    lapses: Option<u32>,
    /// When the last outage ended.
    up_since: u32,
    /// Metered seconds that are no longer held back.
    settled: u32,
    /// Metered seconds that have been disputed.
    disputed: u32,
    /// What is frozen.
    open: Option<(u32, u32)>,
    /// Price that disputes have given back.
    pub(super) back: u128,
}

impl Model {
    pub(super) fn new(step: u32, rate: u64, seconds: u32) -> Self {
        let mut model = Self {
            step,
            segments: vec![],
            down: vec![],
            now: 0,
            lapses: None,
            up_since: 0,
            settled: 0,
            disputed: 0,
            open: None,
            back: 0,
        };
        model.extend(rate, seconds);
        model
    }

    pub(super) fn extend(&mut self, rate: u64, seconds: u32) {
        self.segments.push((rate, seconds));
        let steps = self.down.len() + (seconds / self.step) as usize;
        self.down.resize(steps, false);
    }

    pub(super) fn booked(&self) -> u32 {
        self.down.len() as u32 * self.step
    }

    /// Lets time pass until `now`, step by step.
    pub(super) fn pass(&mut self, now: u32) {
        while self.now < now.min(self.booked()) {
            let place = (self.now / self.step) as usize;
            if let Some(lapse) = self.lapses {
                self.down[place] = self.now < lapse;
                if self.now >= lapse {
                    (self.lapses, self.up_since) = (None, lapse);
                }
            }
            self.now += self.step;
        }
    }

    fn place(&self, at: u32) -> usize {
        (at.min(self.booked()) / self.step) as usize
    }

    /// Seconds on the meter before `at`.
    fn metered_at(&self, at: u32) -> u32 {
        let up = self.down[..self.place(at)].iter().filter(|down| !**down);
        up.count() as u32 * self.step
    }

    pub(super) fn metered(&self) -> u32 {
        self.metered_at(self.now)
    }

    pub(super) fn downtime(&self) -> u32 {
        self.now - self.metered()
    }

    pub(super) fn report_down(&mut self, at: u32) {
        if self.lapses.is_none() {
            let protected = self.settled.max(self.disputed);
            let mut from = at.max(self.up_since);
            while self.metered_at(from) < protected {
                from += self.step;
            }
            let (from, now) = (self.place(from), self.place(self.now));
            self.up_since = from as u32 * self.step;
            if from < now {
                self.down[from..now].fill(true);
            }
        }
        self.lapses = Some(self.now + OUTAGE_LAPSE);
    }

    pub(super) fn report_up(&mut self, at: u32) {
        let (from, now) = (self.place(at), self.place(self.now));
        self.down[from..now].fill(false);
        (self.lapses, self.up_since) = (None, at.min(self.booked()));
    }

    /// Exact but for what each segment rounds down.
    pub(super) fn gross(&self, seconds: u32) -> u128 {
        let mut left = seconds;
        let price = |(rate, booked): &(u64, u32)| {
            let used = left.min(*booked);
            left -= used;
            u128::from(*rate) * u128::from(used) / 3_600
        };
        self.segments.iter().map(price).sum()
    }

    pub(super) fn settle(&mut self, hold_back: u32) {
        self.settled = self.settled.max(self.metered().saturating_sub(hold_back));
    }

    pub(super) fn frozen(&self) -> u128 {
        let (from, until) = self.open.unwrap_or_default();
        self.gross(until) - self.gross(from)
    }

    pub(super) fn open_dispute(&mut self, held_until: u32) {
        self.open = Some((self.settled.max(self.disputed), held_until));
        self.disputed = held_until;
    }

    pub(super) fn decide(&mut self, bps: u16) {
        self.back += self.frozen() * u128::from(bps) / 10_000;
        self.open = None;
    }

    pub(super) fn expire(&mut self) {
        self.open = None;
    }

    /// Ends it; returns the seconds that are due after `change` of those on the meter.
    pub(super) fn stop(&mut self, change: impl FnOnce(u32) -> u32) -> u32 {
        let due = change(self.metered()).min(self.booked()).max(self.settled);
        if let Some((from, until)) = &mut self.open {
            *until = due.min(*until).max(*from);
        }
        due
    }
}
