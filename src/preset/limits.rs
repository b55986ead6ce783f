//! How large a preset may be.

/// Largest file that is read, in bytes; reading takes up to about 80 times its size in memory.
pub const MAX_FILE_BYTES: u64 = 8 << 20;
/// Largest number of data points.
pub const MAX_POINTS: usize = 1_000_000;
/// Largest number of descent steps.
pub const MAX_STEPS: usize = 1_000_000_000;
/// Largest table of data that is read, in bytes.
pub const MAX_TABLE_BYTES: u64 = 64 << 20;
/// Largest number of columns of a table.
pub const MAX_TABLE_COLUMNS: usize = 100_000;
/// Largest number of cells of a table; each number takes about a hundred bytes in exact fractions.
pub const MAX_TABLE_CELLS: usize = 3_000_000;
