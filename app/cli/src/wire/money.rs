//! Amounts among the arguments of the suite's instructions, with their currency.

use anchor_lang::{prelude::Pubkey, AnchorDeserialize};
use io_client::changes::Words;
use io_common::constants::{IO_DECIMALS, USDC_DECIMALS};
use serde_json::Value;

use crate::amounts::{brief, decimal};

/// Bytes in front of the arguments of an instruction.
const DISCRIMINATOR: usize = 8;

/// The amount that an argument is, such as `12.5 IO`; none for one that is no amount, or of a currency that the instruction
/// does not name.
pub fn of(program: &str, arguments: &Value, name: &str, value: &Value) -> Option<String> {
    let paid_in = &arguments["args"]["currency"];
    let (currency, decimals) = match (program, name) {
        ("emissions", "amount") | ("fee_burn", "max_io") => ("IO", IO_DECIMALS),
        ("fee_burn", "usdc") => ("USDC", USDC_DECIMALS),
        ("marketplace", "max_amount") if paid_in == "Io" => ("IO", IO_DECIMALS),
        ("marketplace", "max_amount") if paid_in == "Usdc" => ("USDC", USDC_DECIMALS),
        _ => return None,
    };
    // Numbers above 2^53 are texts.
    let units = match value {
        Value::String(text) => text.parse().ok()?,
        value => value.as_u64()?,
    };
    Some(format!("{} {currency}", brief(&decimal(units, decimals))))
}

/// The change of parameters that the data of a proposal hold, with its units.
pub fn change(program: &Pubkey, name: &str, data: &[u8]) -> Option<String> {
    let data = data
        .get(DISCRIMINATOR..)
        .filter(|_| name == "propose_change")?;
    match program {
        it if *it == ::emissions::ID => words::<::emissions::state::Change>(data),
        it if *it == ::marketplace::ID => words::<::marketplace::state::Change>(data),
        it if *it == ::fee_burn::ID => words::<::fee_burn::state::Change>(data),
        _ => None,
    }
}

fn words<T: AnchorDeserialize + Words>(mut data: &[u8]) -> Option<String> {
    Some(T::deserialize(&mut data).ok()?.words())
}

#[cfg(test)]
mod tests {
    use super::*;
    use anchor_lang::InstructionData;
    use serde_json::json;

    #[test]
    fn amounts_have_the_currency_that_their_instruction_names() {
        let none = json!({});
        let paid = |currency| json!({ "args": { "currency": currency } });
        for (program, arguments, name, value, reported) in [
            (
                "emissions",
                &none,
                "amount",
                json!(1_250_000_000),
                Some("12.5 IO"),
            ),
            (
                "emissions",
                &none,
                "amount",
                json!("18446744073709551615"),
                Some("184,467,440,737.09551615 IO"),
            ),
            ("emissions", &none, "number", json!(3), None),
            (
                "marketplace",
                &paid("Io"),
                "max_amount",
                json!(100_000_000),
                Some("1 IO"),
            ),
            (
                "marketplace",
                &paid("Usdc"),
                "max_amount",
                json!(1_000_000),
                Some("1 USDC"),
            ),
            // Of an extension, whose reservation has the currency.
            ("marketplace", &none, "max_amount", json!(1_000_000), None),
            ("fee_burn", &none, "usdc", json!(1), Some("0.000001 USDC")),
            ("fee_burn", &none, "max_io", json!(1), Some("0.00000001 IO")),
        ] {
            let found = of(program, arguments, name, &value);
            assert_eq!(found.as_deref(), reported, "{program} {name} {value}");
        }
    }

    #[test]
    fn a_change_has_its_units() {
        let change_to = ::emissions::state::Change::StakePerUnit(20_000_000_000);
        let data = ::emissions::instruction::ProposeChange { change: change_to }.data();
        assert_eq!(
            change(&::emissions::ID, "propose_change", &data).as_deref(),
            Some("stake-per-unit 200 IO")
        );
        assert_eq!(change(&::emissions::ID, "delegate", &data), None);
        assert_eq!(change(&Pubkey::default(), "propose_change", &data), None);
    }
}
