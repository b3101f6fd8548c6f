/** Actions before they are signed: read, then prepare. */
export * from './pricing';
export { mintOf, quote, readMarket, type Market, type MarketOptions } from './market';
export { instructionsOf, Refusal, signersOf, type Creation, type Payment, type Prepared } from './prepared';
export { prepareReserve, type ReserveTerms, type ReserveRequest } from './reserve';
export { prepareExtend, quoteExtension, readRunning, type ExtendTerms, type ExtendRequest, type Running } from './extend';
export {
  AUTOPAY_BOUNTY,
  autopayLead,
  autopayObstacle,
  autopayOf,
  autopayState,
  fundsOf,
  prepareExtendByAutopay,
  prepareSetAutopay,
  readOtherAutopays,
  readStanding,
  type AutopayExtension,
  type AutopayRequest,
  type AutopayState,
  type AutopayTerms,
  type Funds,
  type Settable,
  type Standing,
} from './autopay';
export { prepareStopAutopay, readStoppable, type AutopayLeft, type StopAutopayTerms } from './stopAutopay';
export type { PayingWallet } from './delegate';
export {
  prepareReserveWithAutopay,
  readAllowing,
  type Allowing,
  type AutopayLimits,
  type ReserveWithAutopayTerms,
} from './reserveWithAutopay';
export * from './staking';
export type { Claimable, Commission, Conditions, EmissionClock } from './clock';
export type { Destination, Payee, TokenAccount } from './payee';
export * from './supplying';
export * from './voting';
export { readSnapshot, type Snapshot } from './snapshot';
export { refundOf, type Refund } from './refund';
export { prepareTerminate, type Exit, type Step, type TerminateRequest, type TerminateTerms } from './terminate';
export {
  depositLimit,
  prepareDispute,
  readDisputable,
  type Disputable,
  type DisputeRequest,
  type DisputeTerms,
} from './dispute';
export { prepareWithdrawOwed, type WithdrawOwedRequest, type WithdrawOwedTerms } from './withdrawOwed';
export { prepareDue, readDue, type Due, type DueAct, type DueTerms } from './due';
export { prepareStart, type StartRequest, type StartTerms } from './start';
export { prepareAnnounceEnd, type AnnounceEndTerms } from './announceEnd';
export { prepareDecline, type DeclineTerms } from './decline';
export { prepareTerminateBySupplier, type TerminateBySupplierTerms } from './terminateBySupplier';
export {
  prepareSettleReservation,
  readPayable,
  type Payable,
  type SettleReservationRequest,
  type SettleReservationTerms,
} from './settleReservation';
export {
  prepareCreateOffer,
  readOfferer,
  type CreateOfferRequest,
  type CreateOfferTerms,
  type Offerer,
} from './createOffer';
export {
  prepareCloseOffer,
  prepareEditOffer,
  prepareSetOfferPaused,
  readOffered,
  settingsOf,
  type ChangedOffer,
  type Offered,
} from './offer';
export {
  fillLimit,
  prepareExpireAuction,
  prepareFillAuction,
  prepareOpenAuction,
  prepareUpdateAnchor,
  readAuction,
  type AnchorTerms,
  type Auction,
  type FillRequest,
  type FillTerms,
  type OpenTerms,
} from './auction';
export { prepareBurnFees, prepareSweepFees, readIoFees, type BurnTerms, type IoFees, type SweepTerms } from './fees';
export { preparePayCouncil, readCouncilFees, type CouncilFees, type PayCouncilTerms } from './payCouncil';
