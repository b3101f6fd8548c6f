/** Supply of IO, this hour's reward, and the price of IO. */
import type { ComponentChildren } from 'preact';
import { parts } from '../parts';

export const overview = {
  total: 'Total supply of IO',
  ofCap: (cap: string, link: ComponentChildren) => parts`of the ${cap} that can ever exist, including burned IO · ${link}`,
  seeSupply: 'see what circulates',
  contradict: (why: ComponentChildren) => parts`The figures of the supply contradict each other: ${why}.`,
  tones: {
    launch: 'Genesis supply, not burned',
    minted: 'Minted by the schedule',
    burned: 'Burned',
    left: 'Still to be minted',
  },
  bar: 'Parts of the cap, listed below',
  under: (percent: string) => `under ${percent}`,
  burned: (fees: string, auctions: string, slashes: string) =>
    `Burned: ${fees} of fees, ${auctions} bought with fees, ${slashes} of slashed stake.`,
  burnedWithHolders: (fees: string, auctions: string, slashes: string, holders: string) =>
    `Burned: ${fees} of fees, ${auctions} bought with fees, ${slashes} of slashed stake and ${holders} by its holders.`,
  hour: 'This hour’s reward',
  none: 'none',
  notStarted: 'The emission has not started.',
  behind: (duration: string) => `The ledger is ${duration} behind: send io emissions advance.`,
  sharedBy: (units: string, duration: string) => `shared by ${units} compute units in ${duration}`,
  waits: 'The Enterprise pool has no units yet: the schedule waits.',
  price: 'Price of IO',
  justNow: 'just now',
  old: (duration: string) => `${duration} old`,
  average: (age: string, average: string, confidence: string) => `${age} · average ${average} · ± ${confidence}`,
  refused: (why: ComponentChildren) => parts`${why} Reservations in IO wait for a better one.`,
  free: 'GPUs free now',
  attested: (gpus: string, models: number, link: ComponentChildren) =>
    parts`of ${gpus} attested, ${models} ${models === 1 ? 'model' : 'models'} · ${link}`,
  seeOffers: 'see offers',
  stake: 'Active stake',
  delegated: (amount: string, link: ComponentChildren) => parts`${amount} of it delegated · ${link}`,
  seeSuppliers: 'see suppliers',
  schedule: 'Twenty years of emission',
  progress: (hour: string, hours: string, percent: string, all: string) =>
    `Hour ${hour} of ${hours}: ${percent} of ${all} are minted. Each month mints 1.1 % less than the one before; hours without suppliers are emitted later.`,
  curve: 'Minted IO over 20 years of the schedule',
  launch: 'launch',
  year: (year: number) => `year ${year}`,
};
