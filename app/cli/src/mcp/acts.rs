//! Acts of a wallet.

use anchor_lang::prelude::Pubkey;
use rmcp::schemars::JsonSchema;
use serde::Deserialize;

use super::{
    line::Line,
    values::{Address, ConnectionKey},
};
use crate::options::{self, Currency};

/// What a wallet does.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars", inline)]
pub enum Act {
    /// Reserve GPUs and pay into the reservation's escrow
    Reserve {
        offer: Address,
        gpus: u32,
        hours: u32,
        currency: Currency,
        /// To which the supplier encrypts the connection details. The person makes the pair with `age-keygen -o connection.txt`
        /// and keeps the file, which alone opens them. Take it from the person only: who holds the file of another key can use the
        /// GPUs that the person pays for
        connection_key: ConnectionKey,
        /// Most that may be locked, in the currency; by default the quote, and 1 % more in IO
        max: Option<String>,
        /// Pays instead of the wallet, also signs, and receives every refund
        payer: Option<Address>,
        /// Number of the reservation among the wallet's; the current unix time by default
        number: Option<u64>,
    },
    /// Pay for more time of a running reservation, as its payer
    Extend {
        reservation: Address,
        hours: u32,
        /// Most that may be locked, in the currency; by default the quote, and 1 % more in IO
        max: Option<String>,
    },
    /// End a running reservation: unused funds come back, except the minimum time
    Terminate { reservation: Address },
    /// End a running reservation after too much downtime
    TerminateForDowntime { reservation: Address },
    /// Dispute the hold-back as the payer, with a deposit
    OpenDispute {
        reservation: Address,
        /// Largest deposit, in the currency
        max_deposit: Option<String>,
    },
    /// Withdraw what a reservation owes the wallet after a payment failed
    WithdrawOwed { reservation: Address },
    /// Take the next step towards closing a reservation. Anyone may
    CloseReservation { reservation: Address },
    /// Delegate IO to a supplier
    Delegate {
        supplier: Address,
        /// IO, such as 12.5, or ALL of the wallet
        amount: String,
    },
    /// Begin the cooldown of delegated stake
    Unstake {
        supplier: Address,
        /// IO, such as 12.5, or ALL
        amount: String,
    },
    /// Return cooling stake to active stake
    CancelUnstake {
        supplier: Address,
        /// Index of the unstake request, as in list_delegations
        unstake_request: u8,
    },
    /// Withdraw delegated stake whose cooldown is over
    Withdraw { supplier: Address },
    /// Request to move stake to another supplier; a day later, move it
    Redelegate {
        from: Address,
        to: Address,
        /// IO to move; ALL by default. Omit it for the move itself
        amount: Option<String>,
    },
    /// Claim the rewards of a delegation to the wallet
    Claim { supplier: Address },
    /// Claim the rewards of a delegation and delegate them
    Compound { supplier: Address },
    /// Close a delegation without stake. Its rewards are paid first
    CloseDelegation { supplier: Address },
    /// Sell IO to the auction; it is burned
    FillAuction {
        /// USDC to buy, such as 25, or ALL that is left
        usdc: String,
        /// Most IO to pay; the quote plus 0.1 % by default
        max_io: Option<String>,
    },
    /// Stake the owner's own IO on a supplier
    StakeOwn {
        supplier: Address,
        /// IO, such as 12.5, or ALL of the wallet
        amount: String,
    },
    /// Begin the cooldown of own stake
    UnstakeOwn {
        supplier: Address,
        /// IO, such as 12.5, or ALL
        amount: String,
    },
    /// Withdraw own stake whose cooldown is over
    WithdrawOwn { supplier: Address },
    /// Claim commission and the reward of own stake to the payout wallet
    ClaimSupplier { supplier: Address },
    /// Change price or GPUs of an offer; existing reservations keep their terms
    EditOffer {
        offer: Address,
        /// Price of a GPU-hour, in dollars
        price: Option<String>,
        gpus: Option<u32>,
    },
    /// Pause or unpause an offer
    SetOfferPaused {
        offer: Address,
        /// true to pause it
        paused: bool,
    },
    /// Vote on a realm proposal with staked IO
    Vote {
        realm_proposal: Address,
        /// true for Yes, false for No
        yes: bool,
    },
}

/// A command about one thing.
fn about(command: &'static str, what: &Address) -> Line {
    Line::of(command).value(what)
}

/// A command about own stake, of an amount if there is one.
fn own(command: &'static str, supplier: &Address, amount: Option<&String>) -> Line {
    Line::of(command)
        .option("supplier", Some(supplier))
        .values(amount)
}

impl Act {
    /// The command that a wallet would give.
    pub fn line(&self, wallet: Pubkey) -> Line {
        let line = match self {
            Self::Reserve {
                offer,
                gpus,
                hours,
                currency,
                connection_key,
                max,
                payer,
                number,
            } => about("rent reserve", offer)
                .option("gpus", Some(gpus))
                .option("time", Some(format!("{hours}h")))
                .option("currency", Some(options::currency((*currency).into())))
                .option("connection-key", Some(connection_key))
                .option("max", max.as_ref())
                .option("payer", payer.as_ref())
                .option("number", number.as_ref()),
            Self::Extend {
                reservation,
                hours,
                max,
            } => about("rent extend", reservation)
                .option("time", Some(format!("{hours}h")))
                .option("max", max.as_ref()),
            Self::Terminate { reservation } => about("rent terminate", reservation),
            Self::TerminateForDowntime { reservation } => {
                about("rent terminate-for-downtime", reservation)
            }
            Self::OpenDispute {
                reservation,
                max_deposit,
            } => about("rent dispute", reservation).option("max-deposit", max_deposit.as_ref()),
            Self::WithdrawOwed { reservation } => about("rent withdraw", reservation),
            Self::CloseReservation { reservation } => about("rent close", reservation),
            Self::Delegate { supplier, amount } => about("stake delegate", supplier).value(amount),
            Self::Unstake { supplier, amount } => about("stake unstake", supplier).value(amount),
            Self::CancelUnstake {
                supplier,
                unstake_request,
            } => about("stake cancel-unstake", supplier).value(unstake_request),
            Self::Withdraw { supplier } => about("stake withdraw", supplier),
            Self::Redelegate { from, to, amount } => about("stake redelegate", from)
                .value(to)
                .values(amount.as_ref()),
            Self::Claim { supplier } => about("stake claim", supplier),
            Self::Compound { supplier } => about("stake compound", supplier),
            Self::CloseDelegation { supplier } => about("stake close", supplier),
            Self::FillAuction { usdc, max_io } => Line::of("burn fill")
                .value(usdc)
                .option("max-io", max_io.as_ref()),
            Self::StakeOwn { supplier, amount } => own("supplier stake", supplier, Some(amount)),
            Self::UnstakeOwn { supplier, amount } => {
                own("supplier unstake", supplier, Some(amount))
            }
            Self::WithdrawOwn { supplier } => own("supplier withdraw", supplier, None),
            Self::ClaimSupplier { supplier } => own("supplier claim", supplier, None),
            Self::EditOffer { offer, price, gpus } => about("offer edit", offer)
                .option("price", price.as_ref())
                .option("gpus", gpus.as_ref()),
            Self::SetOfferPaused {
                offer,
                paused: true,
            } => about("offer pause", offer),
            Self::SetOfferPaused {
                offer,
                paused: false,
            } => about("offer unpause", offer),
            Self::Vote {
                realm_proposal,
                yes,
            } => about("gov vote", realm_proposal).value(if *yes { "yes" } else { "no" }),
        };
        line.by(wallet)
    }
}

#[cfg(test)]
mod tests {
    use rmcp::schemars::schema_for;
    use serde_json::{json, Value};

    use super::*;
    use crate::{acting::Draft, commands};

    const ADDRESS: &str = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
    const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddee7f";

    /// One of each, with all that it takes.
    fn samples() -> Vec<Value> {
        let about = |act: &str, name: &str| json!({ "act": act, name: ADDRESS });
        let mut all = vec![
            json!({
                "act": "reserve", "offer": ADDRESS, "gpus": 2, "hours": 24, "currency": "io", "connection_key": KEY,
                "max": "12.5", "payer": ADDRESS, "number": 3
            }),
            json!({ "act": "extend", "reservation": ADDRESS, "hours": 2, "max": "9.99" }),
            json!({ "act": "open_dispute", "reservation": ADDRESS, "max_deposit": "5" }),
            json!({ "act": "delegate", "supplier": ADDRESS, "amount": "ALL" }),
            json!({ "act": "unstake", "supplier": ADDRESS, "amount": "1" }),
            json!({ "act": "cancel_unstake", "supplier": ADDRESS, "unstake_request": 1 }),
            json!({ "act": "redelegate", "from": ADDRESS, "to": ADDRESS, "amount": "1" }),
            json!({ "act": "fill_auction", "usdc": "25", "max_io": "100" }),
            json!({ "act": "stake_own", "supplier": ADDRESS, "amount": "1" }),
            json!({ "act": "unstake_own", "supplier": ADDRESS, "amount": "ALL" }),
            json!({ "act": "edit_offer", "offer": ADDRESS, "price": "1.25", "gpus": 8 }),
            json!({ "act": "set_offer_paused", "offer": ADDRESS, "paused": true }),
            json!({ "act": "vote", "realm_proposal": ADDRESS, "yes": true }),
        ];
        let of_one = [
            ("terminate", "reservation"),
            ("terminate_for_downtime", "reservation"),
            ("withdraw_owed", "reservation"),
            ("close_reservation", "reservation"),
            ("withdraw", "supplier"),
            ("claim", "supplier"),
            ("compound", "supplier"),
            ("close_delegation", "supplier"),
            ("withdraw_own", "supplier"),
            ("claim_supplier", "supplier"),
        ];
        all.extend(of_one.map(|(act, name)| about(act, name)));
        all
    }

    #[test]
    fn the_command_of_each_act_takes_what_it_is_given() {
        let schema = schema_for!(Act);
        let variants = schema.get("oneOf").and_then(Value::as_array).unwrap();
        assert_eq!(samples().len(), variants.len());
        let wallet = Pubkey::new_unique();
        for sample in samples() {
            let act: Act = serde_json::from_value(sample.clone()).unwrap();
            for draft in [Draft::Simulation, Draft::Transaction] {
                let line = act.line(wallet).drafted(draft).words();
                let read = commands::read(&line);
                let (cli, _) = read.unwrap_or_else(|error| panic!("{line:?}: {error}"));
                assert!(cli.global.dry_run || cli.global.sign_only, "{line:?}");
            }
        }
    }
}
