/** Finding a realm without any setting: by who governs emissions. */
import type { Address } from '@solana/kit';
import { decode, GOVERNANCE, type Owned } from './accounts';
import { findGovernance, type Realm } from './address';

/**
 * The instance of SPL Governance that many realms share. By an upgrade, its upgrade authority could sign as any governance.
 */
export const SHARED_PROGRAM = 'GovER5Lthms3bLBqWub97yVrMmEogzX7xNjdXpPPCVZw' as Address;

/** The realm that has `authority`, whose `account` was read, as a governance; undefined if that is something else. */
export async function realmGoverning(
  authority: Address,
  account: Owned | undefined,
  mint: Address,
): Promise<Realm | undefined> {
  const governance = account && decode(GOVERNANCE, account.data);
  if (account === undefined || governance === undefined) return undefined;
  const { realm, governedAccount } = governance;
  const derived = await findGovernance(account.owner, realm, governedAccount);
  return derived === authority ? { program: account.owner, realm, governance: authority, mint } : undefined;
}
