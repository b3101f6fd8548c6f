// The errors that the programs share, which no IDL has: from the source of their crate.
import { errorNode } from '@codama/nodes';

/** @param {string} source programs/common/src/error.rs */
export function errorsOf(source) {
  const first = /#\[error_code\(offset = (\d+)\)\]/.exec(source)?.[1];
  const variants = [...source.matchAll(/#\[msg\("(.*)"\)\]\s+(\w+),/g)];
  if (first === undefined || variants.length === 0) throw new Error('programs/common/src/error.rs has no errors');
  return variants.map(([, message = '', name = ''], index) =>
    errorNode({ name: `common_${name}`, code: Number(first) + index, message, docs: [`${name}: ${message}`] }),
  );
}
