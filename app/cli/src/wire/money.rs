//! Amounts among the arguments of the suite's instructions, with their currency.

use ::marketplace::instruction::OpenDispute;
use anchor_lang::{prelude::Pubkey, AnchorDeserialize, Discriminator};
use io_client::changes::Words;
use io_common::constants::{IO_DECIMALS, USDC_DECIMALS};
use serde_json::Value;

use super::{
    idl,
    tokens::{Token, Tokens},
};
use crate::amounts::{brief, decimal, grouped};

/// Name of the token account of a reservation.
const ESCROW: &str = "escrow";

/// Bytes in front of the arguments of an instruction.
const DISCRIMINATOR: usize = 8;

/// An instruction of the suite, with what its accounts say about its currency.
pub struct Paid<'a> {
    /// Name of the program.
    pub program: &'a str,
    /// Its arguments.
    pub arguments: &'a Value,
    /// By its accounts; none where these do not say it, or could not be read.
    pub token: Option<Token>,
}

impl Paid<'_> {
    /// The amount that an argument is, such as `12.5 IO`, in base units where the currency is not known; none for one that is no
    /// amount.
    pub fn amount(&self, name: &str, value: &Value) -> Option<String> {
        let paid_in = &self.arguments["args"]["currency"];
        let token = match (self.program, name) {
            ("emissions", "amount") | ("fee_burn", "max_io") => Some(in_io()),
            ("fee_burn", "usdc") => Some(in_usdc()),
            ("marketplace", "max_amount") if paid_in == "Io" => Some(in_io()),
            ("marketplace", "max_amount") if paid_in == "Usdc" => Some(in_usdc()),
            ("marketplace", "max_amount" | "max_deposit") => self.token.clone(),
            _ => return None,
        };
        // Numbers above 2^53 are texts.
        let units = match value {
            Value::String(text) => text.parse().ok()?,
            value => value.as_u64()?,
        };
        Some(match token {
            Some(Token { name, decimals }) => {
                format!("{} {name}", brief(&decimal(units, decimals)))
            }
            None => format!(
                "{} base units of the reservation's currency",
                grouped(units)
            ),
        })
    }
}

fn in_io() -> Token {
    Token {
        name: "IO".into(),
        decimals: IO_DECIMALS,
    }
}

fn in_usdc() -> Token {
    Token {
        name: "USDC".into(),
        decimals: USDC_DECIMALS,
    }
}

/// The currency of an instruction by its accounts, which `account` gives by their names: an extension has the price of IO where it
/// is paid in IO; a dispute has the escrow of its reservation.
pub fn token<'a>(
    program: &Pubkey,
    instruction: &str,
    account: impl Fn(&str) -> Option<&'a Pubkey>,
    tokens: &Tokens,
) -> Option<Token> {
    if *program != ::marketplace::ID {
        return None;
    }
    match instruction {
        // The program's own address stands for none.
        "extend" if account("price")? == program => Some(in_usdc()),
        "extend" => Some(in_io()),
        "open_dispute" => tokens.of(account(ESCROW).into_iter()).cloned(),
        _ => None,
    }
}

/// The token account that says the currency of an instruction: its place among the accounts.
pub fn escrow(program: &Pubkey, data: &[u8]) -> Option<usize> {
    if *program != ::marketplace::ID || !data.starts_with(OpenDispute::DISCRIMINATOR) {
        return None;
    }
    let named = idl::decode(program, data).ok()??;
    named.accounts.iter().position(|role| role.name == ESCROW)
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

/// The change after the number of the proposal.
fn words<T: AnchorDeserialize + Words>(mut data: &[u8]) -> Option<String> {
    let (_, change) = <(u32, T)>::deserialize(&mut data).ok()?;
    Some(change.words())
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
            // Of a reservation that was not read.
            (
                "marketplace",
                &none,
                "max_amount",
                json!(1_000_000),
                Some("1,000,000 base units of the reservation's currency"),
            ),
            ("marketplace", &none, "gpus", json!(2), None),
            ("fee_burn", &none, "usdc", json!(1), Some("0.000001 USDC")),
            ("fee_burn", &none, "max_io", json!(1), Some("0.00000001 IO")),
        ] {
            let paid = Paid {
                program,
                arguments,
                token: None,
            };
            let found = paid.amount(name, &value);
            assert_eq!(found.as_deref(), reported, "{program} {name} {value}");
        }
    }

    #[test]
    fn an_extension_is_paid_in_io_where_it_names_a_price_account() {
        let [price, escrow] = [1, 2].map(|byte| Pubkey::new_from_array([byte; 32]));
        let program = ::marketplace::ID;
        let none = Tokens::default();
        for (instruction, named, reported) in [
            ("extend", Some(&price), Some("1 IO")),
            ("extend", Some(&program), Some("100 USDC")),
            ("extend", None, None),
            ("open_dispute", Some(&escrow), None),
        ] {
            let token = token(&program, instruction, |_| named, &none);
            let arguments = json!({});
            let paid = Paid {
                program: "marketplace",
                arguments: &arguments,
                token,
            };
            let unknown = "100,000,000 base units of the reservation's currency";
            let found = paid.amount("max_amount", &json!(100_000_000));
            assert_eq!(found.as_deref(), reported.or(Some(unknown)));
        }
        let elsewhere = token(&price, "extend", |_| Some(&price), &none);
        assert_eq!(elsewhere, None);
    }

    #[test]
    fn a_change_has_its_units() {
        let change_to = ::emissions::state::Change::StakePerUnit(20_000_000_000);
        let data = ::emissions::instruction::ProposeChange {
            number: 7,
            change: change_to,
        }
        .data();
        assert_eq!(
            change(&::emissions::ID, "propose_change", &data).as_deref(),
            Some("stake-per-unit 200 IO")
        );
        assert_eq!(change(&::emissions::ID, "delegate", &data), None);
        assert_eq!(change(&Pubkey::default(), "propose_change", &data), None);
    }
}
