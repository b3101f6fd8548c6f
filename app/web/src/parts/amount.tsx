/** A field for an amount of a token. */
import { grouped, point } from '../format';

/** Base units of an amount as the page writes it, such as `1,000.5`, or without groups; undefined if it is none, or has too many decimals. */
export function parseAmount(text: string, decimals: number): bigint | undefined {
  const [written = '', fraction = '', ...rest] = text.trim().split(point());
  const whole = written.replace(/\D/g, '');
  const isWhole = whole !== '' && (written === whole || spaced(written) === spaced(grouped(BigInt(whole))));
  const isFraction = fraction === '' ? !text.includes(point()) : /^\d+$/.test(fraction) && fraction.length <= decimals;
  if (!isWhole || !isFraction || rest.length > 0) return undefined;
  return BigInt(whole + fraction.padEnd(decimals, '0'));
}

/** With ordinary spaces and apostrophes, as people type them. */
const spaced = (text: string): string => text.replace(/\s/g, ' ').replaceAll('’', "'");

/** The amount as the page writes it, without zeros at the end. */
export const typedAmount = (amount: bigint, decimals: number): string => written(amount, decimals, grouped, point());

/** The same as commands take it, in every language. */
export const plainAmount = (amount: bigint, decimals: number): string => written(amount, decimals, String, '.');

function written(amount: bigint, decimals: number, whole: (of: bigint) => string, point: string): string {
  const digits = amount.toString().padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  return whole(BigInt(digits.slice(0, -decimals))) + (fraction === '' ? '' : point + fraction);
}

type Options = { label: string; value: string; wrong?: string | undefined; change(to: string): void };

export const AmountField = ({ label, value, wrong, change }: Options) => (
  <label>
    <span>{label}</span>
    <input
      type="text"
      inputMode="decimal"
      autocomplete="off"
      value={value}
      aria-invalid={wrong !== undefined}
      onInput={(event) => change(event.currentTarget.value)}
    />
    {wrong !== undefined && (
      <small class="wrong" role="alert">
        {wrong}
      </small>
    )}
  </label>
);
