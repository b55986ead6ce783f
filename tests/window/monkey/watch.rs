//! What the monkey did last, how long frames took, and the report where something goes wrong.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use cap::Cap;
use mimalloc::MiMalloc;

use super::super::{PATIENCE, Window};

/// Events that are told where something goes wrong.
const TOLD: usize = 30;

/// Frames longer than this are told, and are a mistake where the processor was theirs for so long,
/// in milliseconds.
const LONG: f64 = 100.0;

/// Bytes of a page of memory, where none are larger.
const PAGE: f64 = 4096.0;

/// The program's own allocator, counted, so that what the window holds can be told from what is
/// kept of what it freed.
#[global_allocator]
static ALLOCATOR: Cap<MiMalloc> = Cap::new(MiMalloc, usize::MAX);

static LOG: Mutex<Log> = Mutex::new(Log {
    seed: 0,
    last: VecDeque::new(),
    events: 0,
    frames: 0,
    longest: 0.0,
    worked: 0.0,
    most_live: 0,
    since: None,
});

struct Log {
    seed: u64,
    last: VecDeque<String>,
    events: usize,
    frames: usize,
    /// In milliseconds.
    longest: f64,
    /// The longest that a frame had the processor, in milliseconds: it may have waited for other
    /// programs besides.
    worked: f64,
    /// Most bytes that were live at the end of a frame since the last time it was told.
    most_live: usize,
    /// When the frame began that is being made.
    since: Option<Instant>,
}

/// From now on a panic on any thread, and a frame that does not end, end the process with a report.
pub fn begin(seed: u64) {
    LOG.lock().unwrap().seed = seed;
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        usual(panic);
        fail("panicked");
    }));
    std::thread::spawn(|| {
        loop {
            std::thread::sleep(Duration::from_secs(1));
            let since = LOG.lock().unwrap().since;
            if since.is_some_and(|since| since.elapsed() > PATIENCE) {
                fail("hangs in a frame");
            }
        }
    });
}

/// Tells what led here, and ends.
fn fail(how: &str) -> ! {
    let log = LOG.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    eprintln!("seed {} {how} after {} events, of which these were the last:", log.seed, log.events);
    log.last.iter().for_each(|event| eprintln!("  {event}"));
    std::process::exit(101)
}

/// Takes in what is about to be done.
pub fn note(event: String) {
    let mut log = LOG.lock().unwrap();
    if log.last.len() == TOLD {
        log.last.pop_front();
    }
    log.last.push_back(event);
    log.events += 1;
}

/// One frame with these events.
pub fn frame(window: &mut Window, events: Vec<egui::Event>) {
    window.input_mut().events.extend(events);
    let (started, worked) = (Instant::now(), processor_time());
    LOG.lock().unwrap().since = Some(started);
    window.step();
    let took = 1000.0 * started.elapsed().as_secs_f64();
    let worked = worked.zip(processor_time()).map(|(before, after)| 1000.0 * (after - before));
    let mut log = LOG.lock().unwrap();
    log.since = None;
    log.frames += 1;
    log.longest = log.longest.max(took);
    log.worked = log.worked.max(worked.unwrap_or(0.0));
    log.most_live = log.most_live.max(live());
    if took > LONG && std::env::var_os("EVENTS").is_some() {
        let worked =
            worked.map_or(String::new(), |worked| format!(" ({worked:.0} ms of the processor)"));
        eprintln!("seed {}: a frame of {took:.0} ms{worked} in {:?}", log.seed, log.last.back());
    }
    if worked.is_some_and(|worked| worked > LONG) {
        drop(log);
        fail("computes in a frame for longer than is allowed");
    }
}

/// Tells where the run is.
pub fn tell(jobs: &[&str]) {
    let mut log = LOG.lock().unwrap();
    let most = std::mem::take(&mut log.most_live) as f64 / 1e6;
    let resident =
        resident().map_or(String::new(), |bytes| format!(", {:.0} MB resident", bytes / 1e6));
    eprintln!(
        "seed {}: {} events, {} frames, the longest {:.0} ms and {:.0} ms of the processor, {:.1} \
            MB live, at most {most:.1}{resident}; {}",
        log.seed,
        log.events,
        log.frames,
        log.longest,
        log.worked,
        live() as f64 / 1e6,
        if jobs.is_empty() { "at rest".to_owned() } else { jobs.join(", ") }
    );
}

/// Bytes that are allocated and not yet freed, on all threads.
pub fn live() -> usize {
    ALLOCATOR.allocated()
}

/// Bytes of this process in memory, where the system tells.
fn resident() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    Some(PAGE * text.split(' ').nth(1)?.parse::<f64>().ok()?)
}

/// Seconds that this thread has had the processor, where the system tells.
fn processor_time() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(1e-9 * text.split(' ').next()?.parse::<f64>().ok()?)
}
