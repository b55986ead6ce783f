//! `evaluate`: loss, gradient and curvature at one weight vector.

use clap::Args;

use super::arguments::{PresetArgument, WeightsArgument};
use super::terminal::{print, print_json};
use crate::experiment::{self, Evaluation};
use crate::preset::Preset;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    preset: PresetArgument,
    #[command(flatten)]
    weights: WeightsArgument,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let preset = arguments.preset.load()?;
    let weights = arguments.weights.of(&preset)?;
    let evaluation = experiment::evaluate(&preset.objective(), &weights);
    if arguments.json {
        print_json(&evaluation)
    } else {
        print(&table(&preset, &weights, &evaluation))
    }
}

fn table(preset: &Preset, weights: &[f64], e: &Evaluation) -> String {
    let mut text = format!("loss            {}\n|gradient|      {:e}\n", e.loss, e.gradient_norm);
    if let Some(accuracy) = e.accuracy {
        text += &format!("accuracy        {accuracy}\n");
    }
    match &e.hessian_eigenvalues {
        Some(values) => {
            let values: Vec<String> = values.iter().map(|v| format!("{v:.6e}")).collect();
            text += &format!("eigenvalues     {}\n", values.join(" "));
        }
        None => text += "eigenvalues     not computed (too many weights, or not finite)\n",
    }
    text += "\nweight              value          gradient\n";
    for ((name, w), g) in preset.network.parameter_names().iter().zip(weights).zip(&e.gradient) {
        text += &format!("{name:<12} {w:>16.9} {g:>17.6e}\n");
    }
    text.trim_end().to_owned()
}
