//! What the panels ask for; applied once a frame, after everything is drawn.

use num_rational::BigRational;

use crate::app::state::arrival::{Arrival, ChosenWeights};
use crate::app::state::counterexample::Wish;
use crate::app::state::draw::Draw;
use crate::app::state::experiments::Order;
use crate::app::state::race::Race;
use crate::app::state::session::Layer;
use crate::experiment::Library;
use crate::figure::surface::Camera;
use crate::figure::{BasinView, Colormap, ScaleKind};
use crate::network::{Activation, Law};
use crate::objective::Loss;
use crate::optimizer::Settings;
use crate::plane::Slide;
use crate::preset::{DataEdit, PlaneSpec, Preset};

/// A move through a preset's tour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TourMove {
    /// To the first step.
    Open,
    /// One step on; opens the tour if it is not on.
    Next,
    /// One step back.
    Back,
    /// Out of the tour.
    Close,
}

/// A move of the map that a key makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapMove {
    /// Towards smaller first coordinates.
    Left,
    /// Towards larger first coordinates.
    Right,
    /// Towards larger second coordinates.
    Up,
    /// Towards smaller second coordinates.
    Down,
    /// Nearer, at the middle.
    In,
    /// Farther away.
    Out,
}

/// One wish of the person at the window.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Open the shipped preset at this place of the gallery.
    OpenPreset(usize),
    /// Open files with a preset, data or weights.
    OpenFiles(Vec<std::path::PathBuf>),
    /// Take a table from the clipboard as data.
    Paste(String),
    /// Look at an experiment again.
    CloseLandscape,
    /// Something about the page of experiments.
    Experiments(Order),
    /// Open an experiment that was counted from random starts, with the law of these.
    OpenCounted(Box<(Preset, Law)>),
    /// Show what was read from files.
    TakeIn(Box<Arrival>),
    /// Ask for the path of a file.
    Ask(Purpose),
    /// Save the session as a preset.
    SavePreset(std::path::PathBuf),
    /// Save the weights under the playhead, or those of the start.
    SaveWeights(std::path::PathBuf),
    /// Forget the session that a page keeps, and everything else it keeps, and begin again.
    BeginAgain,
    /// Copy a link that holds the session.
    CopyLink,
    /// Copy the session as a program for this library.
    CopyCode(Library),
    /// Take in weights from a file as was answered.
    TakeWeights(Box<ChosenWeights>),
    /// Leave a question without an answer.
    CloseQuestion,
    /// Start descent at these coordinates of the plane.
    StartAt([f64; 2]),
    /// Run the very descent of the basin map's cell in this column and row.
    StartAtCell([usize; 2]),
    /// Move the start of the descent to these coordinates, as far off the plane as it was.
    MoveStart([f64; 2]),
    /// Give this weight of the start another value.
    SetWeight(usize, f64),
    /// Start descent at this named point.
    StartAtPoint(usize),
    /// Start descent from weights drawn with the next seed.
    StartAtRandom,
    /// Take back the start that the first click of a double click made.
    UndoStart,
    /// Run from the same start again.
    Restart,
    /// Close what lies open on top or stop what is being computed, one thing at a time.
    Escape,
    /// Close the proof card.
    CloseProof,
    /// Stop the running descent.
    StopDescent,
    /// Keep the weights under the playhead as a named point.
    KeepPoint,
    /// Make a counter-example, or hunt for some.
    Make(Wish),
    /// Search for critical points, or stop searching.
    FindMinima,
    /// Put what the search found on the map.
    KeepFound {
        /// The points that were not known.
        points: Vec<Found>,
        /// What was found, in a sentence.
        summary: String,
    },
    /// Show these ranges of the plane.
    Show {
        /// Lowest and highest first coordinate.
        x: [f64; 2],
        /// Lowest and highest second coordinate.
        y: [f64; 2],
    },
    /// Show a neighbouring, smaller or larger part of the plane.
    MoveMap(MapMove),
    /// Show the ranges looked at before.
    Back,
    /// Show the ranges from which [`Self::Back`] went back.
    Forward,
    /// Take back the last change.
    Undo,
    /// Make the change again that was taken back last.
    Redo,
    /// Go back to the ranges that the preset asks for.
    ResetView,
    /// The pointer is over these coordinates of the plane, or has left it.
    Hover(Option<[f64; 2]>),
    /// Use another network.
    SetNetwork {
        /// Layer sizes.
        layers: Vec<usize>,
        /// Hidden activation.
        activation: Activation,
        /// Output activation.
        output_activation: Activation,
        /// Whether units have biases.
        bias: bool,
    },
    /// Change the data.
    EditData(DataEdit),
    /// Go back to the preset as it was opened.
    Revert,
    /// Use another loss.
    SetLoss(Loss),
    /// Use another optimiser.
    SetDescent(Settings),
    /// Let others run against the descent, at other rates, or none.
    SetRace(Race),
    /// Draw what the optimiser holds, or not.
    ShowHeld(bool),
    /// Look at another plane.
    SetPlane(PlaneSpec),
    /// Slide the plane along a third direction.
    SetSlide(Slide),
    /// Colour the map by something else.
    SetLayer(Layer),
    /// Show the map as a surface in space, or flat.
    ShowSurface(bool),
    /// Look at the surface from somewhere else.
    SetCamera(Camera),
    /// Show something else of the basins.
    SetBasinView(BasinView),
    /// Tell basins of copies apart or not.
    SetCopies(bool),
    /// Open or close the panel of random starts.
    ShowRandomStarts(bool),
    /// Count other random starts.
    SetDraw(Draw),
    /// Show the loss minimised over the directions off the plane, or as it is in the plane.
    SetProfile(bool),
    /// Change how losses become colours.
    SetScale(ScaleKind),
    /// Change the colours.
    SetColormap(Colormap),
    /// Draw contour lines or not.
    SetContours(bool),
    /// Write the labels of named points or not.
    SetLabels(bool),
    /// Play or pause.
    TogglePlay,
    /// Move the playhead to this record of the trajectory.
    Seek(usize),
    /// Move the playhead by this many records of the trajectory, as far as there are.
    Step(isize),
    /// Play over and over, or once.
    ToggleLoop,
    /// Set the playing speed.
    SetSpeed(f32),
    /// Show the whole plane, and the weights that the descent started from.
    Reset,
    /// Go through the preset's tour.
    Tour(TourMove),
    /// Open or close the palette of all actions.
    TogglePalette,
    /// Show or hide how long frames take and what runs.
    ToggleFrames,
    /// Switch between the light and the dark window.
    ToggleTheme,
    /// Switch the presenter's mode on or off.
    TogglePresenter,
    /// Open or close the sheet that makes a figure of the view.
    ToggleExport,
    /// Stop what is being saved.
    StopExport,
    /// Save a figure of the view.
    Export {
        /// Where to.
        path: std::path::PathBuf,
    },
    /// Save a figure of the view where the last one went, with the same choices.
    ExportAgain,
    /// Put the figure of what is shown into the clipboard.
    CopyFigure,
    /// Show a sentence for a while.
    Tell(Message),
}

/// What the dialogue is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Open a preset, data or weights.
    Open,
    /// Save the session as a preset.
    SavePreset,
    /// Save weights.
    SaveWeights,
}

/// A critical point that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What it is, and its loss.
    pub name: String,
    /// More of it, in a sentence.
    pub note: String,
    /// The flat parameter vector.
    pub weights: Vec<f64>,
    /// The same in exact fractions, where a proof made it so.
    pub exact: Option<Vec<BigRational>>,
}

/// A sentence for the person at the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The sentence.
    pub text: String,
    /// Whether something went wrong.
    pub is_error: bool,
}

impl Message {
    /// Something went wrong.
    pub fn error(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_error: true }
    }

    /// Something was done.
    pub fn done(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_error: false }
    }
}
