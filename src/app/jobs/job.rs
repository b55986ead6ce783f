//! Work off the window's thread: cancelled when dropped, its late results ignored.

use std::sync::mpsc::{Receiver, Sender, channel};

use eframe::egui;

use crate::monitor::Monitor;
use crate::platform::{self, Instant};

/// One piece of running work that sends results of type `T`.
///
/// Dropping a job asks the work to stop; whatever it still sends goes nowhere.
pub struct Job<T> {
    monitor: Monitor,
    results: Receiver<T>,
    started: Instant,
}

/// The working side's end of a [`Job`].
pub struct Outbox<T> {
    results: Sender<T>,
    context: egui::Context,
}

impl<T> Outbox<T> {
    /// Hands over a result (the first of several, or the last) and wakes the window.
    pub fn send(&self, result: T) {
        // nobody listens once the job was dropped, which is no error
        let _ = self.results.send(result);
        platform::wake(|| self.context.request_repaint());
    }
}

impl<T: Send + 'static> Job<T> {
    /// Starts `work` on a thread of its own.
    pub fn spawn(
        context: &egui::Context,
        work: impl FnOnce(&Monitor, &Outbox<T>) + Send + 'static,
    ) -> Self {
        let (sender, results) = channel();
        let monitor = Monitor::default();
        let outbox = Outbox { results: sender, context: context.clone() };
        let watched = monitor.clone();
        platform::spawn(move || {
            work(&watched, &outbox);
            // the last message closes the channel; the window must look once more to see it
            let context = outbox.context.clone();
            drop(outbox);
            platform::wake(|| context.request_repaint());
        });
        Self { monitor, results, started: Instant::now() }
    }
}

impl<T> Job<T> {
    /// The results that arrived since the last look, and whether the work has ended.
    pub fn poll(&self) -> (Vec<T>, bool) {
        let mut arrived = Vec::new();
        loop {
            match self.results.try_recv() {
                Ok(result) => arrived.push(result),
                Err(std::sync::mpsc::TryRecvError::Empty) => return (arrived, false),
                Err(std::sync::mpsc::TryRecvError::Disconnected) => return (arrived, true),
            }
        }
    }

    /// Progress from 0 to 1.
    pub fn fraction(&self) -> f64 {
        self.monitor.fraction()
    }

    /// Seconds since the start.
    pub fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        self.monitor.cancel();
    }
}

/// The newest job of a kind: starting another one drops, and so stops, the one before.
pub struct Slot<T> {
    job: Option<Job<T>>,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self { job: None }
    }
}

impl<T: Send + 'static> Slot<T> {
    /// Starts `work` in place of what was running.
    pub fn start(
        &mut self,
        context: &egui::Context,
        work: impl FnOnce(&Monitor, &Outbox<T>) + Send + 'static,
    ) {
        self.job = Some(Job::spawn(context, work));
    }

    /// The newest result that arrived since the last look.
    pub fn take_newest(&mut self) -> Option<T> {
        self.take_all().pop()
    }

    /// All results that arrived since the last look.
    pub fn take_all(&mut self) -> Vec<T> {
        let Some(job) = &self.job else { return Vec::new() };
        let (arrived, ended) = job.poll();
        if ended {
            self.job = None;
        }
        arrived
    }

    /// Stops what is running.
    pub fn stop(&mut self) {
        self.job = None;
    }

    /// Progress from 0 to 1 of the running job, if there is one.
    pub fn progress(&self) -> Option<f64> {
        self.job.as_ref().map(Job::fraction)
    }

    /// The running job.
    pub fn running(&self) -> Option<&Job<T>> {
        self.job.as_ref()
    }
}
