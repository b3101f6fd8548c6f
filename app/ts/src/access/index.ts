/** The access format: connection details and workloads, sealed and signed. docs/spec/access.md specifies it; `io-access` is the same in Rust. */
export { AccessError, type AccessErrorCode } from './error';
export { parsePublicKey, publicKey, publicKeyText, Secret, type PublicKey } from './key';
export { hash } from './sealed';
export { fingerprint } from './ssh';
export {
  checkTime,
  knownHosts,
  openChecked,
  openDetails,
  readDetails,
  sealDetails,
  writeDetails,
  type Details,
  type Ssh,
} from './details';
export { openWorkload, readWorkload, sealWorkload, writeWorkload, type Workload } from './workload';
export {
  checkServiceKey,
  readServiceKey,
  serviceKeyStatement,
  writeServiceKey,
  type ServiceKey,
  type ServiceTerms,
  type UnsignedServiceKey,
} from './service';
export {
  acceptRequest,
  readRequest,
  workloadStatement,
  writeRequest,
  type RequestTerms,
  type UnsignedRequest,
  type WorkloadRequest,
} from './request';
export { APPLICATION_DOMAIN, messageOf, messageWithSigner, sign, type Signed } from './statement';
export { detailsUrl, readRefusal, serviceKeyUrl, workloadUrl, type Refusal } from './http';
