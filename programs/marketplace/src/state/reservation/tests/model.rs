//! What a reservation comes to, worked out step by step: each step of its time is up, reported down, or down; paid for or
//! not; disputed, decided, or neither. Each sum is counted from the steps with 128 bits. Nothing of the program is used but
//! its constants.

use super::EndReason;
use crate::constants::{ANNOUNCEMENT_LAPSE, OUTAGE_LAPSE};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Up,
    /// Reported down, which may still be corrected.
    Reported,
    /// Down, and final.
    Down,
}

#[derive(Clone, Copy, Debug)]
struct Step {
    segment: usize,
    state: State,
    /// Whether it is no longer held back.
    settled: bool,
}

/// Terms that count after the start, in seconds, but for `max_downtime_bps`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) hold_back: u32,
    pub(super) notice: u32,
    /// What a renter who terminates owes at least.
    pub(super) least: u32,
    pub(super) min_downtime: u32,
    pub(super) max_downtime_bps: u64,
}

/// One reservation since its start. Times are seconds after it; places are steps.
#[derive(Clone, Debug)]
pub(super) struct Model {
    /// Seconds of a step; all times are whole steps.
    step: u32,
    rules: Rules,
    /// Rate of each segment.
    rates: Vec<u64>,
    steps: Vec<Step>,
    /// When it was last looked at.
    now: u32,
    /// When the report that counts lapses.
    lapses: Option<u32>,
    /// End of the last outage that is over.
    over: usize,
    /// What the open dispute freezes, but for what is down.
    open: Option<(usize, usize)>,
    /// Nothing before it is reached by a report: where the open dispute starts, or the last decision ended.
    decided: usize,
    /// When the supplier announced the end.
    announced: Option<usize>,
    /// When and why it ended.
    end: Option<(usize, EndReason)>,
    /// Price that disputes have given back.
    pub(super) back: u128,
    /// Steps that were due when a dispute about them was decided.
    ruled: Vec<usize>,
}

impl Model {
    pub(super) fn new(step: u32, rules: Rules, rate: u64, seconds: u32) -> Self {
        let mut model = Self {
            step,
            rules,
            rates: vec![],
            steps: vec![],
            now: 0,
            lapses: None,
            over: 0,
            open: None,
            decided: 0,
            announced: None,
            end: None,
            back: 0,
            ruled: vec![],
        };
        model.extend(rate, seconds);
        model
    }

    /// More at the last rate is more of its segment. There is no limit to their number.
    pub(super) fn extend(&mut self, rate: u64, seconds: u32) {
        if self.rates.last() != Some(&rate) {
            self.rates.push(rate);
        }
        let step = Step {
            segment: self.rates.len() - 1,
            state: State::Up,
            settled: false,
        };
        let steps = self.steps.len() + self.place(seconds);
        self.steps.resize(steps, step);
    }

    /// Number of segments.
    pub(super) fn segments(&self) -> u64 {
        self.rates.len() as u64
    }

    fn place(&self, at: u32) -> usize {
        (at / self.step) as usize
    }

    fn seconds(&self, steps: usize) -> u32 {
        steps as u32 * self.step
    }

    /// Steps that have passed.
    fn passed(&self) -> usize {
        let passed = self.end.map_or(self.place(self.now), |(end, _)| end);
        passed.min(self.steps.len())
    }

    /// Lets time pass until `now`, step by step.
    pub(super) fn pass(&mut self, now: u32) {
        while self.now < now.min(self.seconds(self.steps.len())) {
            let place = self.place(self.now);
            if let Some(lapse) = self.lapses {
                if self.now >= lapse {
                    self.make_final(self.place(lapse));
                } else {
                    self.steps[place].state = State::Reported;
                }
            }
            self.now += self.step;
        }
    }

    /// Ends the outage that is reported: what is before `place` was down, the rest was not.
    fn make_final(&mut self, place: usize) {
        let mut any = false;
        for (number, step) in self.steps.iter_mut().enumerate() {
            if step.state == State::Reported {
                step.state = if number < place {
                    any = true;
                    State::Down
                } else {
                    State::Up
                };
            }
        }
        self.lapses = None;
        if any {
            self.over = place;
        }
    }

    fn is_frozen(&self, place: usize) -> bool {
        self.open
            .is_some_and(|(from, until)| (from..until).contains(&place))
    }

    /// Steps from `at` on that a report reaches.
    fn reached(&self, at: u32) -> Vec<usize> {
        let from = self.place(at).max(self.over).max(self.decided);
        let all = from..self.passed();
        let paid = |place: &usize| self.steps[*place].settled && !self.is_frozen(*place);
        all.filter(|place| !paid(place)).collect()
    }

    /// Whether a report of an outage since `at` says anything that counts.
    pub(super) fn is_reached(&self, at: u32) -> bool {
        let reported = self.count(State::Reported) > 0;
        self.end.is_none() || reported || !self.reached(at).is_empty()
    }

    pub(super) fn report_down(&mut self, at: u32, made_at: u32) {
        let lapse = made_at + OUTAGE_LAPSE;
        for place in self.reached(at) {
            if self.steps[place].state == State::Up && self.seconds(place) < lapse {
                self.steps[place].state = State::Reported;
            }
        }
        self.lapses = Some(lapse);
        if self.seconds(self.passed()) > lapse {
            self.make_final(self.place(lapse));
        }
    }

    pub(super) fn report_up(&mut self, at: u32) {
        self.make_final(self.place(at).min(self.passed()));
    }

    fn count(&self, state: State) -> usize {
        let passed = self.steps[..self.passed()].iter();
        passed.filter(|step| step.state == state).count()
    }

    pub(super) fn metered(&self) -> u32 {
        self.seconds(self.count(State::Up))
    }

    pub(super) fn downtime(&self) -> u32 {
        self.seconds(self.count(State::Reported) + self.count(State::Down))
    }

    /// Whether more is down, and final, than may be.
    pub(super) fn is_breach(&self) -> bool {
        let (passed, down) = (self.seconds(self.passed()), self.count(State::Down));
        let part = u64::from(passed) * self.rules.max_downtime_bps / 10_000;
        u64::from(self.seconds(down)) > part.max(self.rules.min_downtime.into())
    }

    /// Whether a renter who terminates owes its least time.
    pub(super) fn owes_least(&self) -> bool {
        let down = self.count(State::Down);
        !self.is_breach() && (down == 0 || down < self.passed())
    }

    /// When the notice of the announcement that stands is over.
    pub(super) fn notice_ends(&self) -> Option<usize> {
        let ends = self.announced? + self.place(self.rules.notice);
        let stands = self.passed() <= ends + self.place(ANNOUNCEMENT_LAPSE);
        stands.then_some(ends)
    }

    pub(super) fn announce(&mut self) {
        self.announced = Some(self.passed());
    }

    /// Whether an end `seconds` behind the present one lies behind the notice.
    pub(super) fn is_after_notice(&self, seconds: u32) -> bool {
        let end = self.steps.len() + self.place(seconds);
        self.notice_ends().is_some_and(|ends| end > ends)
    }

    /// Steps that are due, without those that are down for good.
    fn due(&self) -> Vec<usize> {
        let up = |until: usize| {
            let steps = self.steps[..until.min(self.steps.len())].iter();
            let up = steps.enumerate();
            up.filter(|(_, step)| step.state != State::Down)
                .map(|(place, _)| place)
                .collect::<Vec<_>>()
        };
        match self.end {
            None => up(usize::MAX),
            Some((end, EndReason::RenterTerminated))
                if self.owes_least() && self.announced.is_none() =>
            {
                up(end.max(self.place(self.rules.least)))
            }
            Some((end, EndReason::SupplierTerminated)) => {
                let mut due = up(end);
                let notice = self.place(self.rules.notice);
                let missing = self
                    .notice_ends()
                    .map_or(notice, |ends| ends.saturating_sub(end))
                    .min(self.steps.len() - end)
                    .min(self.place(self.rules.hold_back));
                due.truncate(due.len().saturating_sub(missing));
                due
            }
            Some((end, _)) => up(end),
        }
    }

    /// The price of `steps`, rounded down for each segment.
    fn price(&self, steps: &[usize]) -> u128 {
        let price = |(segment, rate): (usize, &u64)| {
            let here = |place: &&usize| self.steps[**place].segment == segment;
            let steps = steps.iter().filter(here).count();
            u128::from(*rate) * u128::from(self.seconds(steps)) / 3_600
        };
        self.rates.iter().enumerate().map(price).sum()
    }

    /// What is due in the end, less what disputes have given back. That was the last of what they were about: if less is
    /// due, only what is over is taken off.
    pub(super) fn payable(&self) -> u128 {
        let due = self.due();
        let ruled = self.ruled.iter().copied();
        let forfeited = ruled.filter(|place| due.last().is_none_or(|last| place > last));
        let up = forfeited.filter(|place| self.steps[*place].state != State::Down);
        let mut all = due.clone();
        all.extend(up);
        let left = self.price(&all).saturating_sub(self.back);
        left.min(self.price(&due))
    }

    /// The price of all that has ever been settled.
    pub(super) fn settled(&self) -> u128 {
        let all = self.steps.iter().enumerate();
        let settled = all.filter(|(_, step)| step.settled).map(|(place, _)| place);
        self.price(&settled.collect::<Vec<_>>())
    }

    /// All but the last hours on the meter; once the hold-back is over all in front of what is reported down, but no more than
    /// is due if it stays down.
    pub(super) fn settle(&mut self) {
        let settled = if self.end.is_none() {
            let all = (0..self.passed()).filter(|place| self.steps[*place].state == State::Up);
            let held = self.place(self.rules.hold_back);
            all.clone()
                .take(all.count().saturating_sub(held))
                .collect::<Vec<_>>()
        } else {
            let reported = |place: &usize| self.steps[*place].state != State::Reported;
            let mut down = self.clone();
            down.close();
            let due = self.due().into_iter().take(down.due().len());
            due.take_while(reported).collect()
        };
        for place in settled {
            self.steps[place].settled = true;
        }
    }

    /// The price of the open dispute: that of all due up to its end, less that of all due before it.
    pub(super) fn frozen(&self) -> u128 {
        let Some((from, until)) = self.open else {
            return 0;
        };
        let due = self.due();
        let before = |place| {
            let before = due.iter().copied().filter(|other| *other < place);
            self.price(&before.collect::<Vec<_>>())
        };
        before(until) - before(from)
    }

    pub(super) fn open_dispute(&mut self) {
        let until = match self.end {
            None => self.passed(),
            Some(_) => self.due().last().map_or(0, |last| last + 1),
        };
        let settled = self.steps.iter().rposition(|step| step.settled);
        let from = settled
            .map_or(0, |last| last + 1)
            .max(self.decided)
            .min(until);
        (self.open, self.decided) = (Some((from, until)), from);
    }

    /// What the deposit is of: what is frozen, but for what is reported down.
    pub(super) fn held(&self) -> u128 {
        let mut without = self.clone();
        without.make_frozen_final();
        without.frozen()
    }

    /// What is frozen of what is due if all that is reported down stays so.
    pub(super) fn late(&self) -> u128 {
        let mut down = self.clone();
        down.close();
        down.frozen()
    }

    /// What is frozen and reported down stays so.
    fn make_frozen_final(&mut self) {
        let Some((from, until)) = self.open else {
            return;
        };
        let until = until.min(self.passed());
        for place in from..until {
            if self.steps[place].state == State::Reported {
                self.steps[place].state = State::Down;
                self.over = until;
            }
        }
    }

    pub(super) fn decide(&mut self, bps: u16) {
        self.make_frozen_final();
        self.back += self.frozen() * u128::from(bps) / 10_000;
        let (from, until) = self.open.unwrap_or_default();
        let due = self.due().into_iter();
        self.ruled
            .extend(due.filter(|place| (from..until).contains(place)));
        self.decided = until;
        self.open = None;
    }

    pub(super) fn expire(&mut self) {
        let (from, until) = self.open.unwrap_or_default();
        if self.steps[until..].iter().any(|step| step.settled) {
            self.make_frozen_final();
        } else {
            for step in &mut self.steps[from..until] {
                step.settled = false;
            }
        }
        self.open = None;
    }

    pub(super) fn stop(&mut self, reason: EndReason) {
        self.settle();
        self.end = Some((self.passed(), reason));
        let is_forfeited = self.open.is_some() && self.frozen() == 0;
        if is_forfeited && reason == EndReason::SupplierTerminated {
            self.expire();
        }
    }

    pub(super) fn close(&mut self) {
        if let Some(lapse) = self.lapses {
            self.make_final(self.place(lapse));
        }
    }
}
