/** Actions before they are signed: read, then prepare. */
export * from './pricing';
export { mintOf, quote, readMarket, type Market, type MarketOptions } from './market';
export { instructionsOf, Refusal, signersOf, type Creation, type Payment, type Prepared } from './prepared';
export { prepareReserve, type ReserveTerms, type ReserveRequest } from './reserve';
export { prepareExtend, quoteExtension, readRunning, type ExtendTerms, type ExtendRequest, type Running } from './extend';
export * from './staking';
export type { Claimable, Commission, Conditions, EmissionClock } from './clock';
export type { Destination, Payee, TokenAccount } from './payee';
export * from './supplying';
