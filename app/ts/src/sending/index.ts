/** How a transaction is sent: announced, broadcast each second, and concluded from evidence alone. docs/spec/sending.md has its states. */
export { connect, type ConnectOptions, type Network, type SendOptions, type Simulated } from './send';
export { MaybeSent } from './signer';
export type { Outcome, Refused } from './outcome';
export type { AccountAfter, Simulation } from './simulate';
export { codeOf, describe } from './describe';
export { RPC_TIMEOUTS_MS, type Clock, type Timeouts } from './clock';
export { patiently, type Asking } from './ask';
export { Fault, type FaultKind } from './node';
export { http, isLoopback, type Transport } from './transport';
export type { NoReply, Reply } from './answer';
export type { Announce, Announcement, Pending } from './pursuit';
export type { Entropy } from './budget';
