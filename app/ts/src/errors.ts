import * as emissions from './generated/emissions';
import * as feeBurn from './generated/feeBurn';
import * as marketplace from './generated/marketplace';

/** An error code of the suite. */
export type Explanation = {
  /** Name as in the generated constants, such as `NOT_OWNER`; shared errors begin with `COMMON_`. */
  name: string;
  /** What was wrong, and what to do. Missing in production bundles. */
  message: string;
};

const PROGRAMS = [
  {
    module: emissions,
    message: (code: number) => emissions.getEmissionsErrorMessage(code as emissions.EmissionsError),
  },
  {
    module: marketplace,
    message: (code: number) => marketplace.getMarketplaceErrorMessage(code as marketplace.MarketplaceError),
  },
  { module: feeBurn, message: (code: number) => feeBurn.getFeeBurnErrorMessage(code as feeBurn.FeeBurnError) },
];

/** Explains the code of a custom error of any of the three programs, whose codes do not overlap. */
export function explain(code: number): Explanation | undefined {
  for (const { module, message } of PROGRAMS) {
    for (const [constant, value] of Object.entries(module)) {
      const name = /^[A-Z_]+?_ERROR__([A-Z0-9_]+)$/.exec(constant)?.[1];
      if (name !== undefined && value === code) return { name, message: message(code) };
    }
  }
  return undefined;
}
