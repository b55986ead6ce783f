//! How large a preset may be.

/// Largest file that is read, in bytes; reading takes up to about 80 times its size in memory.
pub const MAX_FILE_BYTES: u64 = 8 << 20;
/// Largest number of data points.
pub const MAX_POINTS: usize = 1_000_000;
/// Largest number of descent steps.
pub const MAX_STEPS: usize = 1_000_000_000;
