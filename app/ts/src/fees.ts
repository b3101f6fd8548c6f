/** Fees of a vault, divided between the burn and the council: `programs/fee-burn/src/state/fees.rs`. */
import { address } from '@solana/kit';
import type * as feeBurn from './generated/feeBurn';
import { bpsOf } from './math';

/** The treasury of a configuration that names none. */
const NONE = address('11111111111111111111111111111111');

export const hasTreasury = ({ treasury }: Pick<feeBurn.Config, 'treasury'>): boolean => treasury !== NONE;

/** The council's share of the fees, in bps: none until its treasury is named. */
export const councilShare = (config: Pick<feeBurn.Config, 'treasury' | 'councilBps'>): number =>
  hasTreasury(config) ? config.councilBps : 0;

/** Fees as a count now would divide them, with `vault` base units in the vault. */
export function counted(fees: feeBurn.Engine['io'], config: feeBurn.Config, vault: bigint): feeBurn.Engine['io'] {
  const came = vault - fees.burn - fees.council;
  const council = bpsOf(came, councilShare(config), 'down');
  return { ...fees, burn: fees.burn + came - council, council: fees.council + council };
}
