/** The amounts of a review: what leaves, what comes, what it costs. */
import type { Address } from '@solana/kit';
import { MOST } from 'io-client/review';
import { decimal, grouped, short, sol } from '../format';
import type { Chain } from '../network/chain';
import type { Texts } from '../texts';
import type { Row } from './act';
import { tokenOf } from './context';
import type { Review } from './look';

/** To the base unit: nothing of what leaves is rounded away. */
function amountOf(chain: Chain | undefined, mint: Address, amount: bigint, { act }: Texts): string {
  const token = tokenOf(chain, mint);
  if (token === undefined) return act.baseUnits(grouped(amount), short(mint));
  return `${decimal(amount, 10n ** BigInt(token.decimals), token.decimals)}\u00a0${token.name}`;
}

const nameOf = (chain: Chain | undefined, mint: Address): string => tokenOf(chain, mint)?.name ?? short(mint);

export type Amounts = { leaves: Row[]; comes: Row[]; costs: Row[] };

export function amountsOf({ wallet, prepared, effects }: Review, chain: Chain | undefined, all: Texts): Amounts {
  const { act: texts } = all;
  const gives = prepared.gives.filter(({ owner }) => owner === wallet);
  const limitOf = (mint: Address) => gives.filter((it) => it.mint === mint).reduce((sum, { limit }) => sum + limit, 0n);
  const fee: Row = { name: texts.fee, value: sol(effects.fee), note: texts.feeNote(sol(MOST.lamports)) };
  if (effects.state === 'silent') {
    const leaves = gives.map(({ mint, limit }) => {
      const most = amountOf(chain, mint, limit, all);
      return { name: nameOf(chain, mint), value: most, note: texts.atMost(most) };
    });
    return { leaves, comes: [], costs: [fee] };
  }
  const [leaves, comes]: [Row[], Row[]] = [[], []];
  for (const [mint, { before, after }] of effects.tokens) {
    const note = texts.change(amountOf(chain, mint, before, all), amountOf(chain, mint, after, all));
    const name = nameOf(chain, mint);
    if (after > before) comes.push({ name, value: amountOf(chain, mint, after - before, all), note });
    else {
      const limit = limitOf(mint);
      const most = limit > before - after ? `${texts.atMost(amountOf(chain, mint, limit, all))}; ` : '';
      leaves.push({ name, value: amountOf(chain, mint, before - after, all), note: `${most}${note}` });
    }
  }
  const costs: Row[] = [fee];
  for (const { address, kind, lamports, deposit, returnsTo } of effects.created) {
    const what = kind === undefined ? texts.account(short(address)) : (texts.kinds[kind] ?? kind);
    const note =
      kind === undefined
        ? texts.unknownRent
        : returnsTo === undefined
          ? texts.staysRent
          : returnsTo === wallet
            ? texts.returnsToYou
            : texts.returns(short(returnsTo));
    costs.push({ name: texts.rent(what), value: sol(lamports - deposit), note });
    if (deposit > 0n) costs.push({ name: texts.deposit(what), value: sol(deposit), note: texts.depositNote });
  }
  for (const { lamports } of effects.closed) costs.push({ name: texts.closed, value: `+${sol(lamports)}` });
  const { before, after } = effects.sol;
  costs.push({ name: texts.solAfter, value: sol(after), note: texts.change(sol(before), sol(after)) });
  return { leaves, comes, costs };
}
