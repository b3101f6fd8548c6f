/** SPL Governance, by which staked IO votes: addresses, accounts, instructions and rules, as `app/client/src/realm` has them. */
export * from './accounts';
export * from './address';
export type { GovernanceConfig, VoteThreshold, VoteTipping } from './config';
export { realmGoverning, SHARED_PROGRAM } from './find';
export * from './instructions';
export * from './vote';
export * from './weight';
export { CHANGE_DELAY, contentsOf, inForceFrom, type Act, type Around, type Contents } from './contents';
export { hexOf, type ActAccount, type ActArgument } from './named';
export { isOvertaken, overtakenBy, type Numbered } from './numbers';
export {
  aroundOf,
  MAX_TRANSACTIONS,
  ownedOf,
  readGoverned,
  readRealmProposals,
  readTransactions,
  readVoterStake,
  readWithRealm,
  realmProposal,
  type Governed,
  type ReadRpc,
} from './read';
export { partsOf, votesOf, type Part, type VoterStake } from './stake';
