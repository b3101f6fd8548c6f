//! Words of the command line that stand for what the programs know by number.

use clap::ValueEnum;
use marketplace::state;

use crate::terminal;

/// What is paid with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
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
}

/// 32 bytes in hexadecimal.
pub fn hash(text: &str) -> Result<[u8; 32], String> {
    let text = text.trim().trim_start_matches("0x");
    let wrong = || format!("`{text}` is not 64 hexadecimal digits");
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return Err(wrong());
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        let at = place.saturating_mul(2);
        let digits = text.get(at..at.saturating_add(2)).ok_or_else(wrong)?;
        *byte = u8::from_str_radix(digits, 16).map_err(|_| wrong())?;
    }
    Ok(bytes)
}

/// The same, written.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A text of an account: UTF-8, zero-padded.
pub fn padded(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.trim_end_matches('\0').into()
}

/// A text that everybody will read: it has no character that steers a terminal or hides.
pub fn visible(text: &str) -> Result<String, String> {
    match text.contains(|it| it == '\n' || terminal::steers(it)) {
        true => {
            Err("it has a character that is not shown, such as a line break: leave it out".into())
        }
        false => Ok(text.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_reads_back() {
        let bytes: [u8; 32] = core::array::from_fn(|place| place as u8);
        assert_eq!(hash(&hexadecimal(&bytes)), Ok(bytes));
        assert!(hash("00").is_err() && hash(&"g".repeat(64)).is_err());
    }

    /// Of `io supplier register`, `io supplier update`, `io offer create` and `io offer edit`.
    #[test]
    fn nothing_is_written_that_steers_a_terminal() {
        use crate::commands::Cli;
        use clap::CommandFactory;

        for line in [
            "supplier register --model H100 --endpoint",
            "supplier update --endpoint",
            "offer create --price 1 --gpus 1 --region",
            "offer edit 11111111111111111111111111111111 --region",
        ] {
            let parse = |text: &str| {
                let words = format!("io {line}");
                let words = words.split(' ').chain([text]);
                Cli::command().try_get_matches_from(words)
            };
            for hidden in ["a\u{1b}[2J", "a\nb", "a\u{202e}b", "a\u{200b}b"] {
                let error = parse(hidden).unwrap_err().to_string();
                assert!(error.contains("a character that is not shown"), "{error}");
            }
            parse("eu-west").unwrap();
        }
    }

    #[test]
    fn interconnects_are_stored_in_the_programs_order() {
        for (number, name) in Interconnect::value_variants().iter().enumerate() {
            assert_eq!(state::Interconnect::from(*name) as usize, number);
        }
    }
}
