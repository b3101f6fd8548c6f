/** What is shown before a wallet is asked, and what is compared before and after it has signed. */
export { budgetChanges, check, Differs, MOST, type Cap, type Reviewed } from './check';
export { COMPUTE_BUDGET_PROGRAM_ADDRESS, decode, type AskedBudget, type Decoded, type DecodedInstruction } from './decode';
export { isOfSuite, misplaced, type Misplaced } from './derive';
export { effects, inWords, takesMore, type Change, type Effects, type NewAccount, type Refusal, type Reviewing } from './effects';
export { Declined, guarded, signedBy, Stopped, VersionRefused, type Guard, type WalletSigner } from './guard';
