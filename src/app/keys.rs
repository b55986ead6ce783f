//! What can be done from the keyboard: one table of actions, each with its name, its keys and its command.

use eframe::egui::{Context, Event, Key, KeyboardShortcut, Modifiers};

use super::App;
use super::command::{Command, MapMove, TourMove};

/// When the keys of an action mean it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At any time.
    Always,
    /// Unless a text is being written.
    NotWriting,
    /// Unless a widget has the keyboard, which has a use for the key itself.
    Unfocused,
}

/// One thing that can be done.
pub struct Action {
    /// What it is called.
    pub name: &'static str,
    /// Its keys; the first are those that are told.
    pub keys: &'static [KeyboardShortcut],
    /// When they mean it.
    pub when: When,
    /// What is asked for.
    pub command: Command,
    /// Whether it can be done now.
    pub can: fn(&App) -> bool,
}

const fn plain(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn with(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}

const fn action(
    name: &'static str,
    keys: &'static [KeyboardShortcut],
    when: When,
    command: Command,
    can: fn(&App) -> bool,
) -> Action {
    Action { name, keys, when, command, can }
}

fn always(_: &App) -> bool {
    true
}

fn has_map(app: &App) -> bool {
    app.map.is_some()
}

fn has_run(app: &App) -> bool {
    app.live.run.is_some()
}

const SHIFTED: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// All actions, in the order in which they are listed.
pub const ACTIONS: &[Action] = {
    use Command as C;
    use When::{Always, NotWriting, Unfocused};
    &[
        action("Play or pause", &[plain(Key::Space)], Unfocused, C::TogglePlay, has_run),
        action(
            "Next step of the tour",
            &[plain(Key::PageDown)],
            NotWriting,
            C::Tour(TourMove::Next),
            App::has_tour,
        ),
        action("Step back in the tour", &[plain(Key::PageUp)], NotWriting, C::Tour(TourMove::Back), |app| {
            app.session.tour.is_some()
        }),
        action("Undo", &[with(Modifiers::COMMAND, Key::Z)], NotWriting, C::Undo, |app| {
            app.changes.has_past()
        }),
        action(
            "Redo",
            &[with(SHIFTED, Key::Z), with(Modifiers::COMMAND, Key::Y)],
            NotWriting,
            C::Redo,
            |app| app.changes.has_future(),
        ),
        action("Save picture…", &[with(Modifiers::COMMAND, Key::E)], Always, C::ToggleExport, always),
        action("Move the map left", &[plain(Key::ArrowLeft)], Unfocused, C::MoveMap(MapMove::Left), has_map),
        action(
            "Move the map right",
            &[plain(Key::ArrowRight)],
            Unfocused,
            C::MoveMap(MapMove::Right),
            has_map,
        ),
        action("Move the map up", &[plain(Key::ArrowUp)], Unfocused, C::MoveMap(MapMove::Up), has_map),
        action("Move the map down", &[plain(Key::ArrowDown)], Unfocused, C::MoveMap(MapMove::Down), has_map),
        // + is a shifted = on many keyboards
        action(
            "Zoom in",
            &[plain(Key::Plus), with(Modifiers::SHIFT, Key::Plus), plain(Key::Equals)],
            Unfocused,
            C::MoveMap(MapMove::In),
            has_map,
        ),
        action("Zoom out", &[plain(Key::Minus)], Unfocused, C::MoveMap(MapMove::Out), has_map),
        action("Reset view", &[plain(Key::R)], Unfocused, C::ResetView, has_map),
        action(
            "Back to the view before",
            &[plain(Key::Backspace), with(Modifiers::ALT, Key::ArrowLeft)],
            Unfocused,
            C::Back,
            |app| app.views.has_past(),
        ),
        action(
            "Forward to the view after",
            &[with(Modifiers::ALT, Key::ArrowRight)],
            Unfocused,
            C::Forward,
            |app| app.views.has_future(),
        ),
        action("Close or stop", &[plain(Key::Escape)], Unfocused, C::Escape, always),
    ]
};

/// The keys of the action that asks for `command`, to be told in a tooltip; empty if it has none.
pub fn keys_of(context: &Context, is_wanted: impl Fn(&Command) -> bool) -> String {
    let keys = ACTIONS.iter().find(|action| is_wanted(&action.command)).and_then(|a| a.keys.first());
    keys.map_or(String::new(), |keys| context.format_shortcut(keys))
}

impl App {
    /// Asks for what the keys that were pressed mean.
    pub(super) fn shortcuts(&self, context: &Context, commands: &mut Vec<Command>) {
        // a dialogue has the keyboard for itself
        let is_covered = context.memory(|memory| memory.top_modal_layer().is_some());
        let is_writing = context.text_edit_focused();
        let is_focused =
            context.egui_wants_keyboard_input() || context.memory(|memory| memory.focused().is_some());
        for action in ACTIONS {
            let means_it = match action.when {
                When::Always => true,
                When::NotWriting => !is_writing && !is_covered,
                When::Unfocused => !is_focused && !is_covered,
            };
            if means_it && (action.can)(self) {
                let presses: usize = action.keys.iter().map(|keys| take_presses(context, keys)).sum();
                commands.extend(std::iter::repeat_n(&action.command, presses).cloned());
            }
        }
        for dropped in context.input(|input| input.raw.dropped_files.clone()) {
            commands.push(Command::OpenFile(dropped.path().to_owned()));
        }
    }
}

/// How often these very keys were pressed, which nobody else learns of.
fn take_presses(context: &Context, keys: &KeyboardShortcut) -> usize {
    context.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| {
            let Event::Key { key, pressed: true, modifiers, .. } = event else { return true };
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
