//! Words of the command line that stand for what the programs know by number.

use anchor_lang::prelude::Pubkey;
use clap::ValueEnum;
use marketplace::state;
use rmcp::schemars::JsonSchema;
use serde::Deserialize;

pub use io_output::instruction::hexadecimal;

use crate::report::Cell;

/// Currency to pay in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, ValueEnum)]
#[serde(rename_all = "kebab-case")]
#[schemars(crate = "rmcp::schemars", inline)]
pub enum Currency {
    /// IO, converted at the price of the moment
    Io,
    /// USDC, at the price of the offer
    Usdc,
}

impl From<Currency> for state::Currency {
    fn from(currency: Currency) -> Self {
        match currency {
            Currency::Io => Self::Io,
            Currency::Usdc => Self::Usdc,
        }
    }
}

/// What an offer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Currencies {
    /// IO only
    Io,
    /// USDC only
    Usdc,
    /// Either
    Both,
}

impl Currencies {
    /// As the offer stores it.
    pub fn set(self) -> u8 {
        match self {
            Self::Io => state::Currency::Io.bit(),
            Self::Usdc => state::Currency::Usdc.bit(),
            Self::Both => state::Currency::ALL,
        }
    }

    /// The same as a list.
    pub fn cell(set: u8) -> Cell {
        let all = [("IO", state::Currency::Io), ("USDC", state::Currency::Usdc)];
        let taken = all.into_iter().filter(|(_, it)| set & it.bit() != 0);
        let json: Vec<&str> = taken.map(|(name, _)| name).collect();
        Cell::Tree {
            text: json.join(", "),
            json: json.into(),
        }
    }

    /// As an offer has stored it.
    pub fn name(set: u8) -> &'static str {
        match set {
            1 => "IO",
            2 => "USDC",
            _ => "IO, USDC",
        }
    }
}

/// How GPUs are connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, ValueEnum)]
#[serde(rename_all = "kebab-case")]
#[schemars(crate = "rmcp::schemars", inline)]
pub enum Interconnect {
    /// The host's bus
    Pcie,
    /// NVLink within a host
    Nvlink,
    /// InfiniBand between hosts
    Infiniband,
    /// RDMA over Ethernet between hosts
    Roce,
}

impl From<Interconnect> for state::Interconnect {
    fn from(interconnect: Interconnect) -> Self {
        match interconnect {
            Interconnect::Pcie => Self::Pcie,
            Interconnect::Nvlink => Self::NvLink,
            Interconnect::Infiniband => Self::InfiniBand,
            Interconnect::Roce => Self::Roce,
        }
    }
}

impl Interconnect {
    /// As an offer has stored it.
    pub fn stored(number: u8) -> Option<Self> {
        Self::value_variants().get(usize::from(number)).copied()
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pcie => "PCIe",
            Self::Nvlink => "NVLink",
            Self::Infiniband => "InfiniBand",
            Self::Roce => "RoCE",
        }
    }
}

/// The program to govern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, ValueEnum)]
#[serde(rename_all = "kebab-case")]
#[schemars(crate = "rmcp::schemars", inline)]
pub enum Program {
    /// Emission and stake
    Emissions,
    /// Offers and reservations
    Marketplace,
    /// The burn of fees
    FeeBurn,
}

impl Program {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Emissions => "emissions",
            Self::Marketplace => "marketplace",
            Self::FeeBurn => "fee-burn",
        }
    }

    /// The program of an address, if it is one of these.
    pub fn at(address: &Pubkey) -> Option<Self> {
        let ids = [emissions::ID, marketplace::ID, fee_burn::ID];
        let programs = [Self::Emissions, Self::Marketplace, Self::FeeBurn];
        let mut all = ids.iter().zip(programs);
        all.find_map(|(id, program)| (id == address).then_some(program))
    }

    /// Where its proposal with a number is.
    pub fn proposal(self, number: u32) -> Pubkey {
        match self {
            Self::Emissions => io_client::emissions::proposal_address(number),
            Self::Marketplace => io_client::marketplace::proposal_address(number),
            Self::FeeBurn => io_client::fee_burn::proposal_address(number),
        }
    }
}

/// The name of a currency.
pub fn currency(currency: state::Currency) -> &'static str {
    match currency {
        state::Currency::Io => "IO",
        state::Currency::Usdc => "USDC",
    }
}

/// An amount of a currency, in base units.
pub fn money(currency: state::Currency, amount: u64) -> Cell {
    match currency {
        state::Currency::Io => Cell::Io(amount),
        state::Currency::Usdc => Cell::Usdc(amount),
    }
}

/// A text of an account: UTF-8, zero-padded.
pub fn padded(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.trim_end_matches('\0').into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interconnects_are_stored_in_the_programs_order() {
        for (number, name) in Interconnect::value_variants().iter().enumerate() {
            assert_eq!(state::Interconnect::from(*name) as usize, number);
        }
    }
}
