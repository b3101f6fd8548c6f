//! Who bears a loss, and what is held back before it.

use crate::{
    bucket::Bucket,
    rules::{DAY, WHOLE},
    stake::Stake,
    Amount, Person,
};

/// Seconds from the proposal to the first at which it can be executed.
pub const NOTICE: i64 = 30 * DAY;
/// Seconds after that in which it can be.
pub const WINDOW: i64 = 7 * DAY;

/// A slash that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slash {
    /// Base units.
    pub amount: u64,
    /// The first second at which it can be executed.
    pub due_at: i64,
    /// The last.
    pub lapses_at: i64,
}

/// `a · b / c`, rounded down.
fn down(a: u64, b: u64, c: u64) -> u64 {
    (u128::from(a) * u128::from(b) / u128::from(c)) as u64
}

/// `a · b / c`, rounded up.
fn up(a: u64, b: u64, c: u64) -> u64 {
    (u128::from(a) * u128::from(b)).div_ceil(c.into()) as u64
}

/// Most that may still be proposed while `open` is, if all together are at most `most` of all stake.
pub fn room(stake: &Stake, open: u64, most: u64) -> u64 {
    down(stake.total(), most, WHOLE).saturating_sub(open)
}

/// A slash has been proposed, so that `open` is now. What has been withheld weighs no more than makes all of it borne: of
/// what is open beyond own stake its part is at most itself.
pub fn limit_weight(stake: &mut Stake, open: u64) {
    let beyond_own = open.saturating_sub(stake.own_total());
    let withheld = stake.withheld.total();
    if beyond_own > withheld {
        let most = u128::from(withheld) * u128::from(stake.delegated_total());
        let most = most / u128::from(beyond_own - withheld);
        stake.withheld_gross = most.min(stake.withheld_gross.into()) as u64;
    }
}

/// Burns what there is of `amount` and returns how much that is. Own stake first, active and cooling alike, then the
/// delegators', and of theirs alike what is active, cooling, and was withdrawn under an open slash. What does not divide
/// evenly is taken from cooling rather than from active stake.
pub fn take(stake: &mut Stake, amount: u64) -> u64 {
    let own = amount.min(stake.own_total());
    take_own(stake, own);
    own + take_delegated(stake, amount - own)
}

fn take_own(stake: &mut Stake, loss: u64) {
    let (all, mut left) = (stake.own_total(), loss);
    for ticket in stake.own_tickets.iter_mut().flatten() {
        let part = up(ticket.amount, loss, all).min(left);
        ticket.amount -= part;
        left -= part;
    }
    for place in &mut stake.own_tickets {
        *place = place.filter(|ticket| ticket.amount > 0);
    }
    stake.own -= left;
}

fn take_delegated(stake: &mut Stake, loss: u64) -> u64 {
    if loss == 0 {
        return 0;
    }
    let by_weight = weight(stake, loss);
    let withheld = by_weight.min(stake.withheld.total());
    let left = stake.withheld.total() - withheld;
    stake.withheld.lose(withheld);
    stake.withheld.round_to(left);
    stake.withheld_gross = stake.withheld_gross.saturating_sub(by_weight);
    if left == 0 && withheld > 0 {
        // Nobody has any of it, and what is withheld later begins anew.
        (stake.withheld, stake.withheld_gross) = (Bucket::default(), 0);
    }

    let all = stake.delegated_total();
    let rest = (loss - withheld).min(all);
    if rest == 0 {
        return withheld;
    }
    let cooling = up(rest, stake.cooling.total(), all);
    let active = rest - cooling;
    let (before, after) = (stake.delegated.total(), stake.delegated.total() - active);
    lose_requests(stake, before, after);
    stake.delegated.lose(active);
    stake.delegated.round_to(after);
    stake.cooling.lose(cooling);
    let left = stake.cooling.total() - cooling;
    stake.cooling.round_to(left);
    if left == 0 && cooling > 0 {
        // The places of its tickets are free again.
        stake.cooling = Bucket::default();
        for position in stake.positions.values_mut() {
            position.tickets = Default::default();
        }
    }
    withheld + rest
}

/// What has been asked to move loses like the rest of its position.
fn lose_requests(stake: &mut Stake, before: u64, after: u64) {
    let positions = stake.positions.values_mut();
    for request in positions.flat_map(|position| position.requests.values_mut()) {
        request.amount = request.amount.share(&after.into(), &before.into());
    }
}

/// What of a loss of the delegators falls on those who have left under an open slash: by all that they withdrew.
fn weight(stake: &Stake, loss: u64) -> u64 {
    match stake.withheld_gross {
        0 => 0,
        gross => down(loss, gross, gross + stake.delegated_total()),
    }
}

/// Own stake that may leave while `open` is: what is left must cover all of it.
pub fn free_own(stake: &Stake, open: u64) -> u64 {
    stake.own_total().saturating_sub(open)
}

/// What is held back of `amount` that a delegator withdraws while `open` is: the part that it would lose, rounded up.
pub fn held_back(stake: &Stake, amount: u64, open: u64) -> u64 {
    let beyond_own = open.saturating_sub(stake.own_total());
    if beyond_own == 0 || amount == 0 {
        return 0;
    }
    let borne = weight(stake, beyond_own).min(stake.withheld.total());
    up(amount, beyond_own - borne, stake.delegated_total()).min(amount)
}

/// Holds `held` of `gross` back from what a staker withdraws.
pub fn withhold(stake: &mut Stake, staker: Person, gross: u64, held: u64) {
    stake.withheld.put(staker, &Amount::whole(held));
    let total = stake.withheld.total() + held;
    stake.withheld.round_to(total);
    stake.withheld_gross += gross;
}
