//! What the monkey does.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use basinscope::preset::Preset;
use egui::accesskit::Role;
use egui::{
    Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, Rect, TouchPhase,
};
use egui_kittest::kittest::NodeT;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::super::{Dropped, Window, app};
use super::watch;

/// Keys that the window or its widgets know; letters and digits are typed besides.
const KEYS: [Key; 30] = {
    use Key as K;
    [
        K::Space,
        K::Space,
        K::ArrowLeft,
        K::ArrowRight,
        K::ArrowUp,
        K::ArrowDown,
        K::PageUp,
        K::PageDown,
        K::Home,
        K::End,
        K::F1,
        K::F5,
        K::F12,
        K::Escape,
        K::Escape,
        K::Escape,
        K::Enter,
        K::Enter,
        K::Tab,
        K::Tab,
        K::Tab,
        K::Backspace,
        K::Delete,
        K::Plus,
        K::Minus,
        K::Period,
        K::Comma,
        K::L,
        K::R,
        K::A,
    ]
};

/// Keys that mean something together with Ctrl.
const WITH_CTRL: [Key; 12] = [
    Key::K,
    Key::Z,
    Key::Z,
    Key::Y,
    Key::E,
    Key::O,
    Key::S,
    Key::A,
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::ArrowUp,
    Key::ArrowDown,
];

/// Without a slash: a path that is typed leads nowhere out of the folder.
const TEXTS: [&str; 20] = [
    "0",
    "1",
    "2",
    "3",
    "10",
    "0.5",
    "-3",
    "1e3",
    "1e-300",
    "1e308",
    "1e400",
    "nan",
    "-inf",
    "999999999999999999",
    "99999999999999999999999",
    "relu",
    "basin",
    "x",
    "ä²…",
    " ",
];

const TABLES: [&str; 8] = [
    "x\ty\r\n0\t0,25\r\n1\t-1\r\n",
    "1,2,3\n4,5,6\n7,8,9\n",
    "a;b;class\n0;0,5;no\n1;1;yes\n2;0;no\n0;3;yes\n",
    "1,2\n",
    "x,y\n1e308,-1e308\n-1e308,1e308\n",
    "1 1\n1 1\n1 1\n",
    "no table at all",
    "",
];

/// One thing that is done.
#[derive(Debug)]
enum Act {
    Move(Pos2),
    Leave,
    Click {
        at: Pos2,
        button: PointerButton,
        times: usize,
    },
    Drag {
        from: Pos2,
        to: Pos2,
        button: PointerButton,
        modifiers: Modifiers,
        lets_go: bool,
    },
    Wheel {
        at: Pos2,
        lines: [f32; 2],
        modifiers: Modifiers,
    },
    Pinch {
        at: Pos2,
        factor: f32,
    },
    Press {
        key: Key,
        modifiers: Modifiers,
    },
    Type(&'static str),
    Paste(&'static str),
    Resize(f32, f32),
    Drop(PathBuf),
    /// Takes a line of the palette.
    Call(usize),
    Wait(Duration),
}

pub struct Monkey {
    random: ChaCha8Rng,
    window: Window,
    files: Vec<PathBuf>,
}

impl Monkey {
    /// A monkey with files to drop, which are made in `folder`.
    pub fn new(random: ChaCha8Rng, window: Window, folder: &Path) -> Self {
        let mut files =
            vec![folder.join("missing.toml"), folder.join("missing.csv"), folder.to_owned()];
        let mut file = |name: &str, content: &[u8]| {
            let path = folder.join(name);
            std::fs::write(&path, content).unwrap();
            files.push(path);
        };
        let shipped = Preset::shipped();
        for preset in &shipped {
            file(&format!("{}.toml", preset.name), preset.to_toml().as_bytes());
        }
        let text = shipped[0].to_toml();
        file("half.toml", &text.as_bytes()[..text.len() / 2]);
        let garbage: Vec<u8> =
            (0..999_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for ending in ["toml", "csv", "npy", "npz", "safetensors", "json", "txt", "pt", "xyz"] {
            file(&format!("garbage.{ending}"), &garbage);
            file(&format!("empty.{ending}"), b"");
        }
        for (i, table) in TABLES.iter().enumerate() {
            file(&format!("table{i}.csv"), table.as_bytes());
        }
        let rows = |columns: usize, rows: usize| -> String {
            let row = |i: usize| {
                (0..columns).map(|j| ((i * 7 + j * 3) % 11).to_string()).collect::<Vec<_>>()
            };
            (0..rows).map(|i| row(i).join(",") + "\n").collect()
        };
        file("wide.csv", rows(40, 6).as_bytes());
        file("long.csv", rows(3, 2000).as_bytes());
        file("weights.json", b"{\"w\": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]}");
        Self { random, window, files }
    }

    /// Does one thing.
    pub fn act(&mut self) {
        let act = self.choose();
        watch::note(format!("{act:?}"));
        self.perform(act);
    }

    /// What is being computed.
    pub fn jobs(&self) -> Vec<&'static str> {
        super::app(&self.window).jobs().into_iter().map(|(name, _)| name).collect()
    }

    /// Takes the hand from mouse and keys.
    pub fn let_go(mut self) -> Window {
        self.window.set_size(egui::vec2(1360.0, 860.0));
        for button in [PointerButton::Primary, PointerButton::Secondary] {
            self.button(Pos2::ZERO, button, false, Modifiers::NONE);
        }
        self.frame(vec![Event::PointerGone]);
        self.window
    }

    fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.random.random_range(0..of.len())]
    }

    fn modifiers(&mut self) -> Modifiers {
        self.one_of(&[
            Modifiers::NONE,
            Modifiers::NONE,
            Modifiers::NONE,
            Modifiers::NONE,
            Modifiers::SHIFT,
            Modifiers::COMMAND,
            Modifiers::ALT,
            Modifiers::COMMAND | Modifiers::SHIFT,
        ])
    }

    fn choose(&mut self) -> Act {
        match self.random.random_range(0..100) {
            0..8 => Act::Move(self.place()),
            8..9 => Act::Leave,
            9..34 => Act::Click {
                at: self.place(),
                button: self.one_of(&[
                    PointerButton::Primary,
                    PointerButton::Primary,
                    PointerButton::Primary,
                    PointerButton::Primary,
                    PointerButton::Secondary,
                ]),
                times: self.one_of(&[1, 1, 1, 2]),
            },
            34..46 => Act::Drag {
                from: self.place(),
                to: self.place(),
                button: self.one_of(&[
                    PointerButton::Primary,
                    PointerButton::Primary,
                    PointerButton::Secondary,
                ]),
                modifiers: self.modifiers(),
                lets_go: self.random.random_range(0..10) > 0,
            },
            46..52 => Act::Wheel {
                at: self.place(),
                lines: [self.random.random_range(-1.0..1.0), self.random.random_range(-9.0..9.0)],
                modifiers: self.modifiers(),
            },
            52..54 => Act::Pinch { at: self.place(), factor: self.random.random_range(0.3..3.0) },
            54..66 => Act::Press { key: self.one_of(&KEYS), modifiers: self.modifiers() },
            66..73 => Act::Press { key: self.one_of(&WITH_CTRL), modifiers: Modifiers::COMMAND },
            73..82 => Act::Type(self.one_of(&TEXTS)),
            82..84 => Act::Paste(self.one_of(&TABLES)),
            84..86 => Act::Paste(self.one_of(&TEXTS)),
            86..88 => Act::Resize(
                self.random.random_range(500.0..1900.0),
                self.random.random_range(400.0..1100.0),
            ),
            88..91 => Act::Drop(self.files[self.random.random_range(0..self.files.len())].clone()),
            91..96 => Act::Call(self.random.random_range(0..62)),
            _ => Act::Wait(Duration::from_millis(self.random.random_range(0..200))),
        }
    }

    /// Somewhere in the window: on a widget as a rule, beside the window at times.
    fn place(&mut self) -> Pos2 {
        let (kind, chosen) = (self.random.random_range(0..10), self.random.random::<u32>());
        let share =
            egui::vec2(self.random.random_range(0.0..1.0), self.random.random_range(0.0..1.0));
        let screen = self.window.ctx.content_rect();
        let is_active = |role: Role| {
            use Role as R;
            matches!(
                role,
                R::Button
                    | R::CheckBox
                    | R::RadioButton
                    | R::ComboBox
                    | R::Slider
                    | R::SpinButton
                    | R::TextInput
                    | R::Link
                    | R::MenuItem
            )
        };
        let nodes = self.window.root().children_recursive();
        let nodes = nodes.filter(|node| kind < 2 || is_active(node.accesskit_node().role()));
        let nodes = nodes.filter(|node| node.accesskit_node().bounding_box().is_some());
        let shown: Vec<Rect> =
            nodes.map(|node| node.rect()).filter(|r| screen.intersects(*r)).collect();
        let area = match kind {
            0..7 if !shown.is_empty() => shown[chosen as usize % shown.len()],
            7..9 => screen,
            _ => screen.expand(30.0),
        };
        area.min + share * area.size()
    }

    fn frame(&mut self, events: Vec<Event>) {
        watch::frame(&mut self.window, events);
    }

    fn button(&mut self, pos: Pos2, button: PointerButton, pressed: bool, modifiers: Modifiers) {
        self.frame(vec![Event::PointerButton { pos, button, pressed, modifiers }]);
    }

    fn key(&mut self, key: Key, modifiers: Modifiers) {
        self.frame(vec![Event::ModifiersChanged(modifiers)]);
        for pressed in [true, false] {
            self.frame(vec![Event::Key {
                key,
                physical_key: None,
                pressed,
                repeat: false,
                modifiers,
            }]);
        }
        self.frame(vec![Event::ModifiersChanged(Modifiers::NONE)]);
    }

    fn perform(&mut self, act: Act) {
        match act {
            Act::Move(at) => self.frame(vec![Event::PointerMoved(at)]),
            Act::Leave => self.frame(vec![Event::PointerGone]),
            Act::Click { at, button, times } => {
                self.frame(vec![Event::PointerMoved(at)]);
                for _ in 0..times {
                    self.button(at, button, true, Modifiers::NONE);
                    self.button(at, button, false, Modifiers::NONE);
                }
            }
            Act::Drag { from, to, button, modifiers, lets_go } => {
                self.frame(vec![Event::ModifiersChanged(modifiers), Event::PointerMoved(from)]);
                self.button(from, button, true, modifiers);
                for share in [0.1, 0.5, 1.0] {
                    self.frame(vec![Event::PointerMoved(from.lerp(to, share))]);
                }
                if lets_go {
                    self.button(to, button, false, modifiers);
                }
                self.frame(vec![Event::ModifiersChanged(Modifiers::NONE)]);
            }
            Act::Wheel { at, lines, modifiers } => {
                self.frame(vec![Event::ModifiersChanged(modifiers), Event::PointerMoved(at)]);
                self.frame(vec![Event::MouseWheel {
                    unit: MouseWheelUnit::Line,
                    delta: lines.into(),
                    phase: TouchPhase::Move,
                    source: MouseWheelSource::Wheel,
                    modifiers,
                }]);
                self.frame(vec![Event::ModifiersChanged(Modifiers::NONE)]);
            }
            Act::Pinch { at, factor } => {
                self.frame(vec![Event::PointerMoved(at), Event::Zoom(factor)]);
            }
            Act::Press { key, modifiers } => self.key(key, modifiers),
            Act::Type(text) => self.frame(vec![Event::Text(text.to_owned())]),
            Act::Paste(text) => self.frame(vec![Event::Paste(text.to_owned())]),
            Act::Resize(width, height) => {
                self.window.set_size(egui::vec2(width, height));
                self.frame(vec![]);
            }
            Act::Drop(path) => {
                self.window.input_mut().dropped_files.push(Arc::new(Dropped(path)));
                self.frame(vec![]);
            }
            Act::Call(line) => {
                self.key(Key::K, Modifiers::COMMAND);
                let down = |pressed| Event::Key {
                    key: Key::ArrowDown,
                    physical_key: None,
                    pressed,
                    repeat: false,
                    modifiers: Modifiers::NONE,
                };
                let presses = std::iter::repeat_n([down(true), down(false)], line);
                self.frame(presses.flatten().collect());
                self.key(Key::Enter, Modifiers::NONE);
            }
            Act::Wait(most) => {
                let start = Instant::now();
                while start.elapsed() < most && !app(&self.window).is_idle() {
                    self.frame(vec![]);
                    std::thread::sleep(Duration::from_millis(4));
                }
            }
        }
    }
}
