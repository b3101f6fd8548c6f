/** What the owner of a supplier does. */
export { readSupplying, type OwnStake, type Supplying, type SupplyingOptions } from './read';
export {
  prepareRegister,
  readRegistering,
  type Registering,
  type RegisteringOptions,
  type RegisterRequest,
  type RegisterTerms,
} from './register';
export { prepareStakeOwn, type StakeOwnRequest, type StakeOwnTerms } from './stakeOwn';
export { prepareUnstakeOwn, type UnstakeOwnRequest, type UnstakeOwnTerms } from './unstakeOwn';
export { prepareCancelOwnUnstake, type CancelOwnUnstakeRequest, type CancelOwnUnstakeTerms } from './cancelOwnUnstake';
export { prepareWithdrawOwn, type WithdrawOwnRequest, type WithdrawOwnTerms } from './withdrawOwn';
export { prepareSetCommission, type SetCommissionRequest, type SetCommissionTerms } from './setCommission';
export { prepareUpdate, type UpdateRequest, type UpdateTerms } from './update';
export {
  prepareAcceptOwner,
  prepareProposeOwner,
  type AcceptOwnerRequest,
  type AcceptOwnerTerms,
  type ProposeOwnerRequest,
} from './owner';
export { prepareClaimSupplier, type ClaimSupplierRequest, type ClaimSupplierTerms } from './claim';
export { prepareSettle, type SettleTerms } from './settle';
export {
  fetchOffersOf,
  leftOf,
  prepareCloseSupplier,
  type CloseSupplierRequest,
  type CloseSupplierTerms,
} from './close';
