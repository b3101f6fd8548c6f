//! The parameters that governance changes, from the tables of the programs.

use io_client::changes::in_unit;
use io_common::{governance::Row, oracle};

/// Those of a program, as rows of a page; of the prices that it reads after its own.
pub fn rows(program: &str) -> Vec<(String, Row)> {
    let own = match program {
        "emissions" => emissions::parameters::rows(),
        "marketplace" => marketplace::parameters::rows(),
        _ => fee_burn::parameters::rows(),
    };
    let prices = match program {
        "emissions" => Vec::new(),
        _ => oracle::parameters::rows(),
    };
    let own = own.into_iter().map(|row| (row.name.into(), row));
    let prices = prices.into_iter().map(|row| {
        let row = match (program, row.name) {
            ("fee-burn", "max_age") => fee_burn::parameters::oracle_max_age(),
            _ => row,
        };
        (format!("oracle.{}", row.name), row)
    });
    own.chain(prices).collect()
}

/// The table.
pub fn table(program: &str) -> String {
    let mut text = String::from(
        "| field of `Config` | default | hard range | reason for the range |\n|---|---:|---|---|\n",
    );
    for (name, row) in rows(program) {
        let of = row.parameter;
        let written = |value| in_unit(of.unit, value).replace('-', "−");
        text.push_str(&format!(
            "| `{name}` | {} | {} to {} | {} |\n",
            written(of.default),
            written(of.least),
            written(of.most),
            row.reason
        ));
    }
    text
}
