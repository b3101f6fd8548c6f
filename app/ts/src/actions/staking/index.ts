/** What a staker does with its stake. */
export { readMoving, readStaking, type Moving, type MovingOptions, type Stake, type Staking, type StakingOptions } from './read';
export { followed } from './present';
export { prepareDelegate, type DelegateRequest, type DelegateTerms } from './delegate';
export { prepareUnstake, type UnstakeRequest, type UnstakeTerms } from './unstake';
export { prepareCancelUnstake, type CancelUnstakeRequest, type CancelUnstakeTerms } from './cancelUnstake';
export { prepareWithdraw, withdrawable, type StakerRequest, type WithdrawTerms } from './withdraw';
export { prepareClaim, type ClaimTerms } from './claim';
export { prepareCompound, type CompoundTerms } from './compound';
export { prepareCloseDelegation, type CloseDelegationTerms } from './closeDelegation';
export {
  prepareRequestRedelegation,
  type RequestRedelegationRequest,
  type RequestRedelegationTerms,
} from './requestRedelegation';
export { prepareCancelRedelegation, type CancelRedelegationTerms } from './cancelRedelegation';
export { prepareRedelegate, type RedelegateTerms } from './redelegate';
