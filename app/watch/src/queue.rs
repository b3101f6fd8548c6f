//! Who is asked next: many at a time, in turn, and nobody takes the time of the others.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Mutex,
    thread,
    time::Duration,
};

use anchor_lang::prelude::Pubkey;

use crate::http::SLOW;

/// Threads that ask.
const WORKERS: usize = 64;
/// Questions to one supplier at the same time.
const AT_ONCE: usize = 8;

/// Tells how much time of a round has gone by.
pub type Elapsed<'a> = &'a (dyn Fn() -> Duration + Sync);

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked<R> {
    /// It was asked.
    Yes(R),
    /// The supplier took so long for others that its time was over.
    Slow,
    /// The time of the round was over. Nothing is known.
    No,
}

/// Questions to one supplier.
struct Lane<'a, T> {
    waiting: VecDeque<(usize, &'a T)>,
    running: usize,
    asked: u32,
    spent: Duration,
}

struct Queue<'a, T> {
    lanes: Vec<Lane<'a, T>>,
    next: usize,
}

impl<'a, T> Queue<'a, T> {
    /// In the order in which the suppliers come first.
    fn new(questions: &'a [(Pubkey, T)]) -> Self {
        let (mut places, mut lanes) = (BTreeMap::new(), Vec::<Lane<T>>::new());
        for (number, (supplier, question)) in questions.iter().enumerate() {
            let place = *places.entry(supplier).or_insert(lanes.len());
            if place == lanes.len() {
                lanes.push(Lane {
                    waiting: VecDeque::new(),
                    running: 0,
                    asked: 0,
                    spent: Duration::ZERO,
                });
            }
            if let Some(lane) = lanes.get_mut(place) {
                lane.waiting.push_back((number, question));
            }
        }
        Self { lanes, next: 0 }
    }

    /// The next question, with its lane. With none, those that ask a supplier at its limit go on with it.
    fn take(&mut self) -> Option<(usize, usize, &'a T)> {
        for ahead in 0..self.lanes.len() {
            let place = self.next.saturating_add(ahead);
            let place = place.checked_rem(self.lanes.len())?;
            let lane = self.lanes.get_mut(place)?;
            if lane.running >= AT_ONCE {
                continue;
            }
            if let Some((number, question)) = lane.waiting.pop_front() {
                lane.running = lane.running.saturating_add(1);
                self.next = place.saturating_add(1);
                return Some((place, number, question));
            }
        }
        None
    }

    fn done(&mut self, place: usize, took: Duration) {
        if let Some(lane) = self.lanes.get_mut(place) {
            lane.running = lane.running.saturating_sub(1);
            lane.asked = lane.asked.saturating_add(1);
            lane.spent = lane.spent.saturating_add(took);
        }
    }
}

impl<T> Lane<'_, T> {
    fn is_slow(&self) -> bool {
        self.asked > 0 && self.spent >= SLOW.saturating_mul(self.asked)
    }
}

/// Asks every question, each to its supplier, and begins none once `until` of the round has gone by. The answers have the order of
/// the questions.
pub fn ask<T: Sync, R: Send>(
    questions: &[(Pubkey, T)],
    until: Duration,
    elapsed: Elapsed,
    ask: impl Fn(&T) -> R + Sync,
) -> Vec<Asked<R>> {
    ask_with(WORKERS, questions, until, elapsed, ask)
}

fn ask_with<T: Sync, R: Send>(
    workers: usize,
    questions: &[(Pubkey, T)],
    until: Duration,
    elapsed: Elapsed,
    ask: impl Fn(&T) -> R + Sync,
) -> Vec<Asked<R>> {
    let (queue, done) = (Mutex::new(Queue::new(questions)), Mutex::new(Vec::new()));
    let work = || loop {
        let begun = elapsed();
        let next = queue.lock().ok().filter(|_| begun < until);
        let Some((place, number, question)) = next.and_then(|mut it| it.take()) else {
            return;
        };
        let answer = ask(question);
        if let Ok(mut done) = done.lock() {
            done.push((number, answer));
        }
        if let Ok(mut queue) = queue.lock() {
            queue.done(place, elapsed().saturating_sub(begun));
        }
    };
    thread::scope(|scope| {
        for _ in 0..workers.min(questions.len()) {
            scope.spawn(work);
        }
    });
    let mut asked: Vec<Asked<R>> = questions.iter().map(|_| Asked::No).collect();
    for lane in queue.into_inner().map(|it| it.lanes).unwrap_or_default() {
        for (number, _) in lane.waiting.iter().filter(|_| lane.is_slow()) {
            if let Some(it) = asked.get_mut(*number) {
                *it = Asked::Slow;
            }
        }
    }
    for (number, answer) in done.into_inner().unwrap_or_default() {
        if let Some(it) = asked.get_mut(number) {
            *it = Asked::Yes(answer);
        }
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    fn key(byte: u8) -> Pubkey {
        Pubkey::from([byte; 32])
    }

    /// So many questions to each supplier, one supplier after the other.
    fn questions(counts: &[(u8, u32)]) -> Vec<(Pubkey, (u8, u32))> {
        let all = counts.iter().flat_map(|(supplier, count)| {
            (0..*count).map(move |number| (key(*supplier), (*supplier, number)))
        });
        all.collect()
    }

    #[test]
    fn suppliers_take_turns_and_none_has_more_than_its_share() {
        let all = questions(&[(1, 20), (2, 2)]);
        let mut queue = Queue::new(&all);
        let mut taken = || queue.take().map(|(_, _, it)| *it);
        let first: Vec<_> = (0..5).map_while(|_| taken()).collect();
        assert_eq!(first, [(1, 0), (2, 0), (1, 1), (2, 1), (1, 2)]);
        let rest: Vec<_> = std::iter::from_fn(taken).collect();
        assert_eq!(rest.len(), 5, "eight at once");
        queue.done(0, Duration::ZERO);
        assert_eq!(queue.take().map(|(_, _, it)| *it), Some((1, 8)));
        assert!(queue.take().is_none());
    }

    #[test]
    fn answers_have_the_order_of_the_questions() {
        let all = questions(&[(1, 100), (2, 30), (3, 1)]);
        let asked = ask(&all, Duration::from_secs(1), &|| Duration::ZERO, |it| *it);
        let expected: Vec<_> = all.iter().map(|(_, it)| Asked::Yes(*it)).collect();
        assert_eq!(asked, expected);
    }

    /// By a clock that each question moves: the round ends, however long each takes.
    #[test]
    fn a_supplier_that_is_slow_fails_and_the_others_are_not_known() {
        for (millis, within, rest) in [(3_000, 15, Asked::Slow), (1_000, 45, Asked::No)] {
            let clock = AtomicU64::new(0);
            let elapsed = || Duration::from_millis(clock.load(Ordering::SeqCst));
            let all = questions(&[(1, 500)]);
            let asked = ask_with(1, &all, Duration::from_secs(45), &elapsed, |_| {
                clock.fetch_add(millis, Ordering::SeqCst);
            });
            let (first, others) = asked.split_at(within);
            assert!(first.iter().all(|it| *it == Asked::Yes(())));
            assert!(others.iter().all(|it| *it == rest), "{millis}");
        }
        let all = questions(&[(1, 3)]);
        let asked = ask(&all, Duration::ZERO, &|| Duration::ZERO, |_| ());
        assert_eq!(asked, [Asked::No, Asked::No, Asked::No]);
    }
}
