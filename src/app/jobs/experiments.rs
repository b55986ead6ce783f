//! Items of the paper, run in the background one after the other, and kept in a folder: what is
//! finished is there again after a restart, and what was cut off goes on where it was.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use eframe::egui::Context;
use tempfile::TempDir;

use crate::app::jobs::job::{Outbox, Slot};
use crate::monitor::Monitor;
use crate::platform::{self, Instant};
use crate::reproduce::{Choices, Item, Outcome, Part, Report, Watch, load, write};

/// Why nothing of this runs in a page.
const NO_FILES: &str = "its rows are kept in files, and a page has none; it runs on the desktop";

/// How far an item is.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// Nothing is there.
    Fresh,
    /// It waits for its turn.
    Waiting,
    /// It runs.
    Running,
    /// It was paused or cut off; its rows are kept.
    Paused,
    /// Its report is there.
    Done,
    /// Why it could not be run.
    Failed(String),
}

/// An item with what there is to show of it.
pub struct Shown {
    /// Which one.
    pub item: Item,
    /// How far it is.
    pub stage: Stage,
    /// The report, or as much of it as is known.
    pub part: Option<Arc<Part>>,
}

/// All items.
pub struct Experiments {
    /// Item by item.
    pub all: Vec<Shown>,
    folder: Option<PathBuf>,
    /// Where there is no folder to keep things in, one that goes with the window.
    fleeting: Option<TempDir>,
    has_looked: bool,
    queue: VecDeque<Item>,
    running: Option<Item>,
    job: Slot<Event>,
    clock: Arc<Mutex<Option<Clock>>>,
    /// Held by the thread that runs an item: one that was stopped may still be on its way out.
    turn: Arc<Mutex<()>>,
}

/// The long part of the work that is under way.
struct Clock {
    label: String,
    monitor: Monitor,
    begun: Instant,
}

enum Event {
    /// Of what is on disk.
    Found(Vec<(Item, Stage, Option<Part>)>),
    Seen(Part),
    Done(Part),
    Failed(String),
}

impl Default for Experiments {
    fn default() -> Self {
        let shown = |item| Shown { item, stage: Stage::Fresh, part: None };
        Self {
            all: Item::ALL.map(shown).into_iter().collect(),
            folder: None,
            fleeting: None,
            has_looked: false,
            queue: VecDeque::new(),
            running: None,
            job: Slot::default(),
            clock: Arc::default(),
            turn: Arc::default(),
        }
    }
}

impl Experiments {
    /// Keeps rows and reports in a folder, which is made when it is needed.
    pub fn keep_in(&mut self, folder: &Path) {
        self.folder = Some(folder.join("experiments"));
    }

    /// Looks once at what is there from another time.
    pub fn look(&mut self, context: &Context) {
        if std::mem::replace(&mut self.has_looked, true) || self.running.is_some() {
            return;
        }
        if let Some(folder) = self.folder.clone() {
            self.job.start(context, move |_, outbox| {
                outbox.send(Event::Found(Item::ALL.map(|item| on_disk(item, &folder)).into()));
            });
        }
    }

    /// Runs an item, or goes on with it, as soon as those before it are done.
    pub fn run(&mut self, context: &Context, item: Item) {
        if self.running != Some(item) && !self.queue.contains(&item) {
            self.queue.push_back(item);
            self.shown_mut(item).stage = Stage::Waiting;
        }
        self.begin_next(context);
    }

    /// Stops an item; the rows of a study stay.
    pub fn pause(&mut self, context: &Context, item: Item) {
        self.queue.retain(|other| *other != item);
        if self.running == Some(item) {
            self.job.stop();
            self.running = None;
        }
        let has_rows = self.folder().is_ok_and(|folder| !item.rows_in(&folder).is_empty());
        self.shown_mut(item).stage = if has_rows { Stage::Paused } else { Stage::Fresh };
        self.begin_next(context);
    }

    /// Removes what there is of an item.
    ///
    /// # Errors
    /// If a file cannot be removed.
    pub fn discard(&mut self, context: &Context, item: Item) -> Result<(), String> {
        self.pause(context, item);
        let folder = self.folder()?;
        let reports = ["html", "md", "json"].map(|end| folder.join(file_name(item, end)));
        for path in item.rows_in(&folder).into_iter().chain(reports) {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(format!("cannot remove {}: {error}", path.display()));
                }
                _ => {}
            }
        }
        let shown = self.shown_mut(item);
        (shown.stage, shown.part) = (Stage::Fresh, None);
        Ok(())
    }

    /// Takes in what has come.
    pub fn poll(&mut self, context: &Context) {
        for event in self.job.take_all() {
            match event {
                Event::Found(found) => {
                    for (item, stage, part) in found {
                        let shown = self.shown_mut(item);
                        if shown.stage == Stage::Fresh {
                            (shown.stage, shown.part) = (stage, part.map(Arc::new));
                        }
                    }
                }
                Event::Seen(part) => self.take_in(Stage::Running, Some(part)),
                Event::Done(part) => self.take_in(Stage::Done, Some(part)),
                Event::Failed(told) => self.take_in(Stage::Failed(told), None),
            }
        }
        if self.job.running().is_none() && self.running.take().is_some() {
            *platform::lock(&self.clock) = None;
        }
        self.begin_next(context);
    }

    fn take_in(&mut self, stage: Stage, part: Option<Part>) {
        if let Some(item) = self.running {
            let shown = self.shown_mut(item);
            shown.stage = stage;
            shown.part = part.map(Arc::new).or(shown.part.take());
        }
    }

    fn begin_next(&mut self, context: &Context) {
        // a first look at the folder comes to an end by itself
        if self.running.is_some() || self.job.running().is_some() {
            return;
        }
        let Some(item) = self.queue.pop_front() else { return };
        let folder = match self.folder() {
            Ok(folder) => folder,
            Err(told) => {
                self.shown_mut(item).stage = Stage::Failed(told);
                return;
            }
        };
        self.running = Some(item);
        self.shown_mut(item).stage = Stage::Running;
        let (clock, turn) = (Arc::clone(&self.clock), Arc::clone(&self.turn));
        self.job.start(context, move |monitor, outbox| {
            let _turn = platform::lock(&turn);
            let event = match perform(item, &folder, monitor, outbox, &clock) {
                Ok(part) => Event::Done(part),
                Err(_) if monitor.is_cancelled() => return,
                Err(error) => Event::Failed(format!("{error:#}")),
            };
            outbox.send(event);
        });
    }

    /// What is being done, how far that is from 0 to 1, and about how many seconds are left of it.
    pub fn progress(&self) -> Option<(String, f64, Option<f64>)> {
        self.running?;
        let clock = platform::lock(&self.clock);
        let Some(clock) = clock.as_ref() else { return Some(("beginning".to_owned(), 0.0, None)) };
        let (done, passed) = (clock.monitor.fraction(), clock.begun.elapsed().as_secs_f64());
        let is_told = done > 0.02 && passed > 1.0;
        Some((clock.label.clone(), done, is_told.then(|| passed * (1.0 - done) / done)))
    }

    /// The report of an item as a page, if it is written.
    pub fn page(&self, item: Item) -> Option<PathBuf> {
        let folder = self.folder.as_deref().or(self.fleeting.as_ref().map(TempDir::path))?;
        Some(folder.join(file_name(item, "html"))).filter(|path| path.is_file())
    }

    /// What there is of an item.
    pub fn shown(&self, item: Item) -> &Shown {
        self.all.iter().find(|shown| shown.item == item).expect("all items are there")
    }

    fn shown_mut(&mut self, item: Item) -> &mut Shown {
        self.all.iter_mut().find(|shown| shown.item == item).expect("all items are there")
    }

    fn folder(&mut self) -> Result<PathBuf, String> {
        if !platform::HAS_FILES {
            return Err(NO_FILES.to_owned());
        }
        if let Some(folder) = &self.folder {
            fs::create_dir_all(folder)
                .map_err(|error| format!("cannot make the folder {}: {error}", folder.display()))?;
            return Ok(folder.clone());
        }
        if self.fleeting.is_none() {
            let made = tempfile::tempdir();
            self.fleeting = Some(made.map_err(|error| format!("cannot make a folder: {error}"))?);
        }
        Ok(self.fleeting.as_ref().expect("made above").path().to_owned())
    }
}

fn file_name(item: Item, ending: &str) -> String {
    format!("{}.{ending}", item.name())
}

/// What a folder holds of an item.
fn on_disk(item: Item, folder: &Path) -> (Item, Stage, Option<Part>) {
    if let Some(part) = load(&folder.join(file_name(item, "json"))) {
        return (item, Stage::Done, Some(part));
    }
    let stage = if item.rows_in(folder).is_empty() { Stage::Fresh } else { Stage::Paused };
    (item, stage, None)
}

/// Runs an item and writes its report.
fn perform(
    item: Item,
    folder: &Path,
    monitor: &Monitor,
    outbox: &Outbox<Event>,
    clock: &Mutex<Option<Clock>>,
) -> anyhow::Result<Part> {
    let begin = |label: &str| {
        let part = monitor.part();
        let begun = Clock { label: label.to_owned(), monitor: part.clone(), begun: Instant::now() };
        *platform::lock(clock) = Some(begun);
        part
    };
    let seen = Mutex::new(Vec::<Outcome>::new());
    let look = |outcome: &Outcome| {
        let mut outcomes = platform::lock(&seen);
        outcomes.retain(|known| known.name != outcome.name);
        outcomes.push(outcome.clone());
        let report = Report {
            item: item.name().to_owned(),
            outcomes: outcomes.clone(),
            threads: rayon::current_num_threads(),
        };
        outbox.send(Event::Seen(report.part()));
    };
    let watch = Watch { begin: &begin, seen: &look };
    let made = item.run(&Choices::default(), folder, &watch)?;
    let command = format!("basinscope reproduce {} --out FOLDER", item.name());
    write(folder, item.name(), &command, std::slice::from_ref(&made.part))?;
    Ok(made.part)
}
