/** The three programs, as app/ts has them. */
export { emissions, feeBurn, findWalletPda, marketplace, Status, TOKEN_PROGRAM_ADDRESS, u128 } from '../../ts/src';
