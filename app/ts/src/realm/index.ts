/** SPL Governance, by which staked IO votes: addresses, accounts, instructions and rules, as `app/client/src/realm` has them. */
export * from './accounts';
export * from './address';
export type { GovernanceConfig, VoteThreshold, VoteTipping } from './config';
export { realmGoverning, SHARED_PROGRAM } from './find';
export * from './instructions';
export * from './vote';
export * from './weight';
export { CHANGE_DELAY, contentsOf, type Act, type Around, type Contents } from './contents';
export { MAX_TRANSACTIONS, readGoverned, readRealmProposals, readTransactions, readVoterStake, realmProposal, type Governed } from './read';
export { partsOf, votesOf, type Part, type VoterStake } from './stake';
