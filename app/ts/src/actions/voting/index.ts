/** What a voter does with staked IO in a realm, and anyone with a vote that has ended. */
export { readDelegating, readFinalizing, readMatter, readVoting, type Delegating, type Finalizing, type Matter, type VoterRecords, type Voting } from './read';
export { prepareVote, type VoteRequest, type VoteTerms } from './vote';
export { prepareWithdrawVote, type WithdrawVoteRequest, type WithdrawVoteTerms } from './withdrawVote';
export { prepareFinalize, type FinalizeRequest, type FinalizeTerms } from './finalize';
export { prepareExecute, type ExecuteRequest, type ExecuteTerms } from './execute';
export { prepareSetDelegate, type SetDelegateRequest, type SetDelegateTerms } from './setDelegate';
