//! One line on what is under the pointer.

use super::view::MapView;
use super::{surface, ticks};
use crate::figure::format_number;

impl MapView<'_> {
    /// One line on what is under the pointer.
    pub fn status(&self) -> String {
        if let Some(fraction) = self.live.loss.progress() {
            return format!("Computing the picture: {:.0} %", 100.0 * fraction);
        }
        match (self.hover, self.live.model.as_ref()) {
            (Some(hover), Some(model)) => {
                let loss = hover.loss.map_or_else(|| "…".to_owned(), format_number);
                let place = |axis: usize, name: &str| {
                    let range = self.session.ranges.map_or([0.0, 1.0], |ranges| ranges[axis]);
                    format!("{name} = {}", ticks::coordinate(hover.at[axis], range))
                };
                let x = place(0, &model.view.plane.x.label);
                if model.is_line() {
                    return format!("{x}   loss = {loss}");
                }
                let y = place(1, &model.view.plane.y.label);
                let fate = self.fate(hover.at).map_or(String::new(), |fate| {
                    format!(
                        "   ends in: \
                 {fate}"
                    )
                });
                let other = hover.other.map(|(quantity, number)| {
                    format!("   {} = {}", quantity.label(), format_number(number))
                });
                let least = self.profile_at(hover.at).map(|least| {
                    format!(
                        "   least = \
                 {}",
                        format_number(least)
                    )
                });
                format!(
                    "{x}   {y}{}   loss = \
                 {loss}{}{fate}",
                    other.unwrap_or_default(),
                    least.unwrap_or_default()
                )
            }
            _ if self.session.shows_surface() => surface::HELP.to_owned(),
            _ => "Click the map to start a descent there · drag to move · wheel to zoom · double \
                click to reset"
                .to_owned(),
        }
    }
}
