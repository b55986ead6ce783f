//! Parts as HTML: for a phone, for print, light or dark as the reader's system is.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::chart::Chart;
use super::part::{Block, Part};
use crate::figure::escaped;

/// A part, without the page around it.
pub(super) fn body(part: &Part) -> String {
    part.blocks.iter().map(of_block).collect()
}

fn of_block(block: &Block) -> String {
    match block {
        Block::Heading { level, text } => format!("<h{level}>{}</h{level}>\n", escaped(text)),
        Block::Text(text) => format!("<p>{}</p>\n", escaped(text)),
        Block::Open(preset) => format!(
            "<p class=\"open\">In the window: <code>basinscope open {}</code></p>\n",
            escaped(preset)
        ),
        Block::List(items) => {
            let items = items.iter().map(|item| format!("<li>{}</li>\n", escaped(item)));
            format!("<ul>\n{}</ul>\n", items.collect::<String>())
        }
        Block::Table { head, rows, is_numeric } => table(head, rows, *is_numeric),
        Block::Picture { light, dark, caption } => picture(light, dark, caption),
        Block::Charts(charts) => {
            let charts: String = charts.iter().map(chart).collect();
            format!("<div class=\"charts\">\n{charts}</div>\n")
        }
    }
}

fn table(head: &[String], rows: &[Vec<String>], is_numeric: bool) -> String {
    let row = |tag: &str, cells: &[String]| {
        let cells = cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escaped(cell)));
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    };
    format!(
        "<div class=\"wide\"><table{}>\n{}{}</table></div>\n",
        if is_numeric { "" } else { " class=\"words\"" },
        row("th", head),
        rows.iter().map(|cells| row("td", cells)).collect::<String>()
    )
}

/// Each drawing is an image of its own, so that names inside do not meet those of others.
fn picture(light: &str, dark: &str, caption: &str) -> String {
    let address = |svg: &str| format!("data:image/svg+xml;base64,{}", BASE64_STANDARD.encode(svg));
    let caption = escaped(caption);
    format!(
        "<figure class=\"page\"><picture><source media=\"screen and (prefers-color-scheme: dark)\" \
            srcset=\"{}\"><img alt=\"{caption}\" src=\"{}\"></picture>\n\
            <figcaption>{caption}</figcaption></figure>\n",
        address(dark),
        address(light)
    )
}

fn chart(chart: &Chart) -> String {
    let key = chart.key().into_iter().map(|curve| {
        format!(
            "<span class=\"c{}\">{}</span> {} ",
            curve.color,
            curve.style.sign(),
            escaped(&curve.name)
        )
    });
    format!(
        "<figure>\n{}\n<figcaption>{}</figcaption>\n<p class=\"key\">{}</p></figure>\n",
        chart.svg(),
        escaped(&chart.caption),
        key.collect::<String>()
    )
}
