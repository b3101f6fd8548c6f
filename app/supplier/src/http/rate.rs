//! How many requests somebody may send in a minute.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// Seconds of a window.
const WINDOW: u64 = 60;
/// Most that are counted at a time. Beyond, counting starts again: memory is bounded, and nobody is locked out by others.
const MOST: usize = 10_000;

/// Counts requests of each in each minute.
#[derive(Debug)]
pub struct Rate<K> {
    windows: Mutex<Windows<K>>,
}

impl<K> Default for Rate<K> {
    fn default() -> Self {
        Self {
            windows: Mutex::new(Windows {
                current: 0,
                counts: BTreeMap::new(),
            }),
        }
    }
}

#[derive(Debug)]
struct Windows<K> {
    /// Minutes of unix time.
    current: u64,
    counts: BTreeMap<K, u32>,
}

impl<K: Ord + Copy> Rate<K> {
    /// Counts a request, and says whether it is among the first `most` of its minute.
    pub fn allows(&self, who: &K, most: u32, now: u64) -> bool {
        let window = now.checked_div(WINDOW).unwrap_or_default();
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = windows.counts.len() >= MOST && !windows.counts.contains_key(who);
        if windows.current != window || is_full {
            windows.current = window;
            windows.counts.clear();
        }
        let count = windows.counts.entry(*who).or_default();
        *count = count.saturating_add(1);
        *count <= most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_own_limit_in_each_minute() {
        let rate = Rate::default();
        let allowed = |who: u32, now| rate.allows(&who, 2, now);
        assert!(allowed(1, 60) && allowed(1, 119) && !allowed(1, 119));
        assert!(allowed(2, 119));
        assert!(allowed(1, 120));
    }

    #[test]
    fn many_neither_grow_without_bound_nor_lock_anybody_out() {
        let rate = Rate::default();
        for who in 0..25_000_u32 {
            assert!(rate.allows(&who, 1, 60), "{who}");
        }
        assert!(rate.windows.lock().unwrap().counts.len() <= MOST);
    }
}
