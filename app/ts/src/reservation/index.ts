/** Reservations: where one stands, what comes next, and what each act leaves of it. */
export * from './course';
export * from './dispute';
export * from './exits';
export * from './meter';
export * from './outage';
export * from './payees';
export * from './quote';
export * from './settle';
export * from './terms';
