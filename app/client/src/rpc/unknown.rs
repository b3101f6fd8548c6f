//! Errors of transactions that this client does not know: newer nodes have newer names.

use serde_json::{json, Value};
use solana_transaction_error::TransactionError;
use solana_transaction_status_client_types::UiTransactionError;

/// Stands for one. No node says it of a transaction that it has simulated or executed.
pub(super) const STANDS: TransactionError = TransactionError::SanitizeFailure;
/// Whose answers hold such errors.
const METHODS: [&str; 4] = [
    "getSignatureStatuses",
    "getSignaturesForAddress",
    "getTransaction",
    "simulateTransaction",
];

/// Puts [`STANDS`] in place of each, with the node's word in place of the log, and gives the last word.
pub(super) fn replace(
    method: &str,
    result: &mut Value,
    plain: &dyn Fn(&str) -> String,
) -> Option<String> {
    if !METHODS.contains(&method) {
        return None;
    }
    let mut last = None;
    walk(result, plain, &mut last);
    last
}

fn walk(value: &mut Value, plain: &dyn Fn(&str) -> String, last: &mut Option<String>) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|it| walk(it, plain, last)),
        Value::Object(fields) => {
            for (name, place) in [("err", None), ("status", Some("Err"))] {
                let error = fields.get_mut(name);
                let error = match place {
                    None => error,
                    Some(place) => error.and_then(|it| it.get_mut(place)),
                };
                let Some(error) = error.filter(|it| !is_known(it)) else {
                    continue;
                };
                let word = plain(&error.to_string());
                let reported = format!("the node names an error that is not known here: {word}");
                *error = json!(STANDS);
                for log in ["logs", "logMessages"] {
                    if let Some(log) = fields.get_mut(log) {
                        *log = json!([reported]);
                    }
                }
                *last = Some(reported);
            }
            fields.values_mut().for_each(|it| walk(it, plain, last));
        }
        _ => {}
    }
}

fn is_known(error: &Value) -> bool {
    error.is_null() || serde_json::from_value::<UiTransactionError>(error.clone()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_replaced_and_all_else_stays() {
        let plain = |text: &str| text.to_string();
        for error in [
            json!("NoSuchError"),
            json!({ "NoSuchError": { "account_index": 3 } }),
            json!({ "InstructionError": [0, "NoSuchError"] }),
        ] {
            let mut result = json!({ "value": {
                "err": error, "logs": ["Program log: x"], "innerInstructions": [{ "index": 0 }]
            }});
            let reported = replace("simulateTransaction", &mut result, &plain).unwrap();
            assert!(
                reported.ends_with(&format!("not known here: {error}")),
                "{reported}"
            );
            assert_eq!(result["value"]["err"], json!(STANDS));
            assert_eq!(result["value"]["logs"], json!([reported]));
            let mut result = json!([{ "slot": 3, "err": error, "status": { "Err": error } }, null]);
            assert!(replace("getSignatureStatuses", &mut result, &plain).is_some());
            assert_eq!(result[0]["err"], json!(STANDS));
            assert_eq!(result[0]["status"]["Err"], json!(STANDS));
            assert_eq!((&result[0]["slot"], &result[1]), (&json!(3), &Value::Null));
            // Of an account, it is nobody's error.
            let mut result = json!({ "err": error });
            assert_eq!(replace("getAccountInfo", &mut result, &plain), None);
            assert_eq!(result["err"], error);
        }
        for error in [
            Value::Null,
            json!("BlockhashNotFound"),
            json!({ "InstructionError": [0, { "Custom": 6_000 }] }),
        ] {
            let known = json!({ "value": { "err": error, "logs": ["a"] } });
            let mut result = known.clone();
            assert_eq!(replace("simulateTransaction", &mut result, &plain), None);
            assert_eq!(result, known);
        }
    }
}
