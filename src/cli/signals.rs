//! Signals: what ends a command from outside, told in one line.

/// Lets Ctrl-C, a request to end and a terminal that is closed end the process with one line on the
/// error output and exit code 128 + the signal's number, and with no half-written file left; the
/// second signal ends it at once. A limit on the size of files makes a write fail instead of ending
/// the process. Signals that are ignored, as `nohup` makes them, stay so.
#[cfg(unix)]
pub fn listen() {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::{flag, iterator::Signals, low_level};

    use super::terminal::tell;
    use crate::output;

    let ending = [(SIGINT, "Ctrl-C"), (SIGTERM, "SIGTERM"), (SIGHUP, "SIGHUP")];
    let ignored = ignored();
    let heeded = ending.iter().map(|(signal, _)| *signal).filter(|signal| {
        // where the system does not tell, a terminal that is closed does what it always does
        ignored.map_or(*signal != SIGHUP, |mask| mask & (1 << (signal - 1)) == 0)
    });
    // without a handler everything is as it was
    let Ok(mut signals) = Signals::new(heeded.clone()) else { return };
    let is_ending = Arc::new(AtomicBool::new(false));
    for signal in heeded {
        let _ = flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&is_ending));
        let _ = flag::register(signal, Arc::clone(&is_ending));
    }
    let _ = flag::register(SIGXFSZ, Arc::default());
    std::thread::spawn(move || {
        let Some(signal) = signals.forever().next() else { return };
        output::abandon();
        let name = ending.iter().find(|(other, _)| *other == signal).map_or("", |(_, name)| name);
        tell(&format!("error: ended by {name}; no file is left half written"));
        // nothing else of the process is still asked, such as a driver of the window
        low_level::exit(128 + signal);
    });
}

/// The signals that this process was started to ignore, one a bit; `None` where that is not told.
#[cfg(unix)]
fn ignored() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(mask.trim(), 16).ok()
}

/// Elsewhere the system ends a process as it always does.
#[cfg(not(unix))]
pub fn listen() {}
