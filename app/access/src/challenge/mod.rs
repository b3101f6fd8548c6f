//! Challenges: an attestor asks a supplier which GPUs it has. `docs/spec/challenge.md` specifies them.

mod answer;
mod gpu;
mod request;

pub use answer::{Answer, AnswerTerms, UnsignedAnswer};
pub use gpu::{Gpu, Maintenance, Source};
pub use request::{Challenge, ChallengeTerms, UnsignedChallenge};
