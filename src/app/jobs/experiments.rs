//! Items of the paper, run in the background one after the other, and kept in a folder: what is
//! finished is there again after a restart, and what was cut off goes on where it was.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use eframe::egui::Context;
use tempfile::TempDir;

use crate::app::jobs::job::{Outbox, Slot};
use crate::input;
use crate::monitor::Monitor;
use crate::output;
use crate::platform::{self, Instant};
use crate::reproduce::{Item, Outcome, Part, Report, Watch, Wish, load, write};

/// Why nothing of this runs in a page.
const NO_FILES: &str = "its rows are kept in files, and a page has none; it runs on the desktop";

/// How long an item runs before its pace is measured: what is kept is taken in at once.
const WARM_UP: Duration = Duration::from_millis(500);

/// Most bytes of choices that are read.
const MOST_BYTES: u64 = 1 << 16;

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
    /// What is chosen.
    pub wish: Wish,
    /// What was chosen for that which there is of it.
    made_by: Wish,
}

impl Shown {
    /// Whether it was made, or begun, with other choices than those that stand there now.
    pub fn is_other(&self) -> bool {
        matches!(self.stage, Stage::Paused | Stage::Done) && self.wish != self.made_by
    }
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
    /// When the pace was first measured, and how much was done then.
    pace: Option<(Instant, f64)>,
    /// Held by the thread that runs an item: one that was stopped may still be on its way out.
    turn: Arc<Mutex<()>>,
}

enum Event {
    /// Of what is on disk.
    Found(Vec<Shown>),
    Seen(Part),
    Done(Part),
    Failed(String),
}

impl Default for Experiments {
    fn default() -> Self {
        let shown = |item| Shown {
            item,
            stage: Stage::Fresh,
            part: None,
            wish: Wish::default(),
            made_by: Wish::default(),
        };
        Self {
            all: Item::ALL.map(shown).into_iter().collect(),
            folder: None,
            fleeting: None,
            has_looked: false,
            queue: VecDeque::new(),
            running: None,
            job: Slot::default(),
            pace: None,
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

    /// Chooses for an item.
    pub fn choose(&mut self, item: Item, wish: Wish) {
        self.shown_mut(item).wish = wish;
    }

    /// Runs an item, or goes on with it, as soon as those before it are done; what was made with
    /// other choices is removed.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn run(&mut self, context: &Context, item: Item) -> Result<(), String> {
        if self.shown(item).is_other() {
            self.discard(context, item)?;
        }
        if self.running != Some(item) && !self.queue.contains(&item) {
            self.queue.push_back(item);
            let shown = self.shown_mut(item);
            shown.stage = Stage::Waiting;
            shown.made_by = shown.wish.clone();
        }
        self.begin_next(context);
        Ok(())
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
        let reports = reports.into_iter().chain([wish_path(item, &folder)]);
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
                    for found in found {
                        let shown = self.shown_mut(found.item);
                        if shown.stage == Stage::Fresh {
                            *shown = found;
                        }
                    }
                }
                Event::Seen(part) => self.take_in(Stage::Running, Some(part)),
                Event::Done(part) => self.take_in(Stage::Done, Some(part)),
                Event::Failed(told) => self.take_in(Stage::Failed(told), None),
            }
        }
        if self.job.running().is_none() {
            self.running = None;
        }
        if let Some(job) = self.job.running()
            && self.pace.is_none()
            && job.seconds() > WARM_UP.as_secs_f64()
        {
            self.pace = Some((Instant::now(), job.fraction()));
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
        (self.running, self.pace) = (Some(item), None);
        let shown = self.shown_mut(item);
        shown.stage = Stage::Running;
        let wish = shown.made_by.clone();
        let turn = Arc::clone(&self.turn);
        self.job.start(context, move |monitor, outbox| {
            let _turn = platform::lock(&turn);
            let event = match perform((item, &wish), &folder, monitor, outbox) {
                Ok(part) => Event::Done(part),
                Err(_) if monitor.is_cancelled() => return,
                Err(error) => Event::Failed(format!("{error:#}")),
            };
            outbox.send(event);
        });
    }

    /// How far the item that runs is, from 0 to 1, and about how many seconds are left of it.
    pub fn progress(&self) -> Option<(f64, Option<f64>)> {
        self.running?;
        let done = self.job.progress()?;
        let left = self.pace.and_then(|(since, before)| {
            let made = done - before;
            (made > 0.02).then(|| since.elapsed().as_secs_f64() * (1.0 - done) / made)
        });
        Some((done, left))
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

/// Where it stands what was chosen of an item.
fn wish_path(item: Item, folder: &Path) -> PathBuf {
    folder.join(format!("{}-choices.json", item.name()))
}

/// What a folder holds of an item.
fn on_disk(item: Item, folder: &Path) -> Shown {
    let part = load(&folder.join(file_name(item, "json")));
    let stage = match &part {
        Some(_) => Stage::Done,
        None if item.rows_in(folder).is_empty() => Stage::Fresh,
        None => Stage::Paused,
    };
    // without it, or with one of another version, the choices are the usual ones
    let text = input::text(&wish_path(item, folder), MOST_BYTES).unwrap_or_default();
    let wish: Wish = serde_json::from_str(&text).unwrap_or_default();
    Shown { item, stage, part: part.map(Arc::new), wish: wish.clone(), made_by: wish }
}

/// Runs an item and writes its report.
fn perform(
    (item, wish): (Item, &Wish),
    folder: &Path,
    monitor: &Monitor,
    outbox: &Outbox<Event>,
) -> anyhow::Result<Part> {
    let choices = wish.load(&[item])?;
    output::write_atomically(&wish_path(item, folder), |file| {
        Ok(serde_json::to_writer(file, wish)?)
    })?;
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
    let made = item.run(&choices, folder, &Watch { monitor, seen: &look })?;
    let command = command(item, wish, "FOLDER");
    write(folder, item.name(), &command, std::slice::from_ref(&made.part))?;
    Ok(made.part)
}

/// The line that makes the same without the window.
pub fn command(item: Item, wish: &Wish, folder: &str) -> String {
    format!("basinscope reproduce {} --out {folder}{}", item.name(), wish.options())
}
