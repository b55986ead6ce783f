//! Presenter mode: the whole screen, large type, the map with the data view beside it, and nothing
//! else.

use eframe::egui::{Color32, Context, Id, LayerId, Order, Stroke, ViewportCommand};

/// How much larger everything is, so that the last row can read it.
const ZOOM: f32 = 1.4;

/// Radius of the ring around the pointer.
const HALO: f32 = 20.0;

/// Whether the presenter's mode is on.
#[derive(Default)]
pub struct Presenter {
    /// The zoom of the window before it was switched on.
    zoom_before: Option<f32>,
}

/// Least and greatest zoom of the window: beyond, nothing can be read, or nothing has room.
const ZOOMS: [f32; 2] = [0.5, 3.0];

/// Brings the zoom back that Ctrl and + or - have led too far.
pub fn keep_readable(context: &Context) {
    let (zoom, [least, most]) = (context.zoom_factor(), ZOOMS);
    if !(least..=most).contains(&zoom) {
        context.set_zoom_factor(zoom.clamp(least, most));
    }
}

impl Presenter {
    /// Whether it is on.
    pub fn is_on(&self) -> bool {
        self.zoom_before.is_some()
    }

    /// Switches it on or off.
    pub fn toggle(&mut self, context: &Context) {
        if let Some(zoom) = self.zoom_before.take() {
            context.set_zoom_factor(zoom);
        } else {
            let zoom = context.zoom_factor();
            self.zoom_before = Some(zoom);
            context.set_zoom_factor(zoom * ZOOM);
        }
        context.send_viewport_cmd(ViewportCommand::Fullscreen(self.is_on()));
    }
}

/// A soft ring around the pointer, so that two hundred people see where it is.
pub fn paint_halo(context: &Context) {
    let Some(at) = context.pointer_latest_pos() else { return };
    let painter = context.layer_painter(LayerId::new(Order::Tooltip, Id::unique("pointer halo")));
    painter.circle_filled(at, HALO, Color32::from_rgba_unmultiplied(255, 214, 64, 36));
    for (width, alpha) in [(9.0, 28), (6.0, 50), (3.0, 110)] {
        let color = Color32::from_rgba_unmultiplied(255, 214, 64, alpha);
        painter.circle_stroke(at, HALO, Stroke::new(width, color));
    }
}
