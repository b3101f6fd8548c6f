/** JSON that is read strictly: one version, no unknown or repeated field, no `null`, no number but a natural one. */
import { AccessError, invalid } from './error';
import { VERSION } from './limits';
import { checkSize } from './sealed';

type Kinds = { text: string; number: number; texts: string[] };
/** The fields that there may be, and what they are. */
type Shape = Readonly<Record<string, keyof Kinds>>;
export type Fields<S extends Shape> = { [Name in keyof S]?: Kinds[S[Name]] };

/** Texts, numbers and punctuation. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[-+.\w]+|[{}[\]:,]/g;
const TOO_HIGH = 1n << 64n;

/** The fields of this version. */
export function readFields<const S extends Shape>(json: Uint8Array, most: number, shape: S): Fields<S> {
  checkSize(json.length, most);
  const [text, value] = parse(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed();
  const entries = Object.entries(value as Record<string, unknown>);
  const version = new Map(entries).get('version');
  if (version === undefined) throw invalid('version', 'is missing');
  if (!Number.isInteger(version)) throw malformed();
  if (version !== VERSION) {
    throw new AccessError(
      'UnsupportedVersion',
      `version ${String(version)} of the access format is not supported; update this program`,
    );
  }
  checkTokens(text, entries.length);
  const kinds = new Map<string, keyof Kinds>([...Object.entries(shape), ['version', 'number']]);
  for (const [name, it] of entries) if (!isOf(kinds.get(name), it)) throw malformed();
  return Object.fromEntries(entries) as Fields<S>;
}

const malformed = () => new AccessError('Malformed');

function parse(json: Uint8Array): [string, unknown] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json);
    return [text, JSON.parse(text)];
  } catch {
    throw malformed();
  }
}

/** What the parser overlooks: it takes the last of repeated names, any number, and halves of characters. */
function checkTokens(text: string, names: number) {
  const tokens = text.match(TOKENS) ?? [];
  const numbers = tokens.filter((it) => /^[-\d]/.test(it));
  const areNatural = numbers.every((it) => /^\d+$/.test(it) && BigInt(it) < TOO_HIGH);
  if (!areNatural || tokens.filter((it) => it === ':').length !== names) throw malformed();
}

function isOf(kind: keyof Kinds | undefined, value: unknown): boolean {
  if (kind === 'texts') return Array.isArray(value) && value.every((it) => isOf('text', it));
  if (kind === 'text') return typeof value === 'string' && !/\p{Surrogate}/u.test(value);
  return kind === 'number' && typeof value === 'number';
}

/** A field that must be there. */
export function needed<T>(field: string, value: T | undefined): T {
  if (value === undefined) throw invalid(field, 'is missing');
  return value;
}
