//! Leaderboards for a minute: each adds up all rows of a kind, and everybody asks for the same.

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

/// When a leaderboard was made, and its places.
type Made = (Instant, Vec<Leader>);

/// The leaderboards.
#[derive(Default)]
pub struct Kept([Mutex<Option<Made>>; Board::ALL.len()]);

impl Kept {
    /// The places of a board, which are made at most once a minute: others wait for who makes them.
    ///
    /// # Errors
    /// Those of making them; the next request tries again.
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
