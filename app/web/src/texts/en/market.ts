/** Offers of GPUs, their cost, and the service of their suppliers. */
import type { ComponentChildren } from 'preact';
import { parts, type Hide } from '../parts';

export const market = {
  notNamed: 'not named',
  count: (shown: number, all: number) => `${shown} of ${all} offers`,
  nothing: (command: ComponentChildren) =>
    parts`No one offers GPUs on this network yet. A supplier with attested GPUs does so with ${command}.`,
  noMatch: 'No offer matches: ask for fewer free GPUs, or allow a higher price.',
  caption: 'Offers',
  filter: {
    name: 'Filter the offers',
    any: 'any',
    model: 'Model',
    maxPrice: 'Up to, $ a GPU-hour',
    free: 'GPUs free',
    region: 'Region',
    interconnect: 'Interconnect',
    currency: 'Paid in',
    reset: 'Reset',
  },
  columns: {
    model: 'Model',
    price: 'GPU-hour',
    free: 'Free',
    region: 'Region',
    interconnect: 'Interconnect',
    currency: 'Paid in',
    time: 'Time',
    notice: 'Notice',
    service: 'Service',
    supplier: 'Supplier',
    cost: 'Cost',
    compared: 'Against list price',
  },
  compared: {
    below: (percent: string, provider: string) => `${percent} below ${provider}`,
    above: (percent: string, provider: string) => `${percent} above ${provider}`,
    note: 'Against list price: the price and your fee, in the currency with the higher fee, against the cheapest on-demand price of AWS, Azure and Google Cloud that was found. An offer may differ from an instance in CPU, memory, disks and network.',
    price: (it: { model: string; price: string; provider: string; instance: string; region: string }) =>
      `${it.model}: ${it.price} for a GPU-hour of ${it.provider} ${it.instance} in ${it.region}`,
    asOf: (day: string) => `, price of ${day}`,
    source: (model: string, provider: string, hide: Hide) => parts`source${hide(` of ${model} at ${provider}`)}`,
    read: (day: string) => `read ${day}`,
  },
  freeOf: (gpus: number) => `of ${gpus}`,
  quoteButton: (model: string, hide: Hide) => parts`Quote${hide(` ${model}`)}`,
  service: {
    none: 'no record yet',
    kept: (percent: string) => `${percent} kept`,
    served: (hours: string) => `${hours} GPU-h served`,
    terminated: (count: number) => `${count} terminated`,
    notStarted: (count: number) => `${count} × not started in time`,
    breaches: (count: number) => `${count} down for too long`,
    declined: (count: number) => `${count} declined`,
    declinedNote: 'The renter got everything back at once, so this does not count as a failure.',
    early: (count: number) => `${count} terminated by renters within the grace period`,
    outage: (duration: string) => `${duration} of outage`,
  },
  quote: {
    name: (model: string) => `What ${model} costs`,
    offer: (region: ComponentChildren, interconnect: string, address: ComponentChildren) =>
      parts`${region} · ${interconnect} · offer ${address}`,
    gpus: (free: number) => `GPUs, of ${free} free`,
    hours: (least: number, most: number) => `Hours, ${least} to ${most}`,
    payIn: 'Pay in',
    terms: (it: { least: string; grace: string; notice: string; holdBack: string; attested: string }, isPaused: boolean) =>
      `Unused time is refunded by the second. At least ${it.least} are due, unless you end it within ${it.grace}. If the supplier ends it, you get back the price of what is missing of its notice of ${it.notice}, at most of the last ${it.holdBack}. The GPUs are attested until ${it.attested} from now, and ${isPaused ? 'no attestation is renewed while the emissions program is paused.' : 'the council renews attestations.'}`,
    caption: 'Cost in both currencies',
    in: (currency: string) => `in ${currency}`,
    lines: {
      hour: 'An hour',
      whole: 'The whole time',
      fee: 'Your fee',
      locked: 'You lock',
      supplier: 'The supplier gets',
    },
    paused: 'The marketplace is paused: nothing can be reserved until the pause ends.',
    whole: 'GPUs and hours must be whole numbers of at least 1.',
    noPrice: (why: ComponentChildren) => parts`There is no price to convert IO at. ${why}`,
    key: (workload: ComponentChildren, connect: ComponentChildren) =>
      parts`It makes the key that opens the connection details, and keeps it on your machine. Then ${workload} sends the supplier your SSH key, and ${connect} opens a shell.`,
    converted: 'converted at the lower of price and average, less its confidence interval. The command accepts up to 1 % more.',
  },
};
