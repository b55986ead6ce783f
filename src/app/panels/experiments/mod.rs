//! The page of experiments: what helps with the preset on screen, and the items of the paper.

mod chart;
mod choices;
mod helps;
mod part;

use eframe::egui::{
    self, Align, Button, CentralPanel, Context, Label, Layout, OpenUrl, Panel, ProgressBar,
    RichText, ScrollArea, Ui,
};

use self::helps::Choice;
use self::part::Pictures;
use crate::app::jobs::experiments::{Experiments, Stage, command};
use crate::app::jobs::helps::Helps;
use crate::app::state::command::{Command, Message};
use crate::app::state::experiments::{Order, Page};
use crate::app::state::session::Session;
use crate::app::theme;
use crate::preset::Preset;
use crate::reproduce::Item;

/// The page.
#[derive(Default)]
pub struct ExperimentsView {
    /// What is looked at; `None` while the page is closed.
    pub page: Option<Page>,
    /// The items and what runs.
    pub items: Experiments,
    choice: Choice,
    helps: Helps,
    pictures: Pictures,
}

impl ExperimentsView {
    /// Takes in what has come.
    pub fn poll(&mut self, context: &Context) {
        self.items.poll(context);
        self.helps.poll();
        self.pictures.poll(context);
    }

    /// Progress of what runs.
    pub fn work(&self) -> Option<f64> {
        let of_items = self.items.progress().map(|(done, _)| done);
        of_items.or_else(|| self.helps.job.progress()).or_else(|| self.pictures.progress())
    }

    /// Does what the page asks for; the message says what could not be done.
    pub fn order(&mut self, context: &Context, order: &Order) -> Option<Message> {
        match order {
            Order::Show(page) => {
                self.page = Some(*page);
                if *page != Page::Helps && self.helps.job.progress().is_some() {
                    // nobody looks on, and the items need the cores
                    self.helps = Helps::default();
                }
                self.items.look(context);
            }
            Order::Close => self.close(),
            Order::Choose(item, wish) => self.items.choose(*item, wish.clone()),
            Order::Run(item) => return self.items.run(context, *item).err().map(Message::error),
            Order::RunAll => {
                for item in Item::ALL {
                    if self.items.shown(item).stage != Stage::Done {
                        let told = self.items.run(context, item).err();
                        if told.is_some() {
                            return told.map(Message::error);
                        }
                    }
                }
            }
            Order::Pause(item) => self.items.pause(context, *item),
            Order::Discard(item) => {
                return self.items.discard(context, *item).err().map(Message::error);
            }
        }
        None
    }

    /// Leaves the page; items that run go on.
    pub fn close(&mut self) {
        self.page = None;
        self.helps = Helps::default();
    }

    /// Draws the page.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        presets: &[Preset],
        commands: &mut Vec<Command>,
    ) {
        let Some(page) = self.page else { return };
        let list = if theme::is_column(ui.ctx()) {
            Panel::top("items").exact_size(0.3 * ui.max_rect().height())
        } else {
            Panel::left("items").default_size(320.0)
        };
        list.show(ui, |ui| self.list_ui(ui, page, commands));
        CentralPanel::default_margins().show(ui, |ui| match page {
            Page::Helps => {
                helps::ui(ui, session, &mut self.choice, &mut self.helps, commands);
            }
            Page::Item(item) => self.item_ui(ui, item, presets, commands),
        });
    }

    fn list_ui(&self, ui: &mut Ui, page: Page, commands: &mut Vec<Command>) {
        ui.add_space(4.0);
        let back = ui.button("⬅ Back to the map").on_hover_text("What runs goes on (Esc)");
        if back.clicked() {
            commands.push(Command::Experiments(Order::Close));
        }
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.add_space(8.0);
            theme::heading(ui, "The preset on screen");
            entry_ui(ui, "What helps", "", page == Page::Helps, Page::Helps, commands);
            ui.add_space(10.0);
            theme::heading(ui, "The paper, run again");
            let progress = self.items.progress();
            for shown in &self.items.all {
                let state = match (&shown.stage, &progress) {
                    (Stage::Fresh, _) => String::new(),
                    (Stage::Waiting, _) => "waiting".to_owned(),
                    (Stage::Running, Some((done, _))) => format!("{:.0} %", 100.0 * done),
                    (Stage::Running, None) => "…".to_owned(),
                    (Stage::Paused, _) => "paused".to_owned(),
                    (Stage::Done, _) => "✔".to_owned(),
                    (Stage::Failed(_), _) => "failed".to_owned(),
                };
                let wanted = Page::Item(shown.item);
                entry_ui(ui, shown.item.title(), &state, page == wanted, wanted, commands);
            }
            ui.add_space(8.0);
            let is_left = self.items.all.iter().any(|shown| {
                matches!(shown.stage, Stage::Fresh | Stage::Paused | Stage::Failed(_))
            });
            let all = ui.add_enabled(is_left, Button::new("Run all that is left"));
            if all.on_hover_text("One after the other").clicked() {
                commands.push(Command::Experiments(Order::RunAll));
            }
        });
    }

    fn item_ui(
        &mut self,
        ui: &mut Ui,
        item: Item,
        presets: &[Preset],
        commands: &mut Vec<Command>,
    ) {
        ui.horizontal(|ui| {
            ui.label(RichText::new(item.title()).strong().size(17.0));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                self.buttons_ui(ui, item, commands);
            });
        });
        let shown = self.items.shown(item);
        match &shown.stage {
            Stage::Running => running_ui(ui, &self.items),
            Stage::Failed(told) => {
                let text = RichText::new(format!("It could not be run: {told}"));
                theme::announce(&ui.label(text.color(ui.visuals().error_fg_color)));
            }
            Stage::Paused => {
                ui.label("Paused: the runs that were made are kept, and it goes on where it was.");
            }
            Stage::Waiting => {
                ui.label("It begins when what runs now has ended.");
            }
            Stage::Fresh => {
                let text = "Not run yet. Everything is computed here, with seeds; the report has \
                    the protocol, intervals and the paper's numbers beside ours.";
                ui.label(text);
            }
            Stage::Done => {}
        }
        if !matches!(shown.stage, Stage::Waiting | Stage::Running) && item.has_seed() {
            let wish = choices::ui(ui, item, &shown.wish);
            if wish != shown.wish {
                commands.push(Command::Experiments(Order::Choose(item, wish)));
            }
        }
        ui.separator();
        if let Some(part) = shown.part.clone() {
            ScrollArea::vertical().id_salt(item.name()).auto_shrink([false, false]).show(
                ui,
                |ui| {
                    ui.spacing_mut().item_spacing.y = 8.0;
                    part::ui(ui, &part, &mut self.pictures, presets, commands);
                },
            );
        }
    }

    /// What can be done with an item, from the right.
    fn buttons_ui(&self, ui: &mut Ui, item: Item, commands: &mut Vec<Command>) {
        let stage = &self.items.shown(item).stage;
        let mut button = |ui: &mut Ui, label: &str, help: &str, order: Order| {
            if ui.button(label).on_hover_text(help).clicked() {
                commands.push(Command::Experiments(order));
            }
        };
        let discard = "Removes its rows and its report";
        let again = "With these choices; what there is of it is removed";
        match stage {
            _ if self.items.shown(item).is_other() => {
                button(ui, "Run again", again, Order::Run(item));
            }
            Stage::Fresh | Stage::Failed(_) => {
                button(ui, "Run", "In the background, on all cores", Order::Run(item));
            }
            Stage::Waiting => button(ui, "Do not run", "", Order::Pause(item)),
            Stage::Running => {
                button(ui, "Pause", "The runs that were made are kept", Order::Pause(item));
            }
            Stage::Paused => {
                button(ui, "Go on", "From where it was", Order::Run(item));
                button(ui, "Discard", discard, Order::Discard(item));
            }
            Stage::Done => button(ui, "Discard", discard, Order::Discard(item)),
        }
        if *stage == Stage::Done
            && let Some(page) = self.items.page(item)
        {
            let help = format!("{}", page.display());
            if ui.button("Open as a page").on_hover_text(help).clicked() {
                ui.ctx().open_url(OpenUrl::new_tab(format!("file://{}", page.display())));
            }
        }
        let command = command(item, &self.items.shown(item).wish, "report");
        let copy = ui.button("Copy command").on_hover_text(&command);
        if copy.clicked() {
            ui.ctx().copy_text(command);
            commands.push(Command::Tell(Message::done("The command is in the clipboard.")));
        }
    }
}

/// A line of the list.
fn entry_ui(
    ui: &mut Ui,
    name: &str,
    state: &str,
    is_chosen: bool,
    page: Page,
    commands: &mut Vec<Command>,
) {
    let button = Button::selectable(is_chosen, name)
        .right_text(RichText::new(state).weak())
        .wrap()
        .min_size(egui::vec2(ui.available_width(), 26.0));
    if ui.add(button).clicked() {
        commands.push(Command::Experiments(Order::Show(page)));
    }
}

/// How far the item that runs is.
fn running_ui(ui: &mut Ui, items: &Experiments) {
    let Some((done, left)) = items.progress() else { return };
    ui.horizontal(|ui| {
        #[expect(clippy::cast_possible_truncation, reason = "a share")]
        let bar = ProgressBar::new(done as f32).desired_width(280.0).desired_height(14.0);
        ui.add(bar);
        let left = left.map_or_else(String::new, |seconds| format!(", about {}", words(seconds)));
        ui.add(Label::new(format!("{:.0} %{left}", 100.0 * done)));
    });
    ui.ctx().request_repaint_after(std::time::Duration::from_millis(250));
}

/// A time in words.
fn words(seconds: f64) -> String {
    if seconds < 90.0 {
        format!("{:.0} s left", seconds.max(1.0))
    } else if seconds < 5400.0 {
        format!("{:.0} min left", seconds / 60.0)
    } else {
        format!("{:.1} h left", seconds / 3600.0)
    }
}
