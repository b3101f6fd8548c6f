/** A field for an amount of a token. */
import { grouped } from '../format';

/** Base units of an amount such as `1,000.5`; undefined if it is none, or has too many decimals. */
export function parseAmount(text: string, decimals: number): bigint | undefined {
  const [, whole, fraction = ''] = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || fraction.length > decimals) return undefined;
  return BigInt(whole.replaceAll(',', '') + fraction.padEnd(decimals, '0'));
}

/** The amount as it is typed, without zeros at the end. */
export function typedAmount(amount: bigint, decimals: number): string {
  const digits = amount.toString().padStart(decimals + 1, '0');
  const [whole, fraction] = [digits.slice(0, -decimals), digits.slice(-decimals).replace(/0+$/, '')];
  return fraction === '' ? grouped(BigInt(whole)) : `${grouped(BigInt(whole))}.${fraction}`;
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
