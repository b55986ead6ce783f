//! What a person at the terminal sees: output, and a bar while it takes long (on a terminal only,
//! silent in a pipe).

use std::io::{IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};

use crate::monitor::Monitor;

/// Prints `text` and a line end; unlike `println!` it reports a closed pipe instead of panicking.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).context("cannot write the standard output")
}

/// Says something beside the output, on the error output; where that is closed or full nobody
/// listens.
pub fn tell(text: &str) {
    let mut out = std::io::stderr().lock();
    // what a bar has written in the line goes
    let clear = if out.is_terminal() { "\r\x1b[K" } else { "" };
    let _ = writeln!(out, "{clear}{text}");
}

/// Prints a value as indented JSON.
pub fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    print(&serde_json::to_string_pretty(value)?)
}

/// Runs `work` with a bar that follows its [`Monitor`].
pub fn with_bar<T>(
    label: &'static str,
    work: impl FnOnce(&Monitor) -> Option<T>,
) -> anyhow::Result<T> {
    let monitor = Monitor::default();
    let done = if std::io::stderr().is_terminal() {
        std::thread::scope(|scope| {
            let (finished, wait) = std::sync::mpsc::channel::<()>();
            let watched = monitor.clone();
            scope.spawn(move || follow(label, &watched, &wait));
            let done = work(&monitor);
            drop(finished);
            done
        })
    } else {
        work(&monitor)
    };
    done.ok_or_else(|| anyhow::anyhow!("cancelled"))
}

/// Bars of work that has several long parts, one after the other.
#[derive(Default)]
pub struct Bars {
    running: Mutex<Option<(mpsc::Sender<()>, JoinHandle<()>)>>,
}

impl Bars {
    /// The handle on the next part, whose bar takes the place of the last one's.
    pub fn begin(&self, label: &str) -> Monitor {
        self.end();
        let monitor = Monitor::default();
        if std::io::stderr().is_terminal() {
            let (finished, wait) = mpsc::channel();
            let (watched, label) = (monitor.clone(), label.to_owned());
            let thread = std::thread::spawn(move || follow(&label, &watched, &wait));
            *self.lock() = Some((finished, thread));
        }
        monitor
    }

    fn end(&self) {
        let running = self.lock().take();
        if let Some((finished, thread)) = running {
            drop(finished);
            let _ = thread.join();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<(mpsc::Sender<()>, JoinHandle<()>)>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        self.end();
    }
}

/// How finely a bar is divided.
const BAR: u64 = 1000;

fn follow(label: &str, monitor: &Monitor, finished: &std::sync::mpsc::Receiver<()>) {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {percent}% {eta}")
        .expect("a valid template");
    let bar = ProgressBar::new(BAR).with_style(style).with_message(label.to_owned());
    // the channel closes when the work is done; until then, look ten times a second
    while finished.recv_timeout(Duration::from_millis(100))
        == Err(std::sync::mpsc::RecvTimeoutError::Timeout)
    {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share")]
        bar.set_position((monitor.fraction() * BAR as f64) as u64);
    }
    bar.finish_and_clear();
}
