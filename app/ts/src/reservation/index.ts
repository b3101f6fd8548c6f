/** Reservations: where one stands, what comes next, and what each act leaves of it. */
export * from './autopay';
export * from './course';
export * from './dispute';
export * from './exits';
export * from './extension';
export * from './meter';
export * from './notice';
export * from './outage';
export * from './payees';
export * from './quote';
export * from './settle';
export * from './terms';
