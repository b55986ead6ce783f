//! A shard of a study from beginning to end: what is there is kept, the rest is run.

use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::Context;

use super::journal::{Journal, is_whole};
use super::plan::{Block, Shard, Study};
use super::row::{Row, Rows};
use super::tally::Summary;
use crate::descent::Queue;
use crate::monitor::Monitor;
use crate::platform;

/// How long a worker waits for blocks that are held back.
const PAUSE: Duration = Duration::from_millis(1);

/// Numbers that a block holds, about: what may be on hand is bounded by them.
const NUMBERS: usize = 1 << 14;

/// What a monitor counts up to: the runs of a study take more or less long.
const UNITS: f64 = 1e12;

/// What there was to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// Runs of the shard.
    pub rows: u64,
    /// How many of them were there already.
    pub found: u64,
}

impl Study {
    /// Makes the runs of a shard that `out` (`.csv`, or `.json` for an object a line) and what is
    /// left beside it of an earlier attempt do not hold, and writes `out`, whole; `None` when
    /// cancelled. The same bytes by any number of threads, and however often it was cut off. What
    /// has become of the runs so far goes to `seen` as they come in.
    ///
    /// # Errors
    /// If a file cannot be read or written, or holds runs of another study.
    pub fn work(
        &self,
        out: &Path,
        shard: Shard,
        monitor: &Monitor,
        seen: &mut (dyn FnMut(&Summary) + Send),
    ) -> anyhow::Result<Option<Work>> {
        let rows = self.rows_of(shard).count() as u64;
        let format = Rows::of(out)?;
        if is_whole(out, self, shard) {
            return Ok(Some(Work { rows, found: rows }));
        }
        let mut journal = Journal::open(out, self, shard)?;
        let found = journal.done;
        let mut summary = std::mem::take(&mut journal.summary);
        seen(&summary);
        let mut left = found;
        // the first block may be there in part
        let blocks: Vec<Block> = self
            .blocks(shard)
            .filter_map(|Block { cell, runs }| {
                let skipped = left.min(runs.end - runs.start);
                left -= skipped;
                let runs = runs.start + skipped..runs.end;
                (!runs.is_empty()).then_some(Block { cell, runs })
            })
            .collect();
        let whole: f64 = blocks.iter().map(|block| self.cost_of(block)).sum();
        let units = |block: &Block| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share")]
            let share = (UNITS * self.cost_of(block) / whole) as u64;
            share
        };
        monitor.set_total(blocks.iter().map(units).sum());
        let mut failure = None;
        let queue = Queue::new(blocks.len(), NUMBERS, |_, (lines, rows): (Vec<u8>, Vec<Row>)| {
            if failure.is_none()
                && let Err(error) = journal.append(&lines)
            {
                failure = Some(error);
                monitor.cancel();
            }
            summary.add_rows(self, &rows);
            seen(&summary);
        });
        // Threads of their own, which hand the runs to the pool's: a pool's thread that waits for a
        // block might begin another one meanwhile, which in turn waits for the first.
        let work = || {
            while !monitor.is_cancelled() {
                match queue.next() {
                    Some(index) => {
                        let Some(rows) = self.run(&blocks[index], monitor) else { return };
                        let lines = rows.iter().flat_map(|row| format.line(self, row)).collect();
                        queue.put(index, (lines, rows));
                        monitor.advance(units(&blocks[index]));
                    }
                    None if queue.is_spent() => return,
                    None => thread::sleep(PAUSE),
                }
            }
        };
        let workers = rayon::current_num_threads().min(blocks.len());
        platform::side_by_side(workers, |_| work());
        drop(queue);
        if let Some(error) = failure {
            return Err(error).with_context(|| format!("cannot write beside {}", out.display()));
        }
        if monitor.is_cancelled() {
            return Ok(None);
        }
        journal.finish(out)?;
        Ok(Some(Work { rows, found }))
    }
}
