//! The first rows of a table, with what each column is for above it.

use eframe::egui::{Button, Grid, RichText, ScrollArea, Ui};

use crate::app::theme;
use crate::preset::import::{Column, Options, Role, Survey};

/// Draws the rows; a click on a role changes it.
pub fn ui(ui: &mut Ui, survey: &Survey, options: &mut Options) {
    let width = survey.head.first().map_or(0, Vec::len).min(survey.columns.len());
    if width == 0 {
        return;
    }
    ScrollArea::horizontal().id_salt("table").auto_shrink([false, true]).show(ui, |ui| {
        Grid::new("rows of the table").striped(true).num_columns(width).show(ui, |ui| {
            for column in &survey.columns[..width] {
                role_ui(ui, survey, column, options);
            }
            ui.end_row();
            for column in &survey.columns[..width] {
                let name = RichText::new(column.told());
                let is_out = column.role == Role::LeftOut;
                ui.label(if is_out { name.weak() } else { name.strong() });
            }
            ui.end_row();
            for row in &survey.head {
                for (cell, column) in row.iter().zip(&survey.columns) {
                    ui.label(in_role(RichText::new(cell), column));
                }
                ui.end_row();
            }
        });
    });
    let more =
        [(survey.rows - survey.head.len(), "rows"), (survey.columns.len() - width, "columns")];
    let more: Vec<String> = more
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} more {what}", theme::whole(*count)))
        .collect();
    if !more.is_empty() {
        ui.label(RichText::new(format!("and {}", more.join(", "))).weak());
    }
}

fn role_ui(ui: &mut Ui, survey: &Survey, column: &Column, options: &mut Options) {
    let role = column.role;
    let button =
        Button::new(in_role(RichText::new(role.name()), column)).selected(role.is_target());
    let button = ui.add(button).on_hover_text(match role {
        Role::LeftOut => format!("Left out: {}. Click for another role", column.why),
        _ => "Click for another role".to_owned(),
    });
    if button.clicked() {
        options.roles = Some(with_next_role(&survey.columns, column.number - 1));
    }
    button.accessible_name(format!("Role of {}: {}", column.told(), role.name()));
}

/// What is left out is pale.
fn in_role(text: RichText, column: &Column) -> RichText {
    if column.role == Role::LeftOut { text.weak() } else { text }
}

/// All roles after a click on one: a class is the only target, and a target suffers no class.
fn with_next_role(columns: &[Column], clicked: usize) -> Vec<Role> {
    let next = |role: Role| {
        let at = Role::ALL.iter().position(|other| *other == role).unwrap_or(0);
        Role::ALL[(at + 1) % Role::ALL.len()]
    };
    let chosen = next(columns[clicked].role);
    let yields = |role: Role| match chosen {
        Role::Class => role.is_target(),
        Role::Target => role == Role::Class,
        _ => false,
    };
    let role = |(index, column): (usize, &Column)| match column.role {
        _ if index == clicked => chosen,
        role if yields(role) => Role::Input,
        role => role,
    };
    columns.iter().enumerate().map(role).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(roles: &[Role]) -> Vec<Column> {
        let column = |(index, role): (usize, &Role)| Column {
            name: String::new(),
            number: index + 1,
            role: *role,
            why: "",
        };
        roles.iter().enumerate().map(column).collect()
    }

    #[test]
    fn a_click_goes_through_the_roles_and_leaves_one_class_at_most() {
        use Role::{Class, Input, LeftOut, Target};
        let mut roles = vec![Input, Class];
        let mut seen = Vec::new();
        for _ in 0..4 {
            roles = with_next_role(&columns(&roles), 0);
            seen.push(roles.clone());
        }
        assert_eq!(seen, [[Target, Input], [Class, Input], [LeftOut, Input], [Input, Input]]);
        assert_eq!(with_next_role(&columns(&[Input, Target]), 0), [Target, Target]);
        assert_eq!(with_next_role(&columns(&[Target, Target]), 0), [Class, Input]);
    }
}
