/** Moving stake as it was asked for. It opens the delegation that the stake goes to where there is none. */
import type { Address } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { DAY, min } from '../../math';
import type { Hourly } from '../../rewards';
import { catchUp, conditionsOf, effectOfDelegating, effectOfUnstaking, type Conditions } from '../clock';
import { Refusal, type Prepared } from '../prepared';
import { requested } from './cancelRedelegation';
import { following, opened, requireFollowed, requireMayJoin, requireMayLeave, roomFor, supplierOf, zero } from './present';
import type { Moving } from './read';
import { REDELEGATION_LAPSE, rests } from './requestRedelegation';
import type { StakerRequest } from './withdraw';

/** Seconds for which stake that has moved moves no further. */
const REDELEGATION_REST = 14n * DAY;

/** Amounts are base units. */
export type RedelegateTerms = {
  /** Address of the delegation that it goes to. */
  delegation: Address;
  /** Whether that is opened. */
  opens: boolean;
  /** What moves: what was asked for, or less if less is active. */
  amount: bigint;
  /** From which unix second the stake there can move further. */
  restsUntil: bigint;
  /** What may still be delegated to the supplier there then. */
  room: bigint;
  /** What an hour gives owner and stakers of the supplier that it leaves, before and after. */
  hourlyFrom: [Hourly, Hourly];
  /** The same of the supplier that it goes to. */
  hourlyTo: [Hourly, Hourly];
  /** What the stake is subject to there. */
  conditions: Conditions;
};

/** To move what was asked for. Throws a `Refusal`. */
export async function prepareRedelegate(moving: Moving, { staker }: StakerRequest): Promise<Prepared<RedelegateTerms>> {
  const { from, to, clock } = moving;
  const { delegation: leaves, instructions } = await following(from, staker);
  const [supplier, target] = [supplierOf(from), supplierOf(to)];
  const { readyAt, amount: asked } = await requested(moving);
  if (clock.now < readyAt) {
    const why = `Stake moves a day after it was asked for: from unix second ${readyAt} on.`;
    throw new Refusal('RedelegationNotReady', why, [readyAt]);
  }
  if (clock.now > readyAt + REDELEGATION_LAPSE) {
    throw new Refusal('RequestLapsed', 'The request has lapsed: cancel it and ask again.');
  }
  if (clock.now < leaves.movableAt) throw rests();
  const setup = await catchUp(clock, staker, [
    [from.address, supplier],
    [to.address, target],
  ]);
  setup.instructions.push(...instructions);
  const joins = await opened(to, staker, setup);
  requireFollowed(leaves, supplier);
  requireFollowed(joins, target);
  const amount = min(asked, leaves.active);
  if (amount === 0n) throw zero();
  const room = roomFor(target, amount);
  requireMayLeave(supplier, leaves.active - amount, amount);
  requireMayJoin(target, joins, amount);
  const [delegation] = await emissions.findDelegationPda({ supplier: to.address, staker: staker.address });
  const move = { staker, supplier: from.address, target: to.address, targetDelegation: delegation };
  return {
    terms: {
      delegation,
      opens: joins === undefined,
      amount,
      restsUntil: clock.now + REDELEGATION_REST,
      room: room - amount,
      hourlyFrom: effectOfUnstaking(clock, supplier, { delegated: amount }),
      hourlyTo: effectOfDelegating(clock, target, amount),
      conditions: conditionsOf(clock, target),
    },
    gives: [],
    creates: setup.creates,
    setup: setup.instructions,
    act: [await emissions.getRedelegateInstructionAsync(move)],
  };
}
