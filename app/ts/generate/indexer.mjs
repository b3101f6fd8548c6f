// The types of the indexer's API, from its OpenAPI document.
import ts from 'typescript';

// Its declarations name packages that do not come with it, so that they are left out: a name that is no literal has no types.
const TOOL = 'openapi-typescript';
/** @type {{ default: Function, astToString: Function }} */
const { default: openapiTS, astToString } = await import(`${TOOL}`);

const HEADER = `// Written by ./x clients from docs/reference/indexer.openapi.json.
import type { Address } from '@solana/kit';

`;

/** An address is that of `@solana/kit`. @param {object} _schema @param {{ path?: string }} options */
const transform = (_schema, { path }) =>
  path === '#/components/schemas/Address' ? ts.factory.createTypeReferenceNode('Address') : undefined;

/** @param {object} document @returns {Promise<string>} */
export async function indexerOf(document) {
  return HEADER + astToString(await openapiTS(document, { emptyObjectsUnknown: true, transform }));
}
