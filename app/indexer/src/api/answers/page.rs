//! A page of a list.

use serde::Serialize;
use utoipa::ToSchema;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// Its rows.
    pub data: Vec<T>,
    /// Cursor of the next page; null on the last.
    pub next: Option<String>,
}
