//! Every route answers what the OpenAPI document says.

use serde_json::{json, Value};

use super::{samples, Server};
use crate::api::{answers::Address, document};

/// Routes with the parameters of the samples: at least one for each path of the document.
fn routes() -> Vec<(&'static str, String)> {
    let [supplier, staker, wallet] = [1, 130, 110].map(samples::key);
    vec![
        ("/v1/status", "/v1/status".into()),
        ("/v1/supply", "/v1/supply".into()),
        (
            "/v1/emissions",
            "/v1/emissions?from=497001&until=497003".into(),
        ),
        ("/v1/prices", "/v1/prices?kind=average&limit=1".into()),
        (
            "/v1/proposals",
            "/v1/proposals?program=feeBurn&state=open".into(),
        ),
        (
            "/v1/proposals/{address}",
            format!("/v1/proposals/{}", samples::key(140)),
        ),
        ("/v1/suppliers", "/v1/suppliers".into()),
        ("/v1/suppliers", "/v1/suppliers?limit=1&order=stake".into()),
        (
            "/v1/suppliers/{address}",
            format!("/v1/suppliers/{supplier}"),
        ),
        (
            "/v1/delegations",
            format!("/v1/delegations?staker={staker}&order=stake"),
        ),
        (
            "/v1/delegations/{supplier}/{staker}",
            format!("/v1/delegations/{supplier}/{staker}"),
        ),
        (
            "/v1/slashes",
            format!("/v1/slashes?supplier={supplier}&state=open"),
        ),
        ("/v1/offers", "/v1/offers?order=price&closed=false".into()),
        (
            "/v1/offers/{address}",
            format!("/v1/offers/{}", samples::key(21)),
        ),
        (
            "/v1/reservations",
            format!("/v1/reservations?renter={wallet}"),
        ),
        (
            "/v1/reservations/{address}",
            format!("/v1/reservations/{}", samples::key(31)),
        ),
        (
            "/v1/reservations/{address}",
            format!("/v1/reservations/{}", samples::key(32)),
        ),
        ("/v1/fees", "/v1/fees".into()),
        ("/v1/auctions", "/v1/auctions?limit=2".into()),
        ("/v1/auctions/{number}", "/v1/auctions/3".into()),
        ("/v1/fills", "/v1/fills?auction=1&from=1&until=3".into()),
        (
            "/v1/wallets/{address}/rewards",
            format!("/v1/wallets/{staker}/rewards?from=2026-11-02"),
        ),
        ("/v1/ledger/{kind}", "/v1/ledger/supplier?limit=1".into()),
        (
            "/v1/leaderboards/{board}",
            "/v1/leaderboards/stakers-by-rewards".into(),
        ),
        ("/v1/search/{address}", format!("/v1/search/{wallet}")),
        (
            "/v1/events",
            "/v1/events?program=marketplace&order=oldest".into(),
        ),
        (
            "/v1/transactions/{signature}/events",
            format!("/v1/transactions/{}/events", samples::signature(10)),
        ),
    ]
}

/// Paths whose answers are no JSON; tests of their own look at them.
const OTHERS: [&str; 2] = ["/v1/events/stream", "/v1/wallets/{address}/rewards.csv"];

#[tokio::test]
async fn every_route_answers_what_the_document_says() {
    let server = Server::new(&samples::source()).await;
    let document = server.json("/openapi.json").await;
    let routes = routes();
    for path in document["paths"].as_object().unwrap().keys() {
        let is_tried = routes.iter().any(|(of, _)| of == path);
        assert!(
            is_tried || OTHERS.contains(&path.as_str()),
            "{path} is not tried"
        );
    }
    for (path, route) in routes {
        let reply = server.json(&route).await;
        let is_empty = reply.as_array().or(reply["data"].as_array());
        assert!(is_empty.is_none_or(|it| !it.is_empty()), "{route}: {reply}");
        let answer = &document["paths"][path]["get"]["responses"]["200"];
        let schema = &answer["content"]["application/json"]["schema"];
        conforms(&document, schema, &reply).unwrap_or_else(|why| panic!("{route}: {why}"));
    }
    let reply = server.get("/v1/nothing").await;
    let problem = &document["components"]["schemas"]["Problem"];
    conforms(&document, problem, &reply.json()).unwrap();
}

#[test]
fn the_validator_of_these_tests_refuses_what_differs() {
    let document = serde_json::to_value(document()).unwrap();
    let schema = &document["components"]["schemas"]["RewardDay"];
    let right = json!({ "day": "2026-11-30", "earned": "1", "claimed": "0", "compounded": "7" });
    conforms(&document, schema, &right).unwrap();
    for (field, value) in [
        ("earned", Value::from(1)),
        ("earned", Value::from("01")),
        ("day", Value::Null),
        ("more", Value::from("x")),
    ] {
        let mut wrong = right.clone();
        wrong[field] = value;
        assert!(conforms(&document, schema, &wrong).is_err(), "{wrong}");
    }
    let mut fewer = right.clone();
    fewer.as_object_mut().unwrap().remove("claimed");
    assert!(conforms(&document, schema, &fewer).is_err());
}

/// Whether a value is what a schema says, for the part of JSON Schema that the document uses. Fields that the schema does not
/// have are refused.
fn conforms(document: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let wrong = |why: &str| Err(format!("{value} is not {why}: {schema}"));
    if let Some(reference) = schema["$ref"].as_str() {
        let at = reference.strip_prefix('#').unwrap();
        let schema = document.pointer(at).unwrap_or_else(|| panic!("no {at}"));
        return conforms(document, schema, value);
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return parts
            .iter()
            .try_for_each(|it| conforms(document, it, value));
    }
    if let Some(options) = schema["oneOf"].as_array() {
        let fits = |it: &&Value| conforms(document, it, value).is_ok();
        return match options.iter().filter(fits).count() {
            1 => Ok(()),
            _ => wrong("one of"),
        };
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().map(|it| it.as_str().unwrap()).collect(),
        _ => panic!("no type: {schema}"),
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(it) if it.is_i64() || it.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !kinds.contains(&kind) {
        return wrong("of the type");
    }
    if let Some(names) = schema["enum"].as_array() {
        if !names.contains(value) {
            return wrong("among");
        }
    }
    match value {
        Value::String(text) => match schema["pattern"].as_str() {
            Some(r"^(0|[1-9]\d*)$") => match text.parse::<u64>() {
                Ok(number) if number.to_string() == *text => Ok(()),
                _ => wrong("of the pattern"),
            },
            Some(pattern) if pattern.starts_with("^[1-9A-HJ-NP-Za-km-z]") => {
                let is_address = text.parse::<Address>().is_ok();
                is_address
                    .then_some(())
                    .map_or_else(|| wrong("an address"), Ok)
            }
            Some(other) => panic!("no check of {other}"),
            None => Ok(()),
        },
        Value::Number(number) => match schema["minimum"].as_i64() {
            Some(minimum) if number.as_i64().is_some_and(|it| it < minimum) => wrong("at least"),
            _ => Ok(()),
        },
        Value::Array(items) => {
            let mut items = items.iter();
            items.try_for_each(|it| conforms(document, &schema["items"], it))
        }
        Value::Object(fields) => {
            // An object without properties is any.
            let Some(properties) = schema["properties"].as_object() else {
                return Ok(());
            };
            let required = schema["required"].as_array().into_iter().flatten();
            for name in required.map(|it| it.as_str().unwrap()) {
                if !fields.contains_key(name) {
                    return wrong(&format!("complete without {name}"));
                }
            }
            fields
                .iter()
                .try_for_each(|(name, field)| match properties.get(name) {
                    Some(schema) => conforms(document, schema, field),
                    None => wrong(&format!("without {name}")),
                })
        }
        _ => Ok(()),
    }
}
