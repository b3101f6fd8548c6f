// The errors that the programs share, which no IDL of a program has.
import { errorNode } from '@codama/nodes';

/** @param {{ errors: { code: number, name: string, msg: string }[] }} shared idls/common.json */
export function errorsOf({ errors }) {
  return errors.map(({ code, name, msg }) =>
    errorNode({ name: `common_${name}`, code, message: msg, docs: [`${name}: ${msg}`] }),
  );
}
