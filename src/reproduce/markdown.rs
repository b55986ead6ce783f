//! Parts as Markdown: the page's words and numbers without its drawings.

use super::part::{Block, Part};

impl Part {
    /// What it says as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        self.blocks.iter().map(of_block).collect()
    }
}

fn of_block(block: &Block) -> String {
    match block {
        Block::Heading { level, text } => {
            format!("{} {text}\n\n", "#".repeat(usize::from(*level)))
        }
        Block::Text(text) => format!("{text}\n\n"),
        Block::Open(preset) => format!("In the window: `basinscope open {preset}`\n\n"),
        Block::List(items) => {
            let items: String = items.iter().map(|item| ["- ", item, "\n"].concat()).collect();
            format!("{items}\n")
        }
        Block::Table { head, rows, .. } => {
            let row = |cells: &[String]| {
                let cells = cells.iter().map(|cell| format!(" {} |", cell.replace('|', "\\|")));
                format!("|{}\n", cells.collect::<String>())
            };
            let rule = format!("|{}\n", " --- |".repeat(head.len()));
            let rows: String = rows.iter().map(|cells| row(cells)).collect();
            format!("{}{rule}{rows}\n", row(head))
        }
        // they are on the page
        Block::Picture { .. } | Block::Charts(_) => String::new(),
    }
}
