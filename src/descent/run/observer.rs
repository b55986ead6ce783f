//! Who looks on while one descent runs, without changing its course.

use super::engine::{Engine, Held};

/// Looks on at the descent in lane 0.
pub(super) trait Observer {
    /// Makes `steps` steps from step `made`, and looks where it likes in between.
    fn advance(&mut self, engine: &mut Engine, made: usize, steps: usize);

    /// The descent stands at `step`, and losses and gradients are evaluated there.
    fn see(&mut self, engine: &mut Engine, step: usize);

    /// The descent has ended at `step`, and losses and gradients are evaluated there.
    fn finish(&mut self, engine: &mut Engine, step: usize);

    /// The descent has made a stabilised step to `step`, and holds this there.
    fn land(&mut self, engine: &mut Engine, held: &Held, step: usize) {
        engine.restore(0, held);
        engine.evaluate();
        self.see(engine, step);
    }
}
