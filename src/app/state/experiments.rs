//! What the page of experiments shows, and what it can be asked for.

use crate::reproduce::{Item, Wish};

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// What helps with the preset on screen.
    Helps,
    /// An item of the paper.
    Item(Item),
}

/// A wish about experiments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Open the page there.
    Show(Page),
    /// Back to the map.
    Close,
    /// Choose for an item.
    Choose(Item, Wish),
    /// Run an item, or go on with it.
    Run(Item),
    /// Run all items whose report is not there.
    RunAll,
    /// Stop an item; the rows of a study stay.
    Pause(Item),
    /// Remove what there is of an item.
    Discard(Item),
}
