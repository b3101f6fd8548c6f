//! How many requests a reservation may get: an attacker that knows its address must not use up the service.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use solana_pubkey::Pubkey;

/// Seconds of a window.
const WINDOW: u64 = 60;
/// Most windows that are kept.
const MOST: usize = 10_000;

/// Counts requests of each reservation in each minute.
#[derive(Debug)]
pub struct Rate {
    limit: u32,
    windows: Mutex<BTreeMap<Pubkey, (u64, u32)>>,
}

impl Rate {
    /// At most `limit` a minute.
    pub fn new(limit: u32) -> Self {
        Self {
            limit,
            windows: Mutex::default(),
        }
    }

    /// Counts a request, and says whether it is within the limit.
    pub fn allows(&self, reservation: &Pubkey, now: u64) -> bool {
        let window = now.checked_div(WINDOW).unwrap_or_default();
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= MOST {
            windows.retain(|_, (begun, _)| *begun == window);
        }
        let (begun, count) = windows.entry(*reservation).or_insert((window, 0));
        if *begun != window {
            (*begun, *count) = (window, 0);
        }
        *count = count.saturating_add(1);
        *count <= self.limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reservation_has_its_own_limit_in_each_minute() {
        let rate = Rate::new(2);
        let [one, other] = [1, 2].map(|it| Pubkey::from([it; 32]));
        let allowed = |reservation, now| rate.allows(reservation, now);
        assert!(allowed(&one, 60) && allowed(&one, 119) && !allowed(&one, 119));
        assert!(allowed(&other, 119));
        assert!(allowed(&one, 120));
    }
}
