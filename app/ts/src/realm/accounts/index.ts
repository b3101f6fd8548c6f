/** Accounts of SPL Governance that the clients read. */
export { decode, PARENT_AT, readAs, type Owned, type RealmKind } from './kind';
export {
  GOVERNANCE,
  REALM,
  REALM_CONFIG,
  type Governance,
  type GoverningTokenConfig,
  type RealmAccount,
  type RealmConfig,
} from './realm';
export { DEPOSIT, PROPOSAL_STATES, REALM_PROPOSAL, type Deposit, type ProposalState, type RealmProposal } from './proposal';
export { instructionOf, PROPOSAL_TRANSACTION, type ProposalTransaction, type StoredInstruction } from './transaction';
export {
  OWNER_RECORD,
  OWNER_RECORD_SIZE,
  VOTE_RECORD,
  voteOf,
  voteRecordSize,
  type OwnerRecord,
  type Vote,
  type VoteRecord,
} from './voter';
