/** Where a reservation stands, as its account says by a number; no interface has the names. */
export enum Status {
  /** Paid for; the supplier starts or declines, or anyone cancels once it is late. */
  Reserved,
  /** The meter runs. */
  Active,
  /** The GPUs are free and the unused part is the renter's; the last hours are held back. */
  Ended,
  /** Everything is allocated; payees that could not be paid are owed. */
  Closed,
}
