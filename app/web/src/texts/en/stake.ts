/** A staker's stake with a supplier, and slashes of it. */
import type { ComponentChildren } from 'preact';
import { parts } from '../parts';

export const stake = {
  slashOpen: 'slash open',
  earning: 'earning',
  supplier: 'Supplier',
  rewards: 'Rewards to claim',
  settleFirst: 'settle the supplier first',
  claimed: 'Claimed so far',
  movable: 'May move to another supplier',
  unstaked: (number: number) => `Unstaked, request ${number}`,
  unlocks: (when: ComponentChildren) => parts`unlocks ${when}`,
  unlocked: 'can be withdrawn',
  following: 'Slashes still to follow',
  followingNote: 'counted here; your next io stake command follows them',
  slash: (number: number) => `Slash ${number}`,
  breach: (number: number) => `Slash ${number}, breach`,
  held: 'Held by a slash',
  heldBySlash: (number: number) => `Held by slash ${number}`,
  heldByBreach: (number: number) => `Held by slash ${number}, breach`,
  heldEarns: (amount: string) => `${amount} earns until it is executed`,
  heldUnstaked: (amount: string) => `${amount} is unstaked`,
  executed: 'executed',
  dropped: 'dropped',
  lapsed: 'open, but lapsed: anyone can drop it',
  due: (when: ComponentChildren) => parts`open, due ${when}`,
  lapses: (when: ComponentChildren) => parts`open, due, lapses ${when}`,
};
