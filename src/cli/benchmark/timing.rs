//! How long work takes.

use crate::platform::Instant;
use std::time::Duration;

/// Time for each measurement.
pub(super) const BUDGET: Duration = Duration::from_millis(700);

/// The shortest time that `work` took, repeated at least three times and until `budget` is spent.
pub fn shortest(budget: Duration, mut work: impl FnMut()) -> Duration {
    let (start, mut best, mut times) = (Instant::now(), Duration::MAX, 0);
    while times < 3 || start.elapsed() < budget {
        let before = Instant::now();
        work();
        best = best.min(before.elapsed());
        times += 1;
    }
    best
}
