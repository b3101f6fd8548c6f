//! Program addresses, declared once: the programs take their `ID` from here.

/// The emissions program.
#[allow(missing_docs)] // `declare_id!` writes none
pub mod emissions {
    anchor_lang::declare_id!("iECL2qZDJbV3ymfQNCzm3a28EQ95WyKCM9PCLdqXi8W");
}

/// The marketplace program.
#[allow(missing_docs)]
pub mod marketplace {
    anchor_lang::declare_id!("iMadySRjU9761wLv4ACFVyUbPo3EjUX6Rj2mzgehUzw");
}

/// The fee-burn program.
#[allow(missing_docs)]
pub mod fee_burn {
    anchor_lang::declare_id!("iBupBrXa8hHSWisXdvfGbqtVBgM6oYCvWafb33ckYU5");
}

/// The two Pyth receiver programs that may own a price account.
pub mod pyth {
    use anchor_lang::prelude::{pubkey, Pubkey};

    /// Pyth's current receiver.
    pub const RECEIVER: Pubkey = pubkey!("rec5EKMGg6MxZYaMdyBfgwp4d5rB9T1VQH5pJv5LtFJ");
    /// Its announced successor.
    pub const NEXT_RECEIVER: Pubkey = pubkey!("rec2HHDDnjLfj4kE7VyEtFA1HPGQLK33259532cRyHp");
    /// The IO/USD feed.
    pub const IO_USD_FEED: [u8; 32] = [
        0x82, 0x59, 0x5d, 0x15, 0x09, 0xb7, 0x70, 0xfa, 0x52, 0x68, 0x1e, 0x26, 0x0a, 0xf4, 0xdd,
        0xa9, 0x75, 0x2b, 0x87, 0x31, 0x6d, 0x7c, 0x04, 0x85, 0x35, 0xd8, 0xea, 0xd3, 0xfa, 0x85,
        0x6e, 0xb1,
    ];
}
