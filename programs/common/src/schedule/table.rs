/// x
pub const CUMULATIVE: [u64; 241] = [0; 241];
