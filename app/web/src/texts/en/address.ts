/** What an address rents, has staked, and supplies. */
import type { ComponentChildren } from 'preact';
import { parts } from '../parts';

export const address = {
  nothingNamed:
    'Enter an address: the page shows what it rents or pays for, what it has staked, and what it supplies.',
  nothingNamedWithWallet:
    'Enter an address, or use that of a wallet: the page shows what it rents or pays for, what it has staked, and what it supplies.',
  ask: 'Address of a renter, payer, staker, supplier or its operator',
  from: (wallet: string) => `From ${wallet}`,
  noAddress: (wallet: string) => `${wallet} gave no address.`,
  notConnected: (wallet: string) => `${wallet} did not connect: allow it there, or type the address.`,
  nothing: (link: ComponentChildren) =>
    parts`This address rents nothing here, has staked nothing and supplies nothing. Check that it is of this network, or ${link}.`,
  seeMarket: 'see the market',
  reservations: 'Reservations',
  stake: 'Stake',
  supplies: 'Supplies',
  solNote: 'pays for transactions',
  ioNote: 'in the wallet, not staked',
  usdcNote: 'in the wallet, not in an escrow',
  roles: { supplier: 'supplier', owner: 'owner', operator: 'operator', payout: 'payout wallet' },
  settleFirst: 'settle first',
  toClaim: 'to claim',
  facts: {
    supplier: 'Supplier',
    payout: 'Pays out to',
    claimed: 'Claimed so far',
    attestation: 'Attestation',
    units: 'Units that earn',
    own: 'Own stake',
    delegated: 'Delegated',
    required: 'Stake required',
    commission: 'Commission',
    reserved: 'GPUs reserved',
    open: 'Reservations not fully paid',
    unstaked: 'Own stake, unstaked',
    held: 'Held by open slashes',
    slashed: 'Slashed so far',
    endpoint: 'Endpoint',
  },
  none: 'none',
  ends: (when: ComponentChildren) => parts`ends ${when}`,
  heldPart: (amount: string) => `${amount} of it held by slashes`,
};
