/** Why the page has no genesis table. */
const HOW = 'To give it one, build it with IO_DEPLOYMENT set to the deployment file.';

export const genesis = {
  none: `This page was built without a genesis table. ${HOW}`,
  invalid: (why: string) => `This page has no genesis table: ${why}. ${HOW}`,
  other: (mint: string) => `This page has the genesis table of another network: that of the mint ${mint}. ${HOW}`,
};
