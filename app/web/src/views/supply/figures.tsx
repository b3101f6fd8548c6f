/** The figures of the supply, as a sum. */
import { GENESIS_SUPPLY, type Supply } from 'io-client/supply';
import { SUPPLY_CAP } from 'io-client/math';
import type { Chain } from '../../network/chain';
import { io, share } from '../../format';
import { Figure, Section } from '../../parts/basics';
import { texts, useTexts, type Texts } from '../../texts';

type Lines = Texts['supply']['lines'];
/** The lines that have a name, and not a note. */
type Named = { [Name in keyof Lines]: Name extends `${string}Note` | 'circulatingWithLocked' ? never : Name }[keyof Lines];
/** An amount is undefined where it needs the genesis table, and there is none. */
type Line = { name: Named; note?: string; amount: bigint | undefined; kind?: 'total' | 'part' };

export function Figures({ supply, chain, hasTable }: { supply: Supply; chain: Chain; hasTable: boolean }) {
  const t = useTexts().supply;
  return (
    <>
      <dl class="figures">
        <Figure
          name={t.circulating}
          value={io(supply.circulating, 2)}
          note={
            hasTable
              ? t.ofTotal(share(supply.circulating, supply.total))
              : t.includesLocked
          }
          {...(!hasTable && { tone: 'warn' as const })}
        />
        <Figure
          name={t.total}
          value={io(supply.total, 2)}
          note={t.ofCap(share(supply.total, SUPPLY_CAP), io(SUPPLY_CAP, 0))}
        />
        <Figure name={t.staked} value={io(supply.staked, 2)} note={t.ofTotal(share(supply.staked, supply.total))} />
      </dl>
      <Section title={t.sum.title} note={t.sum.note}>
        <table class="sums">
          <caption class="hidden">{t.sum.title}</caption>
          <thead class="hidden">
            <tr>
              <th scope="col">{t.sum.figure}</th>
              <th scope="col">{t.sum.amount}</th>
            </tr>
          </thead>
          <tbody>
            {linesOf(supply, chain, hasTable).map(({ name, note, amount, kind }) => (
              <tr key={name} class={kind ?? ''}>
                <th scope="row">
                  {t.lines[name]}
                  {note !== undefined && <small class="block">{note}</small>}
                </th>
                <td>{amount === undefined ? t.noTable : io(amount, 8)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
    </>
  );
}

/** What is taken off is negative; a `part` is included in the last line above it that is not a `part`. */
export function linesOf(supply: Supply, { ledger }: Pick<Chain, 'ledger'>, hasTable: boolean): Line[] {
  const { burned } = supply;
  const t = texts().supply.lines;
  const missing = GENESIS_SUPPLY - ledger.launchSupply;
  return [
    { name: 'minted', note: t.mintedNote(io(GENESIS_SUPPLY, 0)), amount: supply.minted },
    { name: 'fees', amount: -burned.fees },
    { name: 'auctions', amount: -burned.auctions },
    { name: 'slashes', amount: -burned.slashes },
    { name: 'holders', ...(missing > 0n && { note: t.holdersNote(io(missing, 8)) }), amount: -burned.holders },
    { name: 'total', note: t.totalNote, amount: supply.total, kind: 'total' },
    { name: 'locked', note: t.lockedNote, amount: hasTable ? -supply.locked : undefined },
    { name: 'rewards', note: t.rewardsNote, amount: -supply.rewards },
    {
      name: 'circulating',
      note: hasTable ? t.circulatingNote : t.circulatingWithLocked,
      amount: supply.circulating,
      kind: 'total',
    },
    { name: 'unclaimed', note: t.unclaimedNote, amount: hasTable ? supply.unclaimed : undefined, kind: 'part' },
    { name: 'staked', note: t.stakedNote, amount: supply.staked, kind: 'part' },
    { name: 'toCome', note: t.toComeNote(io(SUPPLY_CAP, 0)), amount: supply.toCome, kind: 'total' },
  ];
}
