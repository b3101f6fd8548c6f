/** The supply of IO, its calendar, and the locks of the genesis supply. */
export * from './calendar';
export * from './escrow';
export * from './figures';
export * from './locks';
export * from './schedule';
export * from './table';
