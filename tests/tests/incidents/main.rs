//! What went wrong elsewhere, tried here: one file for each incident, with the sentence that tells of it, what would be
//! the same mistake here, and what holds it. `docs/proof/incidents.md` has the table, with the wrong version of the program
//! by which each test was tried.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
#![allow(clippy::integer_division)]
// A list of one instruction reads like the lists of several beside it.
#![allow(clippy::cloned_ref_to_slice_refs)]

mod actions;

mod akash_overdrawn;
mod anchor_error_codes;
mod beanstalk_borrowed_votes;
mod bittensor_unstake_all;
mod certora_fee_splitting;
mod helium_claims;
mod helium_price_account;
mod helium_wallet_quotes;
mod jito_cooling_burned;
mod jito_donated_token;
mod jito_missed_epochs;
mod lido_rent;
mod livepeer_third_parties;
mod marinade_incentives;
mod neodyme_logs;
mod nosana_one_key;
mod ottersec_initialise;
mod quarry_cap;
mod quarry_repricing;
mod solana_subscriptions;
mod solomon_empty_pool;
mod the_graph_slash_rounding;
mod token_2022;
