/** Values of parameters with their units: `app/client/src/changes.rs`. */

/** As in `programs/common/src/governance/parameter.rs`. */
export type Unit =
  | 'ComputeUnits'
  | 'Io'
  | 'Usdc'
  | 'Price'
  | 'Sol'
  | 'Seconds'
  | 'Hours'
  | 'Days'
  | 'Share'
  | 'Factor'
  | 'Distance';

/** A number of 10^-digits as a decimal, without zeros at its end. */
function decimal(number: bigint, digits: number): string {
  const one = 10n ** BigInt(digits);
  const rest = (number % one).toString().padStart(digits, '0').replace(/0+$/, '');
  return rest === '' ? `${number / one}` : `${number / one}.${rest}`;
}

/** A duration in the largest unit of which it is a multiple. */
function seconds(time: bigint): string {
  for (const [unit, name] of [[86_400n, 'd'], [3_600n, 'h'], [60n, 'min']] as const) {
    if (time > 0n && time % unit === 0n) return `${time / unit} ${name}`;
  }
  return `${time} s`;
}

/** A value in a unit: `200 IO`. */
export function inUnit(unit: Unit, given: bigint | number): string {
  const value = BigInt(given);
  switch (unit) {
    case 'ComputeUnits':
      return `${decimal(value, 4)} units`;
    case 'Io':
      return `${decimal(value, 8)} IO`;
    case 'Usdc':
      return `${decimal(value, 6)} USDC`;
    case 'Price':
      return `${decimal(value, 12)} USD`;
    case 'Sol':
      return `${decimal(value, 9)} SOL`;
    case 'Seconds':
      return seconds(value);
    case 'Hours':
      return `${value} h`;
    case 'Days':
      return `${value} d`;
    case 'Share':
    case 'Factor':
      return `${decimal(value, 2)} %`;
    case 'Distance':
      return `${value} bps`;
  }
}

/** `200 → 150 IO`; the value alone where it stays. */
export function arrow(from: string, to: string): string {
  if (from === to) return to;
  const [before, after] = [from, to].map((it) => /^(.*) (\S+)$/s.exec(it));
  const isSameUnit = before?.[2] !== undefined && before[2] === after?.[2];
  return isSameUnit ? `${before?.[1]} → ${to}` : `${from} → ${to}`;
}
