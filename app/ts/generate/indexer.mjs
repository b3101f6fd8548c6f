// The types of the indexer's API, from its OpenAPI document.
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const HEADER = `// Written by ./x clients from docs/reference/indexer.openapi.json.
import type { Address } from '@solana/kit';

`;

/** @param {object} document */
export async function indexerOf(document) {
  const nodes = await openapiTS(/** @type {import('openapi-typescript').OpenAPI3} */ (document), {
    emptyObjectsUnknown: true,
    // An address is that of `@solana/kit`.
    transform: (_, { path }) =>
      path === '#/components/schemas/Address' ? ts.factory.createTypeReferenceNode('Address') : undefined,
  });
  return HEADER + astToString(nodes);
}
