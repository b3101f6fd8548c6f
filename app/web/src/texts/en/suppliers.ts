/** Suppliers, the stake behind them, and past yields. */
import type { ComponentChildren } from 'preact';
import { parts, type Hide } from '../parts';

export const suppliers = {
  lead: 'Stake with a supplier earns a share of its hourly rewards. A yield is what its active stake would earn in a year like its past day or week, less the commission; it falls as others join. On a younger network it covers the hours so far.',
  nothing: (command: ComponentChildren) =>
    parts`No one supplies on this network yet. To supply GPUs, register with ${command}.`,
  caption: 'Suppliers',
  columns: {
    supplier: 'Supplier',
    day: 'APR, day',
    week: 'APR, week',
    commission: 'Commission',
    stake: 'Stake',
    gpus: 'GPUs',
    attested: 'Attested',
    service: 'Service',
    earn: 'Earn',
  },
  unknownPool: (number: number) => `unknown pool (${number})`,
  slashes: (count: number) => (count === 1 ? '1 slash open' : `${count} slashes open`),
  delegated: (amount: string) => `${amount} delegated`,
  room: (amount: string) => `room for ${amount}`,
  needs: (amount: string) => `needs ${amount}`,
  reserved: (gpus: string) => `${gpus} reserved`,
  units: (units: string) => `${units} units`,
  ends: (when: ComponentChildren) => parts`ends ${when}`,
  notAttested: 'not attested',
  stakeButton: (model: string, hide: Hide) => parts`Stake${hide(` with ${model}`)}`,
  panel: 'Stake',
  stakeWith: (model: string) => `Stake with ${model}`,
  cooldown: (duration: string) =>
    `Stake can be withdrawn ${duration} after you unstake it, and earns nothing meanwhile.`,
  rise: (duration: string, commission: string) => ` From ${duration} on, the commission is ${commission}.`,
  paused: 'The emissions program is paused: no one can stake until the pause ends.',
  full: 'The owner’s limit allows no further delegation.',
  effect: (it: { room: string; amount: string; owner: string; ownerBefore: string; stakers: string; stakersBefore: string }) =>
    `The owner’s limit allows ${it.room} more. With ${it.amount} more, an hour brings the owner ${it.owner} instead of ${it.ownerBefore}, and all stakers together ${it.stakers} instead of ${it.stakersBefore}.`,
};
