//! What an item says, as data: written as HTML and as Markdown, and shown in the window, so that
//! all three say the same.

use serde::{Deserialize, Serialize};

use super::chart::Chart;

/// An item's part of a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Block after block.
    pub blocks: Vec<Block>,
}

/// A piece of a part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// A heading: 1 for the part's title, up to 4.
    Heading {
        /// How deep it stands.
        level: u8,
        /// Its words.
        text: String,
    },
    /// A paragraph.
    Text(String),
    /// The preset that shows it in the window.
    Open(String),
    /// Sentences.
    List(Vec<String>),
    /// Columns with their names.
    Table {
        /// The names.
        head: Vec<String>,
        /// Row by row.
        rows: Vec<Vec<String>>,
        /// Whether cells are numbers, which stand at the right.
        is_numeric: bool,
    },
    /// A drawing as SVG, on light and on dark ground.
    Picture {
        /// On light ground.
        light: String,
        /// On dark ground.
        dark: String,
        /// What it shows.
        caption: String,
    },
    /// Charts side by side.
    Charts(Vec<Chart>),
}

impl Part {
    /// A part with its title.
    #[must_use]
    pub fn new(title: &str) -> Self {
        let mut part = Self::default();
        part.heading_at(1, title);
        part
    }

    /// A heading below the title.
    pub fn heading(&mut self, text: &str) {
        self.heading_at(2, text);
    }

    /// A heading, 1 for a title, up to 4.
    pub fn heading_at(&mut self, level: u8, text: &str) {
        self.blocks.push(Block::Heading { level: level.clamp(1, 4), text: text.to_owned() });
    }

    /// A paragraph.
    pub fn text(&mut self, text: &str) {
        self.blocks.push(Block::Text(text.trim().to_owned()));
    }

    /// Which preset shows it in the window.
    pub fn open(&mut self, preset: &str) {
        self.blocks.push(Block::Open(preset.to_owned()));
    }

    /// Sentences, if there are any.
    pub fn list(&mut self, items: &[String]) {
        if !items.is_empty() {
            self.blocks.push(Block::List(items.to_vec()));
        }
    }

    /// Words in columns with their names.
    pub fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        self.columns(head, rows, false);
    }

    /// Numbers in columns with their names.
    pub fn numbers(&mut self, head: &[&str], rows: &[Vec<String>]) {
        self.columns(head, rows, true);
    }

    fn columns(&mut self, head: &[&str], rows: &[Vec<String>], is_numeric: bool) {
        let head = head.iter().map(|name| (*name).to_owned()).collect();
        self.blocks.push(Block::Table { head, rows: rows.to_vec(), is_numeric });
    }

    /// A drawing on light and on dark ground.
    pub fn picture(&mut self, [light, dark]: [&str; 2], caption: &str) {
        let [light, dark, caption] = [light, dark, caption].map(str::to_owned);
        self.blocks.push(Block::Picture { light, dark, caption });
    }

    /// A chart.
    pub fn chart(&mut self, chart: Chart) {
        self.charts(vec![chart]);
    }

    /// Charts side by side, if there are any.
    pub fn charts(&mut self, charts: Vec<Chart>) {
        if !charts.is_empty() {
            self.blocks.push(Block::Charts(charts));
        }
    }

    /// Puts another part below.
    pub fn append(&mut self, other: Self) {
        self.blocks.extend(other.blocks);
    }
}
