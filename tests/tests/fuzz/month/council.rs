//! The council's part of the fees in a vault, by what the vault holds when it is counted.

/// What was counted of a vault. Amounts are base units.
#[derive(Debug, Default)]
pub struct Part {
    pub burn: u64,
    pub council: u64,
    /// Paid to the treasury.
    pub paid: u64,
    /// Burned, or spent on IO.
    pub used: u64,
}

impl Part {
    /// `share` bps of what came in since the last count, rounded down.
    pub fn count(&mut self, held: u64, share: u64) {
        let new = held - self.burn - self.council;
        let council = new * share / 10_000;
        self.council += council;
        self.burn += new - council;
    }

    /// Burns or spends `amount` of the burn's part.
    pub fn spend(&mut self, amount: u64) {
        self.burn -= amount;
        self.used += amount;
    }

    pub fn pay(&mut self) {
        self.paid += std::mem::take(&mut self.council);
    }
}
