//! A rental as its parties compute it, without the programs' code: from the prices agreed, the clock, what happened, and the
//! rules of docs/spec/protocol.md. Amounts are base units, times unix seconds.

use marketplace::state::{AutopayArgs, Currency};

const HOUR: i64 = 3_600;
/// Time that is held back, and for which it stays held back after the end.
pub const HOLD_BACK: i64 = 86_400;
/// For how long an announcement stands after its notice.
const LAPSE: i64 = 86_400;
/// Deposit of a dispute, in bps.
const DEPOSIT: u64 = 500;

/// `bps` of an amount, rounded up.
fn part(amount: u64, bps: u64) -> u64 {
    (amount * bps).div_ceil(10_000)
}

/// A wallet that pays, and what it lets autopay take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purse {
    pub held: u64,
    pub approved: u64,
}

/// What a payer allows.
#[derive(Clone, Debug)]
pub struct Allowed {
    pub args: AutopayArgs,
    pub left: u64,
    /// The end for which the wallet is known to be short.
    short: Option<i64>,
}

/// What an extension by autopay comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension {
    pub cost: u64,
    /// Whether the wallet is short of it, so that nothing moves.
    pub short: bool,
}

/// A rental.
#[derive(Clone, Debug)]
pub struct Bill {
    pub currency: Currency,
    pub gpus: u64,
    started: i64,
    /// Rate of an hour and seconds, as they were bought.
    bought: Vec<(u64, i64)>,
    /// From when to when the GPUs were down; without an end, they are.
    down: Vec<(i64, Option<i64>)>,
    /// Seconds of notice that the supplier owes.
    notice: i64,
    announced: Option<i64>,
    ended: Option<i64>,
    /// Last seconds of the time used that are free, since their notice is missing.
    free: i64,
    /// Price of what an open dispute freezes.
    frozen: Option<u64>,
    /// Price of what rulings have given back.
    given_back: u64,
    /// Deposits that went to the supplier.
    forfeited: u64,
    pub paid_in: u64,
    pub refunded: u64,
    pub autopay: Option<Allowed>,
}

impl Bill {
    /// Started at once, for `hours` at `rate`.
    pub fn new(
        (currency, gpus): (Currency, u64),
        started: i64,
        (rate, hours): (u64, i64),
        notice: i64,
    ) -> Self {
        let mut bill = Self {
            currency,
            gpus,
            started,
            bought: vec![(rate, hours * HOUR)],
            down: Vec::new(),
            notice,
            announced: None,
            ended: None,
            free: 0,
            frozen: None,
            given_back: 0,
            forfeited: 0,
            paid_in: 0,
            refunded: 0,
            autopay: None,
        };
        bill.paid_in = bill.cost();
        bill
    }

    pub fn ends_at(&self) -> i64 {
        let seconds = self.bought.iter().map(|(_, seconds)| seconds);
        self.started + seconds.sum::<i64>()
    }

    /// Whether its time is over, and nobody has ended it.
    pub fn is_over(&self, now: i64) -> bool {
        self.ended.is_none() && now >= self.ends_at()
    }

    pub fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// Whether what is held back is due.
    pub fn is_released(&self, now: i64) -> bool {
        self.frozen.is_none() && self.ended.is_some_and(|ended| now >= ended + HOLD_BACK)
    }

    fn until(&self, now: i64) -> i64 {
        now.min(self.ended.unwrap_or(self.ends_at()))
    }

    /// Seconds of downtime between two times, up to `now` if it is not over.
    fn down_between(&self, from: i64, until: i64, now: i64) -> i64 {
        let down = self.down.iter().map(|(since, over)| {
            let over = over.unwrap_or(now);
            (over.min(until) - (*since).max(from)).max(0)
        });
        down.sum()
    }

    fn metered(&self, now: i64) -> i64 {
        let until = self.until(now);
        until - self.started - self.down_between(self.started, until, until)
    }

    /// Rates and seconds served of them; time bought at the same rate in succession is priced together. Downtime counts once
    /// it is over.
    fn served(&self) -> Vec<(u64, i64)> {
        let (mut from, mut served): (i64, Vec<(u64, i64)>) = (self.started, Vec::new());
        for (rate, seconds) in &self.bought {
            let until = from + seconds;
            let rest = seconds - self.down_between(from, until, 0);
            match served.last_mut() {
                Some(last) if last.0 == *rate => last.1 += rest,
                _ => served.push((*rate, rest)),
            }
            from = until;
        }
        served
    }

    /// Price of the first `seconds` served.
    fn gross(&self, seconds: i64) -> u64 {
        let mut left = seconds;
        let parts = self.served().into_iter().map(|(rate, seconds)| {
            let used = seconds.min(left);
            left -= used;
            rate * used as u64 / HOUR as u64
        });
        parts.sum()
    }

    /// What the payer is liable for: all that is bought, or what is used of it.
    fn price(&self) -> u64 {
        let seconds = match self.ended {
            None => i64::MAX,
            Some(ended) => self.metered(ended) - self.free,
        };
        self.gross(seconds) - self.given_back
    }

    fn fee_bps(&self) -> u64 {
        match self.currency {
            Currency::Io => 25,
            Currency::Usdc => 225,
        }
    }

    /// The price with the payer's fee.
    fn cost(&self) -> u64 {
        self.price() + part(self.price(), self.fee_bps())
    }

    /// What the supplier has got in the end.
    pub fn earned(&self) -> u64 {
        self.price() - part(self.price(), self.fee_bps()) + self.forfeited
    }

    /// The fees of both sides in the end.
    pub fn fees(&self) -> u64 {
        2 * part(self.price(), self.fee_bps())
    }

    /// What goes back to the payer now.
    pub fn refund(&mut self) -> u64 {
        let due = self.paid_in - self.forfeited - self.cost() - self.refunded;
        self.refunded += due;
        due
    }

    /// What `hours` more at `rate` cost now.
    fn cost_of(&self, rate: u64, hours: i64) -> u64 {
        let mut after = self.clone();
        after.bought.push((rate, hours * HOUR));
        after.cost() - self.cost()
    }

    /// Buys them, and returns the cost.
    pub fn extend(&mut self, rate: u64, hours: i64) -> u64 {
        let cost = self.cost_of(rate, hours);
        self.bought.push((rate, hours * HOUR));
        self.paid_in += cost;
        cost
    }

    /// What anyone's extension comes to now; none if it is refused. `price` is the offer's, in micro-USD.
    pub fn by_autopay(&self, now: i64, price: u64, rate: u64, purse: Purse) -> Option<Extension> {
        let Allowed { args, left, short } = self.autopay.as_ref()?;
        let (ends_at, hours) = (self.ends_at(), i64::from(args.hours));
        let runs = self.ended.is_none() && now < ends_at;
        let due = runs && now >= ends_at - i64::from(args.lead);
        let noticed = self.announced.is_some_and(|at| {
            let over = at + self.notice;
            now <= over + LAPSE && ends_at + hours * HOUR > over
        });
        if !due || noticed || self.frozen.is_some() || price > args.max_price_micro_usd {
            return None;
        }
        let cost = self.cost_of(rate, hours);
        let is_short = purse.held.min(purse.approved) < cost;
        let known = is_short && *short == Some(ends_at);
        (cost <= *left && !known).then_some(Extension {
            cost,
            short: is_short,
        })
    }

    /// What came of it.
    pub fn sent_by_autopay(&mut self, extension: Extension, rate: u64) {
        let ends_at = self.ends_at();
        let Some(allowed) = &mut self.autopay else {
            return;
        };
        if extension.short {
            allowed.short = Some(ends_at);
            return;
        }
        allowed.short = None;
        allowed.left -= extension.cost;
        let hours = allowed.args.hours;
        self.extend(rate, hours.into());
    }

    /// What the payer allows from now on.
    pub fn allow(&mut self, args: AutopayArgs) {
        self.autopay = Some(Allowed {
            left: args.left,
            args,
            short: None,
        });
    }

    pub fn goes_down(&mut self, at: i64) {
        self.down.push((at, None));
    }

    /// The last outage began earlier.
    pub fn was_down(&mut self, at: i64) {
        if let Some((since, _)) = self.down.last_mut() {
            *since = at;
        }
    }

    pub fn is_up(&mut self, at: i64) {
        if let Some((_, over)) = self.down.last_mut() {
            *over = Some(at);
        }
    }

    /// The payer disputes what is held back; the deposit is returned.
    pub fn dispute(&mut self, now: i64) -> u64 {
        let until = self.metered(now);
        let frozen = self.gross(until) - self.gross((until - HOLD_BACK).max(0));
        self.frozen = Some(frozen);
        part(frozen, DEPOSIT)
    }

    /// The council gives `bps` of it back to the payer; what goes back to it is returned.
    pub fn decide(&mut self, bps: u64) -> u64 {
        let frozen = self.frozen.take().unwrap_or(0);
        let deposit = part(frozen, DEPOSIT);
        self.paid_in += deposit;
        self.given_back += frozen * bps / 10_000;
        if bps == 0 {
            self.forfeited += deposit;
        }
        self.refund()
    }

    pub fn announce(&mut self, now: i64) {
        self.announced = Some(now);
    }

    /// It ends now, or at its time; what goes back is returned.
    pub fn end(&mut self, now: i64) -> u64 {
        self.ended = Some(self.until(now));
        self.refund()
    }

    /// The supplier ends it: the notice that is missing is free, as far as it is held back and no more than the time left.
    pub fn end_by_supplier(&mut self, now: i64) -> u64 {
        let missing = match self.announced {
            Some(at) if now <= at + self.notice + LAPSE => (at + self.notice - now).max(0),
            _ => self.notice,
        };
        let missing = missing.min(self.ends_at() - now);
        self.free = missing.min(HOLD_BACK).min(self.metered(now));
        self.end(now)
    }
}
