/** What the page has of a deployment file. The build writes it there from the file in IO_DEPLOYMENT; without one there is none. */
/** @type {import('io-client/supply').DeploymentFile | null} */
const deployment = null;
export default deployment;
