//! Faults.

use serde_json::{json, Value};

use super::http;

/// What a node does with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    /// Answers.
    Answer,
    /// Answers as if it had not yet the last so many slots.
    Behind(u64),
    /// Answers as if there were none of the accounts.
    Empty,
    /// Answers with this status, and text that is not JSON. The request goes no further, as with all that follow unless they say
    /// otherwise.
    Status(u16),
    /// Answers that too much was asked, and to ask again after so many seconds.
    RetryAfter(u64),
    /// Answers with an error of JSON-RPC.
    Error(i64),
    /// Answers with HTML.
    Html,
    /// Answers with text that begins like JSON.
    Garbage,
    /// Has no transaction, block or account: the result is null.
    Nothing,
    /// Closes.
    Close,
    /// Answers as it did to the last request of this kind, for this address.
    Again,
    /// Answers with its answer to the request before.
    OutOfOrder,
    /// Carries the request out, and ends in the middle of the answer.
    Half,
    /// Carries the request out, and closes without an answer.
    Lose,
    /// Carries the request out once the client has given up.
    Late,
}

impl Does {
    /// Whether the request is carried out.
    pub(super) fn is_carried_out(&self) -> bool {
        matches!(
            self,
            Self::Answer | Self::Behind(_) | Self::Empty | Self::Half | Self::Lose | Self::Late
        )
    }

    /// The reply to `request` in bytes, where the body of an answer would be `body`, and whether the connection ends with it.
    pub(super) fn reply(&self, request: &Value, body: &str) -> (Vec<u8>, bool) {
        match self {
            Self::Status(status) => (http::reply(*status, "", "too much"), false),
            Self::RetryAfter(seconds) => {
                let after = format!("retry-after: {seconds}\r\n");
                (http::reply(429, &after, "too much"), false)
            }
            Self::Html => (http::reply(200, "", "<html>maintenance</html>"), false),
            Self::Garbage => (
                http::reply(200, "", r#"{"jsonrpc":"2.0","result":{"#),
                false,
            ),
            Self::Error(code) => {
                let error = json!({ "code": code, "message": "no" });
                let body = json!({ "jsonrpc": "2.0", "id": request["id"], "error": error });
                (http::reply(200, "", &body.to_string()), false)
            }
            Self::Half => {
                let mut whole = http::reply(200, "", body);
                let kept = body.len().div_ceil(2);
                whole.truncate(whole.len().saturating_sub(kept));
                (whole, true)
            }
            Self::Close | Self::Lose | Self::Late => (Vec::new(), true),
            Self::Answer
            | Self::Behind(_)
            | Self::Empty
            | Self::Again
            | Self::OutOfOrder
            | Self::Nothing => (http::reply(200, "", body), false),
        }
    }
}
