//! `io gov parameters`.

use io_common::constants::DAY;
use serde_json::{json, Value};

use super::{tables_fit, Governed};
use crate::{output::OutputFormat, tests::Suite};

fn row<'a>(rows: &'a Value, parameter: &str) -> &'a Value {
    let mut rows = rows.as_array().unwrap().iter();
    let found = rows.find(|row| row["parameter"] == parameter);
    found.unwrap_or_else(|| panic!("{parameter}"))
}

#[test]
fn parameters_have_their_range_their_default_and_what_is_proposed() {
    let mut suite = Suite::new();
    let (authority, keeper) = (
        suite.economy.authority.clone(),
        suite.economy.keeper.clone(),
    );
    for change in [
        "emissions stake-per-unit 150",
        "marketplace fees 0.3% 2%",
        "fee-burn bid -200 200",
    ] {
        suite.json(&authority, &format!("gov propose {change}"));
    }
    let report = suite.run(&keeper, "gov parameters").unwrap();
    tables_fit(&report, 1);
    let (rows, from) = (report.json(), suite.now() + 2 * DAY);
    let stake = row(&rows, "stake-per-unit");
    let io = |amount: &str, display: &str| json!({ "amount": amount, "currency": "IO", "decimals": 8, "display": display });
    assert_eq!(stake["program"], "emissions");
    assert_eq!(stake["now"], io("20000000000", "200"));
    assert_eq!(stake["default"], stake["now"]);
    assert_eq!(stake["range"]["least"], io("100000000", "1"));
    assert_eq!(stake["range"]["most"], io("1000000000000", "10000"));
    let proposed = &stake["proposed"][0];
    assert_eq!(proposed["value"], io("15000000000", "150"));
    assert_eq!(
        (&proposed["number"], &proposed["inForceFrom"]),
        (&json!(0), &json!(from))
    );
    // A change of several values shows those that differ.
    let fee = &row(&rows, "fees base-fee")["proposed"][0];
    assert_eq!(fee["value"]["display"], "0.3");
    assert_eq!(row(&rows, "fees usdc-extra-fee")["proposed"], json!([]));
    let bid = row(&rows, "bid bid-from");
    assert_eq!(
        bid["now"],
        json!({ "amount": "-300", "decimals": 0, "display": "-300", "unit": "bps" })
    );
    assert_eq!(bid["proposed"][0]["value"]["amount"], "-200");
    assert_eq!(row(&rows, "council-treasury")["now"], "none");
    assert_eq!(
        report.notes[0],
        "emissions, proposal 0: stake-per-unit 200 → 150 IO, in force from 2027-01-03 00:00:00 UTC at the earliest"
    );
    let csv = suite.run(&keeper, "gov parameters emissions").unwrap();
    let csv = csv.to_text(OutputFormat::Csv);
    assert!(
        csv.starts_with("program,parameter,now,nowUnit,default,defaultUnit,range,proposed\n")
            && csv.contains("\nemissions,stake-per-unit,200.00000000,IO,200.00000000,IO,")
            && !csv.contains("marketplace"),
        "{csv}"
    );
    let stake = csv.lines().find(|line| line.contains("stake-per-unit"));
    assert!(
        stake
            .unwrap()
            .ends_with(",1 to 10000 IO,\"150 IO, proposal 0\""),
        "{csv}"
    );
    assert!(!csv.contains(['{', '[']), "{csv}");
}

#[test]
fn a_model_is_among_the_parameters_where_a_change_is_proposed() {
    let mut suite = Suite::new();
    let (authority, keeper) = (
        suite.economy.authority.clone(),
        suite.economy.keeper.clone(),
    );
    let count = |rows: &Value| rows.as_array().unwrap().len();
    let before = count(&suite.json(&keeper, "gov parameters emissions"));
    suite.json(&authority, "gov propose emissions multiplier h100-sxm 12");
    let report = suite.run(&keeper, "gov parameters emissions").unwrap();
    let rows = report.json();
    assert_eq!(count(&rows), before + 1);
    let last = &rows[before];
    let name = last["parameter"].as_str().unwrap();
    assert!(name.starts_with("multiplier H100"), "{name}");
    assert_eq!(last["proposed"][0]["value"]["display"], "12");
    assert_eq!(last["range"]["most"]["display"], "1000");
}

#[test]
fn what_can_no_longer_be_applied_is_not_proposed() {
    let mut suite = Suite::new();
    let (authority, keeper) = (
        suite.economy.authority.clone(),
        suite.economy.keeper.clone(),
    );
    for stake in [150, 160] {
        let line = format!("gov propose emissions stake-per-unit {stake}");
        suite.json(&authority, &line);
    }
    suite.wait(2 * DAY);
    suite.json(&keeper, "gov apply emissions 1");
    let waiting = suite.json(&keeper, "gov proposals");
    assert_eq!(waiting["proposals"][0]["state"], "overtaken");
    suite.json(&authority, "gov propose marketplace hours 5d");
    suite.wait(9 * DAY + 1);
    let rows = suite.json(&keeper, "gov parameters");
    assert_eq!(row(&rows, "stake-per-unit")["proposed"], json!([]));
    assert_eq!(row(&rows, "hours")["proposed"], json!([]));
    let shown = suite.json(&keeper, "gov proposals");
    for place in [0, 1] {
        assert_eq!(shown["proposals"][place]["state"], "lapsed");
    }
}

#[test]
fn a_vote_is_among_what_is_proposed_for_a_parameter() {
    let mut it = Governed::new();
    let began = it.suite.now();
    let (address, _) = it.stake_per_unit();
    let report = it.report("gov parameters");
    tables_fit(&report, 1);
    let rows = report.json();
    let proposed = &row(&rows, "stake-per-unit")["proposed"][0];
    assert_eq!(proposed["realmProposal"], address.to_string());
    assert_eq!(proposed["value"]["display"], "150");
    // After vote, cool-off, hold-up and the 48 hours.
    assert_eq!(proposed["inForceFrom"], began + 10 * DAY + 1);
    let note = &report.notes[0];
    assert!(
        note.starts_with(&format!("emissions, realm proposal {address}: "))
            && note
                .ends_with("200 → 150 IO, in force from 2027-01-11 00:00:01 UTC at the earliest"),
        "{note}"
    );
}
