//! A page: workers that share this module's memory, started by `web/page.js`.
//!
//! A worker runs `main` again, and there takes one task after the other. The page's own thread may
//! never wait, so that it tries locks until it has them; those are held for moments only.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError, TryLockError};
use std::time::Duration;

use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use web_time::Instant;

use super::request::Request;

/// The longest that one piece of work may keep the page's thread, where there is no other.
const LONGEST: Duration = Duration::from_secs(2);

thread_local! {
    /// When the work began that keeps the page's thread.
    static BEGUN: Cell<Option<Instant>> = const { Cell::new(None) };

    /// What the page has asked for.
    static REQUESTS: RefCell<Vec<Request>> = const { RefCell::new(Vec::new()) };
}

/// The folder of what is kept.
const KEPT: &str = "basinscope";

/// Files that the page was given last.
static FILES: Mutex<BTreeMap<PathBuf, Vec<u8>>> = Mutex::new(BTreeMap::new());

/// Whether work was cut short.
static WAS_CUT_SHORT: AtomicBool = AtomicBool::new(false);

type Task = Box<dyn FnOnce() + Send>;

/// Most threads of the pool; each takes memory of its own.
const MOST_THREADS: usize = 16;

/// Workers for jobs, beside those of the pool.
const JOB_WORKERS: usize = 2;

static TASKS: Mutex<VecDeque<Task>> = Mutex::new(VecDeque::new());
static NEWS: Condvar = Condvar::new();

/// Workers that have nothing to do.
static IDLE: AtomicUsize = AtomicUsize::new(0);

/// Whether the page lets workers share memory.
static HAS_THREADS: AtomicBool = AtomicBool::new(false);

/// Set once rayon has its threads.
static POOL: OnceLock<()> = OnceLock::new();

/// Whether a job has sent something that the window has not seen.
static HAS_NEWS: AtomicBool = AtomicBool::new(false);

/// Whether work can go on beside the window's thread.
#[must_use]
pub fn has_threads() -> bool {
    HAS_THREADS.load(SeqCst)
}

/// The address of the page that this is, without the state behind it.
#[must_use]
pub fn page() -> Option<String> {
    let address = web_sys::window()?.location().href().ok()?;
    Some(address.split('#').next().unwrap_or_default().to_owned())
}

/// The state behind the page's address, with its sign; empty if there is none.
#[must_use]
pub fn fragment() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Whether this is a part of another page.
#[must_use]
pub fn is_embedded() -> bool {
    page_says("isEmbedded")
}

/// A page sees no folders.
pub const HAS_FILES: bool = false;

/// What the page asks for since this was last asked.
#[must_use]
pub fn take_requests() -> Vec<Request> {
    REQUESTS.take()
}

/// Has the page ask for files to open; false where the window asks itself.
#[must_use]
pub fn pick_by_page() -> bool {
    tell_page("pickFiles", "");
    true
}

/// Puts the state behind the page's address.
pub fn keep_state(state: &str) {
    tell_page("keepState", state);
}

/// The folder that a page has for what it keeps until the next start: the browser's local storage,
/// which only the page's own thread can read.
#[must_use]
pub fn page_folder() -> Option<PathBuf> {
    Some(KEPT.into())
}

/// Has the page forget what it keeps, and begin again.
pub fn begin_again() {
    tell_page("beginAgain", "");
}

/// The bytes of a file that the page was given, which are there until others come, or keeps.
#[must_use]
pub fn page_file(path: &Path) -> Option<Vec<u8>> {
    if !path.starts_with(KEPT) {
        return lock(&FILES).get(path).cloned();
    }
    let storage = web_sys::window()?.local_storage().ok()??;
    storage.get_item(path.to_str()?).ok()?.map(String::into_bytes)
}

/// Tells the page something from any thread.
pub fn report(text: &str) {
    // a page that does not listen need not
    let _ = call_page("report", &text.into());
}

/// Hands a file to the person at the page, a download; one in [`page_folder`] the page keeps.
///
/// # Errors
/// If the page does not take it.
pub fn hand_over(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.starts_with(KEPT) {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let file = Array::of2(&path.to_string_lossy().into_owned().into(), &text.into());
        return call_page("keep", &file).ok_or_else(|| io::Error::other("the page keeps nothing"));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let file = Array::of2(&name.into(), &Uint8Array::from(bytes));
    call_page("download", &file).ok_or_else(|| io::Error::other("the page takes no downloads"))
}

/// Has the page's own thread call one of its functions; `None` if it does not.
fn call_page(name: &str, value: &JsValue) -> Option<()> {
    let call = Array::of2(&name.into(), value);
    let global = js_sys::global();
    let is_page = web_sys::window().is_some();
    // a worker's messages are calls of the page's functions
    let function = if is_page { "runCall" } else { "postMessage" };
    let found = Reflect::get(&global, &JsValue::from_str(function)).ok()?;
    found.dyn_into::<Function>().ok()?.call1(&global, &call).ok()?;
    Some(())
}

/// `a b + c` by relaxed SIMD, rounded once where the machine can, or else twice: WebAssembly
/// has no other, and the one in software takes two hundred times as long.
#[inline(always)]
pub(super) fn multiply_add(a: f64, b: f64, c: f64) -> f64 {
    #[cfg(target_feature = "relaxed-simd")]
    {
        use std::arch::wasm32::{f64x2_extract_lane, f64x2_relaxed_madd, f64x2_splat};
        let sums = f64x2_relaxed_madd(f64x2_splat(a), f64x2_splat(b), f64x2_splat(c));
        f64x2_extract_lane::<0>(sums)
    }
    #[cfg(not(target_feature = "relaxed-simd"))]
    {
        a * b + c
    }
}

/// Whether what runs takes longer than the one thread there is can be spared.
#[must_use]
pub fn is_overdue() -> bool {
    let is_overdue =
        BEGUN.get().is_some_and(|begun: Instant| begun.elapsed() > LONGEST) && !has_threads();
    if is_overdue {
        WAS_CUT_SHORT.store(true, SeqCst);
    }
    is_overdue
}

/// Whether work was cut short for that since this was last asked.
#[must_use]
pub fn take_cut_short() -> bool {
    WAS_CUT_SHORT.swap(false, SeqCst)
}

/// Runs `work` on a worker, or without any between two frames.
pub fn spawn(work: impl FnOnce() + Send + 'static) {
    if !has_threads() {
        return later(work);
    }
    let waiting = push(Box::new(move || {
        POOL.wait();
        work();
    }));
    if IDLE.load(SeqCst) < waiting {
        new_worker();
    }
}

/// Calls `work` with every number below `count`, one after the other.
///
/// Only rayon's threads can lend what is on a stack, and those must not wait for each other.
pub fn side_by_side(count: usize, work: impl Fn(usize) + Sync) {
    (0..count).for_each(work);
}

/// Has the page's thread, which alone may touch the window, wake it.
pub fn wake(_window: impl FnOnce()) {
    HAS_NEWS.store(true, SeqCst);
}

/// Whether there was a reason to wake the window since this was last asked.
#[must_use]
pub fn take_news() -> bool {
    HAS_NEWS.swap(false, SeqCst)
}

/// What `mutex` guards, also after a thread panicked with it in hand.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    loop {
        match mutex.try_lock() {
            Ok(guard) => return guard,
            Err(TryLockError::Poisoned(broken)) => return broken.into_inner(),
            Err(TryLockError::WouldBlock) => std::hint::spin_loop(),
        }
    }
}

/// A page has no dialogue that would tell a path.
#[must_use]
pub fn pick_file(_filter: (&str, &[&str])) -> Option<PathBuf> {
    None
}

/// A page has no dialogue that would tell a path.
#[must_use]
pub fn save_file(_filters: &[(&str, &[&str])], _name: String) -> Option<PathBuf> {
    None
}

/// Begins: a worker never comes back from here, and the page's thread starts its workers.
pub fn begin() {
    console_error_panic_hook::set_once();
    let Some(window) = web_sys::window() else { work() };
    listen(&window);
    if cfg!(target_feature = "atomics") && page_says("hasThreads") {
        HAS_THREADS.store(true, SeqCst);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
        let cores = window.navigator().hardware_concurrency() as usize;
        pool(cores.clamp(1, MOST_THREADS));
    }
}

/// Calls the page's own function `name` with `text`; a page without it does not listen.
pub fn tell_page(name: &str, text: &str) {
    let global = js_sys::global();
    let found = Reflect::get(&global, &JsValue::from_str(name));
    if let Some(function) = found.ok().and_then(|value| value.dyn_into::<Function>().ok()) {
        // what it throws the browser's console has
        let _ = function.call1(&global, &JsValue::from_str(text));
    }
}

/// Whether the page has set this variable to true.
#[must_use]
pub fn page_says(name: &str) -> bool {
    Reflect::get(&js_sys::global(), &JsValue::from_str(name)).is_ok_and(|value| value == true)
}

/// Gives the page a function `ask(kind, value)`; `web/page.js` says what there is to ask for.
fn listen(window: &web_sys::Window) {
    let ask = Closure::<dyn Fn(String, JsValue)>::new(|kind: String, value: JsValue| {
        if let Some(request) = request(&kind, &value) {
            REQUESTS.with_borrow_mut(|all| all.push(request));
            HAS_NEWS.store(true, SeqCst);
        }
    });
    let set = Reflect::set(window, &JsValue::from_str("ask"), ask.as_ref());
    set.expect("a page's variables can be set");
    // as long as the page
    ask.forget();
}

/// What is asked for in such words; `None` if that is nothing.
fn request(kind: &str, value: &JsValue) -> Option<Request> {
    match kind {
        "files" => {
            let given = Array::from(value);
            let files = given.iter().filter_map(|file| {
                let file = Array::from(&file);
                let bytes = file.get(1).dyn_into::<Uint8Array>().ok()?.to_vec();
                Some((PathBuf::from(file.get(0).as_string()?), bytes))
            });
            let files: BTreeMap<PathBuf, Vec<u8>> = files.collect();
            let paths = files.keys().cloned().collect();
            *lock(&FILES) = files;
            Some(Request::Files(paths))
        }
        "open" => Some(Request::Link(value.as_string()?)),
        "start" => {
            let at = Array::from(value);
            let at = [at.get(0).as_f64()?, at.get(1).as_f64()?];
            at.iter().all(|value| value.is_finite()).then_some(Request::StartAt(at))
        }
        "next" | "back" => Some(Request::Tour { is_on: kind == "next" }),
        "refuse" => Some(Request::Refuse(value.as_string()?)),
        _ => None,
    }
}

/// Leaves work to whichever worker is free; with it comes how much is waiting.
fn push(task: Task) -> usize {
    let mut tasks = lock(&TASKS);
    tasks.push_back(task);
    let waiting = tasks.len();
    drop(tasks);
    NEWS.notify_one();
    waiting
}

/// Asks the page for one more worker on this module and memory.
fn new_worker() {
    let global = js_sys::global();
    let found = Reflect::get(&global, &JsValue::from_str("newWorker"));
    if let Some(function) = found.ok().and_then(|value| value.dyn_into::<Function>().ok()) {
        let started = function.call2(&global, &wasm_bindgen::module(), &wasm_bindgen::memory());
        started.expect("the page starts workers");
    }
}

/// The life of a worker.
fn work() -> ! {
    loop {
        let mut tasks = TASKS.lock().unwrap_or_else(PoisonError::into_inner);
        IDLE.fetch_add(1, SeqCst);
        let task = loop {
            if let Some(task) = tasks.pop_front() {
                break task;
            }
            tasks = NEWS.wait(tasks).unwrap_or_else(PoisonError::into_inner);
        };
        IDLE.fetch_sub(1, SeqCst);
        drop(tasks);
        task();
    }
}

/// rayon's pool on workers of the same kind. It waits for its threads, so that it is built on one.
fn pool(threads: usize) {
    (0..threads + JOB_WORKERS).for_each(|_| new_worker());
    push(Box::new(move || {
        let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let built = builder.spawn_handler(|thread| {
            push(Box::new(move || thread.run()));
            Ok(())
        });
        built.build_global().expect("the first pool");
        let _ = POOL.set(());
    }));
}

/// Runs `work` on this thread, once what is under way is done and drawn.
fn later(work: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(move || {
        BEGUN.set(Some(Instant::now()));
        work();
        BEGUN.set(None);
    });
    let window = web_sys::window().expect("the page's thread");
    let started = window.set_timeout_with_callback(callback.unchecked_ref());
    started.expect("a page has timers");
}
