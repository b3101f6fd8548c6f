//! The OpenAPI document, from the routes.

use utoipa::{
    openapi::{
        content::ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr,
        ResponseBuilder,
    },
    PartialSchema, ToSchema,
};
use utoipa_axum::router::OpenApiRouter;

use super::{
    problem::{Problem, PROBLEM},
    routes, Api,
};

/// What the API answers, as OpenAPI describes it.
pub fn document() -> OpenApi {
    let license = LicenseBuilder::new()
        .name("Apache-2.0")
        .identifier(Some("Apache-2.0"));
    let info = InfoBuilder::new()
        .title("io-indexer")
        .version(env!("CARGO_PKG_VERSION"))
        .license(Some(license.build()))
        .description(Some(
            "What the three programs of the suite have done, from their events. Amounts are base units as text: IO of 10⁻⁸, USDC \
             of 10⁻⁶. Every error is a `Problem`, as `application/problem+json`.",
        ));
    let routes: OpenApiRouter<Api> =
        OpenApiRouter::with_openapi(OpenApiBuilder::new().info(info.build()).build());
    let mut document = routes
        .merge(routes::answers())
        .merge(routes::streams())
        .into_openapi();
    let name = Problem::name().into_owned();
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(&name)))
        .build();
    let refused = ResponseBuilder::new()
        .description("Any error")
        .content(PROBLEM, content)
        .build();
    let operations = document.paths.paths.values_mut();
    for operation in operations.filter_map(|it| it.get.as_mut()) {
        let responses = &mut operation.responses.responses;
        responses.insert("default".into(), RefOr::T(refused.clone()));
    }
    if let Some(components) = document.components.as_mut() {
        components.schemas.insert(name, Problem::schema());
    }
    document
}
