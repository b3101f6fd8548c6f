//! Challenges: an attestor asks a supplier which GPUs it has. `docs/spec/challenge.md` specifies them.

mod answer;
mod gpu;
mod line;
mod request;

pub use answer::{Answer, AnswerTerms, UnsignedAnswer};
pub use gpu::{Gpu, Maintenance, Source};
pub use line::SignedLine;
pub use request::{Challenge, ChallengeTerms, UnsignedChallenge};
