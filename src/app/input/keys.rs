//! Everything that can be asked for by name or by key: one table, which the keyboard, the palette
//! and the tooltips share.

use eframe::egui::text_selection::LabelSelectionState;
use eframe::egui::{Context, Event, Key, KeyboardShortcut, Modifiers};

use crate::app::input::method::InputMethod;
use crate::app::state::command::{Command, MapMove, Purpose, TourMove};
use crate::app::state::experiments::{Order, Page};
use crate::app::state::session::{Layer, Session};
use crate::experiment::Library;
use crate::figure::{Colormap, ScaleKind};
use crate::plane::Quantity;

/// When the keys of an action mean it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// At any time.
    Always,
    /// Unless a text is being written.
    NotWriting,
    /// Unless a widget has the keyboard, which has a use for the key itself.
    Unfocused,
}

/// What decides which actions can be done, and what they ask for.
pub struct Now<'a> {
    /// What is chosen.
    pub session: &'a Session,
    /// Whether there is a map.
    pub has_map: bool,
    /// Whether there is a descent.
    pub has_run: bool,
    /// Whether there are ranges to go back and forward to.
    pub views: [bool; 2],
    /// Whether there are changes to take back, and to make again.
    pub changes: [bool; 2],
    /// Whether random starts are counted.
    pub shows_random_starts: bool,
}

/// One thing that can be done.
pub struct Action {
    /// What it is called.
    pub name: &'static str,
    /// Its keys; the first are those that are told.
    keys: &'static [KeyboardShortcut],
    when: When,
    /// What is asked for.
    pub command: fn(&Now) -> Command,
    /// Whether it can be done now.
    pub can: fn(&Now) -> bool,
}

impl Action {
    /// The keys in words; empty if it has none.
    pub fn keys(&self, context: &Context) -> String {
        self.keys.first().map_or(String::new(), |keys| context.format_shortcut(keys))
    }
}

const fn plain(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::SHIFT, key)
}

const fn alt(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::ALT, key)
}

const fn command(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

const fn action(
    name: &'static str,
    keys: &'static [KeyboardShortcut],
    when: When,
    command: fn(&Now) -> Command,
    can: fn(&Now) -> bool,
) -> Action {
    Action { name, keys, when, command, can }
}

fn always(_: &Now) -> bool {
    true
}

fn has_map(now: &Now) -> bool {
    now.has_map
}

fn has_plane(now: &Now) -> bool {
    now.session.preset.has_plane()
}

fn has_sharpness(now: &Now) -> bool {
    has_plane(now) && now.session.refusal(SHARPNESS).is_none()
}

fn has_run(now: &Now) -> bool {
    now.has_run
}

/// The map of the gradient's norm.
const GRADIENT: Layer = Layer::Values(Quantity::GradientNorm);

/// The map of the Hessian's largest eigenvalue.
const SHARPNESS: Layer = Layer::Values(Quantity::Sharpness);

/// All actions, in the order in which they are listed.
pub const ACTIONS: &[Action] = {
    use Command as C;
    use Key as K;
    use When::{Always, NotWriting, Unfocused};
    &[
        action("Play or pause", &[plain(K::Space)], Unfocused, |_| C::TogglePlay, has_run),
        action("One step on", &[plain(K::ArrowRight)], Unfocused, |_| C::Step(1), has_run),
        action("One step back", &[plain(K::ArrowLeft)], Unfocused, |_| C::Step(-1), has_run),
        action("Ten steps on", &[shift(K::ArrowRight)], Unfocused, |_| C::Step(10), has_run),
        action("Ten steps back", &[shift(K::ArrowLeft)], Unfocused, |_| C::Step(-10), has_run),
        action("First step", &[plain(K::Home)], Unfocused, |_| C::Step(isize::MIN), has_run),
        action("Last step", &[plain(K::End)], Unfocused, |_| C::Step(isize::MAX), has_run),
        action("Loop", &[plain(K::L)], Unfocused, |_| C::ToggleLoop, has_run),
        action(
            "Play faster",
            &[plain(K::Period)],
            Unfocused,
            |a| C::SetSpeed(2.0 * a.session.speed),
            has_run,
        ),
        action(
            "Play slower",
            &[plain(K::Comma)],
            Unfocused,
            |a| C::SetSpeed(0.5 * a.session.speed),
            has_run,
        ),
        action("Reset", &[plain(K::R)], Unfocused, |_| C::Reset, has_map),
        action("Run again", &[], Unfocused, |_| C::Restart, has_run),
        action("Random start", &[], Unfocused, |_| C::StartAtRandom, has_map),
        action("Keep point", &[], Unfocused, |_| C::KeepPoint, has_run),
        action(
            "Next step of the tour",
            &[plain(K::PageDown)],
            NotWriting,
            |_| C::Tour(TourMove::Next),
            |a| a.session.has_tour(),
        ),
        action(
            "Step back in the tour",
            &[plain(K::PageUp)],
            NotWriting,
            |_| C::Tour(TourMove::Back),
            |a| a.session.tour.is_some(),
        ),
        action("Presenter mode", &[plain(K::F5)], Always, |_| C::TogglePresenter, always),
        action("Undo", &[command(K::Z)], NotWriting, |_| C::Undo, |a| a.changes[0]),
        action("Redo", &[REDO, command(K::Y)], NotWriting, |_| C::Redo, |a| a.changes[1]),
        action("Save figure…", &[command(K::E)], Always, |_| C::ToggleExport, has_map),
        action("Copy figure", &[command(K::C)], Unfocused, |_| C::CopyFigure, has_map),
        action("Save figure again", &[AGAIN], Always, |_| C::ExportAgain, has_map),
        action("Open…", &[command(K::O)], Always, |_| C::Ask(Purpose::Open), always),
        action("Save preset…", &[command(K::S)], Always, |_| C::Ask(Purpose::SavePreset), always),
        action("Save weights…", &[], Unfocused, |_| C::Ask(Purpose::SaveWeights), always),
        action("Copy link", &[], Unfocused, |_| C::CopyLink, always),
        action("Copy as PyTorch code", &[], Unfocused, |_| C::CopyCode(Library::Pytorch), always),
        action("Copy as Keras code", &[], Unfocused, |_| C::CopyCode(Library::Keras), always),
        action("Copy as NumPy code", &[], Unfocused, |_| C::CopyCode(Library::Numpy), always),
        action(
            "Revert to the preset as opened",
            &[],
            Unfocused,
            |_| C::Revert,
            |a| a.session.is_edited,
        ),
        action("Find minima", &[], Unfocused, |_| C::FindMinima, always),
        action(
            "Many random starts",
            &[],
            Unfocused,
            |a| C::ShowRandomStarts(!a.shows_random_starts),
            always,
        ),
        action(
            "Race optimisers",
            &[],
            Unfocused,
            |a| C::SetRace(a.session.race.switched()),
            always,
        ),
        action("Experiments", &[], Unfocused, |_| C::Experiments(Order::Show(Page::Helps)), always),
        action("Optimiser's state", &[], Unfocused, |a| C::ShowHeld(!a.session.shows_held), always),
        action("Loss map", &[], Unfocused, |_| C::SetLayer(Layer::LOSS), has_plane),
        action("Gradient map", &[], Unfocused, |_| C::SetLayer(GRADIENT), has_plane),
        action("Sharpness map", &[], Unfocused, |_| C::SetLayer(SHARPNESS), has_sharpness),
        action("Basin map", &[], Unfocused, |_| C::SetLayer(Layer::Basins), has_plane),
        action(
            "Slice or profile",
            &[],
            Unfocused,
            |a| C::SetProfile(!a.session.look.profile),
            has_plane,
        ),
        action(
            "Surface or flat map",
            &[plain(K::Num3)],
            Unfocused,
            |a| C::ShowSurface(!a.session.surface.is_shown),
            has_plane,
        ),
        action(
            "Move the map left",
            &[command(K::ArrowLeft)],
            Unfocused,
            |_| moved(MapMove::Left),
            has_map,
        ),
        action(
            "Move the map right",
            &[command(K::ArrowRight)],
            Unfocused,
            |_| moved(MapMove::Right),
            has_map,
        ),
        action(
            "Move the map up",
            &[command(K::ArrowUp)],
            Unfocused,
            |_| moved(MapMove::Up),
            has_map,
        ),
        action(
            "Move the map down",
            &[command(K::ArrowDown)],
            Unfocused,
            |_| moved(MapMove::Down),
            has_map,
        ),
        // + is a shifted = on many keyboards
        action("Zoom in", &[plain(K::Plus), plain(K::Equals)], Unfocused, |_| IN, has_map),
        action("Zoom out", &[plain(K::Minus)], Unfocused, |_| moved(MapMove::Out), has_map),
        action("Whole plane", &[], Unfocused, |_| C::ResetView, has_map),
        action(
            "View before",
            &[plain(K::Backspace), alt(K::ArrowLeft)],
            Unfocused,
            |_| C::Back,
            |a| a.views[0],
        ),
        action("View after", &[alt(K::ArrowRight)], Unfocused, |_| C::Forward, |a| a.views[1]),
        action("Contours", &[], Unfocused, |a| C::SetContours(!a.session.look.contours), has_plane),
        action("Names of points", &[], Unfocused, |a| C::SetLabels(!a.session.look.labels), always),
        action("Logarithmic scale", &[], Unfocused, |_| C::SetScale(ScaleKind::Log), has_plane),
        action("Linear scale", &[], Unfocused, |_| C::SetScale(ScaleKind::Linear), has_plane),
        action(
            "Colours: viridis",
            &[],
            Unfocused,
            |_| C::SetColormap(Colormap::Viridis),
            has_plane,
        ),
        action(
            "Colours: cividis",
            &[],
            Unfocused,
            |_| C::SetColormap(Colormap::Cividis),
            has_plane,
        ),
        action("Colours: batlow", &[], Unfocused, |_| C::SetColormap(Colormap::Batlow), has_plane),
        action("Light or dark window", &[], Unfocused, |_| C::ToggleTheme, always),
        action("All actions", &[command(K::K), plain(K::F1)], Always, |_| C::TogglePalette, always),
        action("Frame times and jobs", &[plain(K::F12)], Always, |_| C::ToggleFrames, always),
        action("Close or stop", &[plain(K::Escape)], Unfocused, |_| C::Escape, always),
    ]
};

const AGAIN: KeyboardShortcut =
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::E);
const REDO: KeyboardShortcut =
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);

const IN: Command = moved(MapMove::In);

const fn moved(wanted: MapMove) -> Command {
    Command::MoveMap(wanted)
}

/// The keys of the action of this name, to be told in a tooltip; empty if it has none.
pub fn keys_of(context: &Context, name: &str) -> String {
    ACTIONS
        .iter()
        .find(|action| action.name == name)
        .map_or(String::new(), |action| action.keys(context))
}

/// Asks for what the keys that were pressed mean.
pub fn shortcuts(context: &Context, now: &Now, commands: &mut Vec<Command>) {
    // a dialogue has the keyboard for itself
    let is_covered = context.memory(|memory| memory.top_modal_layer().is_some());
    let was_writing = context.with_plugin(|method: &mut InputMethod| method.was_writing);
    let is_writing = context.text_edit_focused() || was_writing == Some(true);
    let is_focused = is_writing || context.memory(|memory| memory.focused().is_some());
    for action in ACTIONS {
        let means_it = match action.when {
            When::Always => true,
            When::NotWriting => !is_writing && !is_covered,
            When::Unfocused => !is_focused && !is_covered,
        };
        if means_it && (action.can)(now) {
            let presses: usize = action.keys.iter().map(|keys| take_presses(context, *keys)).sum();
            commands.extend(std::iter::repeat_with(|| (action.command)(now)).take(presses));
        }
    }
    if !is_writing && !is_covered {
        let pasted = |event: &Event| match event {
            Event::Paste(text) => Some(Command::Paste(text.clone())),
            _ => None,
        };
        commands.extend(context.input(|input| input.events.iter().find_map(pasted)));
        // where words are selected it is they that are meant
        let selected =
            context.with_plugin(|labels: &mut LabelSelectionState| labels.has_selection());
        let is_copy = context.input(|input| input.events.contains(&Event::Copy));
        if is_copy && selected != Some(true) && has_map(now) {
            commands.push(Command::CopyFigure);
        }
    }
}

/// Whether some keyboards have this sign or digit with Shift and others without.
fn is_sign(key: Key) -> bool {
    matches!(key, Key::Plus | Key::Minus | Key::Equals | Key::Period | Key::Comma | Key::Num3)
}

/// How often these very keys were pressed, which nobody else learns of. Where the keyboard's
/// layout gives no Latin letter, `key` is already that of the place.
fn take_presses(context: &Context, keys: KeyboardShortcut) -> usize {
    context.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| {
            let Event::Key { key, pressed: true, modifiers, .. } = event else { return true };
            let shift = modifiers.shift && !is_sign(*key);
            let modifiers = Modifiers { shift, ..*modifiers };
            !(*key == keys.logical_key && modifiers.matches_exact(keys.modifiers))
        });
        before - input.events.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_keys_mean_two_actions() {
        let all: Vec<&KeyboardShortcut> = ACTIONS.iter().flat_map(|action| action.keys).collect();
        for (i, keys) in all.iter().enumerate() {
            assert!(!all[..i].contains(keys), "{keys:?}");
        }
    }

    #[test]
    fn every_action_has_a_name_of_its_own() {
        for (i, action) in ACTIONS.iter().enumerate() {
            assert!(ACTIONS[..i].iter().all(|other| other.name != action.name), "{}", action.name);
        }
    }
}
