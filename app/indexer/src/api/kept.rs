//! Leaderboards, cached for a minute: each adds up all rows of a kind.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use tokio::sync::Mutex;

use super::{
    answers::{Board, Leader},
    problem::Problem,
};

/// How long a leaderboard is kept.
const KEPT: Duration = Duration::from_secs(60);

/// When a leaderboard was computed, and its places.
type Made = (Instant, Vec<Leader>);

/// The leaderboards.
#[derive(Default)]
pub struct Kept([Mutex<Option<Made>>; Board::ALL.len()]);

impl Kept {
    /// The places of a board, computed at most once a minute. Concurrent requests wait for the one that computes.
    ///
    /// # Errors
    /// Those of `make`; the next request retries.
    pub async fn get(
        &self,
        board: Board,
        make: impl Future<Output = Result<Vec<Leader>, Problem>>,
    ) -> Result<Vec<Leader>, Problem> {
        let Some(place) = self.0.get(board as usize) else {
            return make.await;
        };
        let mut kept = place.lock().await;
        if let Some((made, leaders)) = &*kept {
            if made.elapsed() < KEPT {
                return Ok(leaders.clone());
            }
        }
        let leaders = make.await?;
        *kept = Some((Instant::now(), leaders.clone()));
        Ok(leaders)
    }
}
