//! What a command says as JSON, with amounts in base units alone.

use serde_json::Value;

/// The same with a number in place of every amount.
pub fn plain(value: Value) -> Value {
    match value {
        Value::Array(values) => values.into_iter().map(plain).collect(),
        Value::Object(fields) if fields.contains_key("decimals") => {
            let amount = fields["amount"].as_str().unwrap();
            serde_json::from_str(amount).unwrap()
        }
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| (name, plain(value)));
            Value::Object(fields.collect())
        }
        value => value,
    }
}
