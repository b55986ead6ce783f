//! Where the playhead is on the descent and on those that run against it: at one step of all of
//! them.

use crate::app::jobs::live::Live;
use crate::app::jobs::outcome::{Run, index_at};
use crate::app::state::player::Player;
use crate::descent::Record;

impl Live {
    /// The descent and those that run against it.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        self.run.iter().chain(self.race.runs.iter().filter(|_| self.run.is_some()))
    }

    /// The records that the playhead moves along: those of the descent, or of whoever makes more
    /// steps; none before the first descent.
    pub fn timeline(&self) -> &[Record] {
        let mut longest: &[Record] = &[];
        for run in self.runs() {
            let last = |records: &[Record]| records.last().map(|record| record.step);
            if last(&run.trajectory.records) > last(longest) {
                longest = &run.trajectory.records;
            }
        }
        longest
    }

    /// The step under the playhead.
    pub fn step(&self, player: &Player) -> usize {
        let timeline = self.timeline();
        timeline.get(player.record(timeline.len())).map_or(0, |record| record.step)
    }

    /// What a run recorded last up to the playhead.
    pub fn record<'a>(&self, run: &'a Run, player: &Player) -> &'a Record {
        let records = &run.trajectory.records;
        &records[index_at(records, self.step(player))]
    }
}
