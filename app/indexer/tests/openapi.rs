//! The OpenAPI document that is committed is that of the routes.

use std::path::Path;

#[test]
fn the_committed_document_is_that_of_the_routes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = path.join("../../docs/reference/indexer.openapi.json");
    let now = serde_json::to_value(io_indexer::api::document()).unwrap();
    let text = format!("{}\n", serde_json::to_string_pretty(&now).unwrap());
    if std::env::var_os("UPDATE_DOCS").is_some_and(|it| it == "1") {
        std::fs::write(&path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "docs/reference/indexer.openapi.json is not that of the routes: UPDATE_DOCS=1 ./x test --workspace --test openapi"
    );
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    let document = serde_json::to_value(io_indexer::api::document()).unwrap();
    let text = document.to_string();
    let references = text.split("\"$ref\":\"#").skip(1);
    let references = references.map(|it| it.split('"').next().unwrap());
    let mut count = 0;
    for reference in references {
        assert!(document.pointer(reference).is_some(), "{reference}");
        count += 1;
    }
    assert!(count > 100, "{count} references");
}
