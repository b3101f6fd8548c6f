//! Parameters of the tools that read.

use rmcp::schemars::JsonSchema;
use serde::Deserialize;

use super::{
    line::Line,
    values::{Address, Sent},
};
use crate::options::{self, Currency, Interconnect, Program};

/// Nothing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub struct Nothing {}

/// Which offers.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub struct Offers {
    /// GPU model, such as h100-sxm, or a prefix, such as h100
    model: Option<String>,
    /// Highest price of a GPU-hour, in dollars, such as 2.50
    max_price: Option<String>,
    /// Region, or a prefix
    region: Option<String>,
    interconnect: Option<Interconnect>,
    /// Currency to pay in
    currency: Option<Currency>,
    /// GPUs that must be free; 1 by default
    free: Option<u32>,
    supplier: Option<Address>,
    /// Most offers to list
    limit: Option<u32>,
}

impl Offers {
    pub fn line(&self) -> Line {
        Line::of("offer list")
            .option("model", self.model.as_ref())
            .option("max-price", self.max_price.as_ref())
            .option("region", self.region.as_ref())
            .option("interconnect", self.interconnect.map(Interconnect::name))
            .option(
                "currency",
                self.currency.map(|it| options::currency(it.into())),
            )
            .option("free", self.free)
            .option("supplier", self.supplier)
            .option("limit", self.limit)
    }
}

/// Whose reservations.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(crate = "rmcp::schemars", inline)]
pub enum Side {
    /// Those that the wallet has reserved
    Renter,
    /// Those that the wallet pays for
    Payer,
    /// Those at suppliers that the wallet owns or operates, with the next step of each
    Supplier,
}

/// Which reservations.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub struct Reservations {
    wallet: Address,
    /// Role of the wallet; renter by default
    side: Option<Side>,
}

impl Reservations {
    pub fn line(&self) -> Line {
        match self.side.unwrap_or(Side::Renter) {
            Side::Renter => Line::of("rent status").option("renter", Some(self.wallet)),
            Side::Payer => Line::of("rent status").option("payer", Some(self.wallet)),
            Side::Supplier => Line::of("supplier jobs").option("of", Some(self.wallet)),
        }
    }
}

/// A wallet.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub struct Wallet {
    pub wallet: Address,
}

/// An offer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub struct Offer {
    pub offer: Address,
}

/// A supplier.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub struct Supplier {
    pub supplier: Address,
}

/// A reservation.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub struct Reservation {
    pub reservation: Address,
}

/// A transaction.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub struct Transaction {
    pub signature: Sent,
}

/// Which parameters.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub struct Parameters {
    /// The program; all three by default
    program: Option<Program>,
}

impl Parameters {
    pub fn line(&self) -> Line {
        Line::of("gov parameters").values(self.program.map(Program::name))
    }
}

/// Which proposals.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub struct Proposals {
    /// One realm proposal, in full
    realm_proposal: Option<Address>,
    /// Also decided realm proposals
    #[serde(default)]
    all: bool,
}

impl Proposals {
    pub fn line(&self) -> Line {
        Line::of("gov proposals")
            .flag("all", self.all)
            .values(self.realm_proposal)
    }
}

/// Whose history, and which part of it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub struct History {
    /// A wallet, or an account of the programs, also a closed one
    address: Address,
    /// Most transactions, newest first; 20 by default
    limit: Option<u32>,
    /// Only transactions older than this one
    before: Option<Sent>,
}

impl History {
    pub fn line(&self) -> Line {
        Line::of("history")
            .option("limit", self.limit)
            .option("before", self.before)
            .value(self.address)
    }
}
