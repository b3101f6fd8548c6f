/** Status of a reservation, by the number in its account. The IDLs do not have the names. */
export enum Status {
  /** Paid for. The supplier starts or declines it; anyone cancels it after the start window. */
  Reserved,
  /** The meter runs. */
  Active,
  /** The GPUs are free and the unused part belongs to the payer; the last hours are held back. */
  Ended,
  /** Everything is allocated; payees that could not be paid are owed. */
  Closed,
}
