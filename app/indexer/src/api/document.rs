//! The OpenAPI document, from the routes.

use utoipa::{
    openapi::{
        content::ContentBuilder, schema::ArrayItems, InfoBuilder, LicenseBuilder, OpenApi,
        OpenApiBuilder, Ref, RefOr, ResponseBuilder, Schema,
    },
    PartialSchema, ToSchema,
};
use utoipa_axum::router::OpenApiRouter;

use super::{
    answers::{Address, LedgerKind},
    problem::{Problem, PROBLEM},
    routes, Api,
};

/// The OpenAPI document.
pub fn document() -> OpenApi {
    let license = LicenseBuilder::new()
        .name("Apache-2.0")
        .identifier(Some("Apache-2.0"));
    let info = InfoBuilder::new()
        .title("io-indexer")
        .version(env!("CARGO_PKG_VERSION"))
        .license(Some(license.build()))
        .description(Some(
            "What the three programs of the suite have done, rebuilt from their events. Amounts are strings in base units: 10⁻⁸ IO, \
             10⁻⁶ USDC. Every error is a `Problem`, as `application/problem+json`.",
        ));
    let routes: OpenApiRouter<Api> =
        OpenApiRouter::with_openapi(OpenApiBuilder::new().info(info.build()).build());
    let mut document = routes
        .merge(routes::answers())
        .merge(routes::streams())
        .into_openapi();
    complete(&mut document);
    document
}

/// Adds what the macros cannot express: errors, and required fields.
fn complete(document: &mut OpenApi) {
    let problem = Problem::name().into_owned();
    let refused = ResponseBuilder::new()
        .description("Any error")
        .content(
            PROBLEM,
            ContentBuilder::new()
                .schema(Some(Ref::from_schema_name(&problem)))
                .build(),
        )
        .build();
    let operations = document.paths.paths.values_mut();
    for operation in operations.filter_map(|it| it.get.as_mut()) {
        let responses = &mut operation.responses.responses;
        for answer in responses.values_mut() {
            match answer {
                RefOr::T(answer) if answer.description.is_empty() => {
                    answer.description = "The answer".into();
                }
                _ => {}
            }
        }
        responses.insert("default".into(), RefOr::T(refused.clone()));
    }
    let Some(components) = document.components.as_mut() else {
        return;
    };
    let schemas = &mut components.schemas;
    schemas.insert(problem, Problem::schema());
    // Used by parameters only.
    schemas.insert(Address::name().into_owned(), Address::schema());
    schemas.insert(LedgerKind::name().into_owned(), LedgerKind::schema());
    for (name, schema) in schemas.iter_mut() {
        let RefOr::T(Schema::Object(object)) = schema else {
            continue;
        };
        // Every field is present; a missing value is null.
        object.required = object.properties.keys().cloned().collect();
        if let (Some(row), Some(RefOr::T(Schema::Array(rows)))) = (
            name.strip_prefix("Page_"),
            object.properties.get_mut("data"),
        ) {
            let row = RefOr::Ref(Ref::from_schema_name(row));
            rows.items = ArrayItems::RefOrSchema(Box::new(row));
        }
    }
}
