/** The figures of the supply, as a sum. */
import { GENESIS_SUPPLY, type Supply } from 'io-client/supply';
import { ONE_IO, SUPPLY_CAP } from 'io-client/math';
import type { Chain } from '../../network/chain';
import { decimal, io, percent } from '../../format';
import { Figure, Section } from '../../parts/basics';

type Line = { name: string; note?: string; amount: bigint | 'no table'; kind?: 'total' | 'part' };

const whole = (amount: bigint): string => `${decimal(amount, ONE_IO, 0)}\u00a0IO`;
const NO_TABLE = 'no table' as const;

export function Figures({ supply, chain, hasTable }: { supply: Supply; chain: Chain; hasTable: boolean }) {
  const share = (amount: bigint, of: bigint) =>
    of === 0n ? percent(0) : percent(Number((amount * 1_000_000n) / of) / 100);
  return (
    <>
      <dl class="figures">
        <Figure
          name="Circulating"
          value={io(supply.circulating, 2)}
          note={
            hasTable
              ? `${share(supply.circulating, supply.total)} of the total supply`
              : 'includes locked IO: there is no genesis table'
          }
          {...(!hasTable && { tone: 'warn' as const })}
        />
        <Figure
          name="Total supply"
          value={io(supply.total, 2)}
          note={`${share(supply.total, SUPPLY_CAP)} of the 800,000,000 IO that can ever exist`}
        />
        <Figure
          name="Staked"
          value={io(supply.staked, 2)}
          note={`${share(supply.staked, supply.total)} of the total supply`}
        />
      </dl>
      <Section
        title="From minted to circulating"
        note="From the network’s own counters and its mint, read in one request, to the base unit."
      >
        <table class="sums">
          <caption class="hidden">From minted to circulating</caption>
          <thead class="hidden">
            <tr>
              <th scope="col">Figure</th>
              <th scope="col">Amount</th>
            </tr>
          </thead>
          <tbody>
            {linesOf(supply, chain, hasTable).map(({ name, note, amount, kind }) => (
              <tr key={name} class={kind ?? ''}>
                <th scope="row">
                  {name}
                  {note !== undefined && <small class="block">{note}</small>}
                </th>
                <td>{amount === NO_TABLE ? amount : io(amount, 8)}</td>
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
  const missing = GENESIS_SUPPLY - ledger.launchSupply;
  return [
    {
      name: 'Minted',
      note: `${whole(GENESIS_SUPPLY)} at genesis, and the emission since the launch`,
      amount: supply.minted,
    },
    { name: 'Burned: fees in IO', amount: -burned.fees },
    { name: 'Burned: bought in auctions', amount: -burned.auctions },
    { name: 'Burned: slashed stake', amount: -burned.slashes },
    {
      name: 'Burned: by holders',
      ...(missing > 0n && { note: `with the ${io(missing, 8)} that the mint lacked at the launch` }),
      amount: -burned.holders,
    },
    { name: 'Total supply', note: 'what exists', amount: supply.total, kind: 'total' },
    { name: 'Locked', note: 'by the genesis table, not released yet', amount: hasTable ? -supply.locked : NO_TABLE },
    { name: 'Rewards not claimed', note: 'in the reward vault', amount: -supply.rewards },
    {
      name: 'Circulating',
      note: hasTable
        ? 'total supply, less what is locked and rewards not claimed'
        : 'includes locked IO, which this page does not know',
      amount: supply.circulating,
      kind: 'total',
    },
    {
      name: 'of this, unlocked and not claimed',
      note: 'in the escrows, for their recipients',
      amount: hasTable ? supply.unclaimed : NO_TABLE,
      kind: 'part',
    },
    { name: 'of this, staked', note: 'active and cooling; it can be unstaked', amount: supply.staked, kind: 'part' },
    {
      name: 'To come',
      note: `emission until ${whole(SUPPLY_CAP)} have been minted`,
      amount: supply.toCome,
      kind: 'total',
    },
  ];
}
