//! Critical points of the 2-2-1 and the 2-3-1 XOR network with sigmoids and squared errors: what a
//! search from random starts finds, what is proven of it, and what stays open.

use anyhow::Context;
use num_rational::BigRational;
use serde::Deserialize;

use super::part::Part;
use super::task::Task;
use crate::figure::format_significant;
use crate::minima::{CriticalKind, CriticalPoint, Findings, Settings, search};
use crate::network::{Activation, Dataset, Network};
use crate::objective::{Loss, LossKind, Objective, Reduction};
use crate::platform::Instant;
use crate::preset::Number;
use crate::proof::{ExactProblem, Verdict, certify};

/// A loss below is 0 but for rounding.
const NOTHING: f64 = 1e-10;

/// Digits of losses and curvatures.
const DIGITS: usize = 4;

/// The inputs, and whether the first class or the second is right.
const INPUTS: [([i32; 2], usize); 4] = [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0)];

/// How it is searched.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Protocol {
    title: String,
    hidden: Vec<usize>,
    targets: Vec<[String; 2]>,
    starts: usize,
    seed: u64,
}

/// A network and its data.
struct Case<'p> {
    hidden: usize,
    targets: &'p [String; 2],
    problem: ExactProblem,
    objective: Objective,
}

/// A critical point with a loss, and what is proven there.
struct Critical<'f> {
    point: &'f CriticalPoint,
    verdict: Verdict,
}

/// Searches, proves and tells.
///
/// # Errors
/// If the protocol cannot be run, or was cancelled.
pub(super) fn part(task: &Task) -> anyhow::Result<Part> {
    let text = include_str!("../protocols/xor-literature.toml");
    let mut protocol: Protocol = toml::from_str(text).context("protocol xor-literature")?;
    protocol.seed = task.choices.seed.unwrap_or(protocol.seed);
    let mut part = Part::new(&format!("xor-literature: {}", protocol.title));
    part.text(
        "Hamey 1998 (Neural Networks 11) states that the 2-2-1 network has no bad local minimum \
            at finite weights. Sprinkhuizen-Kuyper and Boers 1999 (IEEE Trans. Neural Networks) \
            state that the 2-3-1 network has a region of local minima with an error above 0. We \
            know both from their abstracts, without numbers. Here critical points are searched \
            from random starts, told by their eigenvalues, and certified. A search that finds no \
            minimum is no proof that there is none.",
    );
    part.text(
        "In the window: basinscope open xor-sigmoid, with squared errors as its loss and a sigmoid \
            as its output unit; the factor 1/2 changes no kind.",
    );
    let begun = Instant::now();
    task.monitor.set_total((protocol.hidden.len() * protocol.targets.len()) as u64);
    for &hidden in &protocol.hidden {
        for targets in &protocol.targets {
            let case = Case::new(hidden, targets)?;
            let settings =
                Settings { starts: protocol.starts, seed: protocol.seed, known: Vec::new() };
            let monitor = task.monitor.share(1);
            let found = search(&case.objective, &settings, &monitor).context("cancelled")?;
            case.told(&mut part, &found);
        }
    }
    part.text(&format!(
        "Protocol: {} starts of each network with standard deviations 1, 0.3 and 3 in turn, seed \
            {}; Newton's method from each, and beside what it finds; {:.1} s in all.",
        protocol.starts,
        protocol.seed,
        begun.elapsed().as_secs_f64()
    ));
    Ok(part)
}

impl<'p> Case<'p> {
    fn new(hidden: usize, targets: &'p [String; 2]) -> anyhow::Result<Self> {
        let read = |text: &String| Number::read(text).map_err(anyhow::Error::msg);
        let classes = [read(&targets[0])?, read(&targets[1])?];
        let network = Network {
            layers: vec![2, hidden, 1],
            activation: Activation::Sigmoid,
            output_activation: Activation::Sigmoid,
            bias: true,
        };
        let inputs = INPUTS.iter().map(|(x, _)| x.map(|x| BigRational::from_integer(x.into())));
        let problem = ExactProblem {
            network: network.clone(),
            inputs: inputs.map(|x| x.to_vec()).collect(),
            targets: INPUTS.iter().map(|(_, class)| vec![classes[*class].exact.clone()]).collect(),
            teacher: Vec::new(),
            kind: LossKind::Squared,
            reduction: Reduction::Sum,
            scale: BigRational::new(1.into(), 2.into()),
        };
        let input = |(i, k): (usize, usize)| f64::from(INPUTS[i].0[k]);
        let data = Dataset::new(
            ndarray::Array2::from_shape_fn((INPUTS.len(), 2), input),
            ndarray::Array2::from_shape_fn((INPUTS.len(), 1), |(i, _)| {
                classes[INPUTS[i].1].nearest
            }),
        );
        let loss = Loss { kind: LossKind::Squared, reduction: Reduction::Sum, scale: 0.5 };
        Ok(Self { hidden, targets, problem, objective: Objective::new(network, data, loss) })
    }

    fn told(&self, part: &mut Part, found: &Findings) {
        let [low, high] = self.targets;
        part.heading(&format!("2-{}-1, targets {low} and {high}", self.hidden));
        let bad: Vec<Critical> = found
            .points
            .iter()
            .filter(|point| point.loss > NOTHING)
            .map(|point| Critical { point, verdict: self.verdict(point) })
            .collect();
        let head = ["kind", "loss", "starts", "least curvature", "falls", "flat", "proven"];
        part.table(&head, &bad.iter().map(Critical::cells).collect::<Vec<_>>());
        part.list(&summary(found, &bad));
    }

    fn verdict(&self, point: &CriticalPoint) -> Verdict {
        let exact: Option<Vec<BigRational>> =
            point.weights.iter().map(|&w| BigRational::from_float(w)).collect();
        exact.map_or(Verdict::Unproven, |exact| certify(&self.problem, &exact, &[]).verdict)
    }
}

impl Critical<'_> {
    fn cells(&self) -> Vec<String> {
        let Self { point, verdict } = self;
        let least = point.eigenvalues.first().copied().unwrap_or(f64::NAN);
        vec![
            point.kind.name().to_owned(),
            format_significant(point.loss, DIGITS),
            point.starts.to_string(),
            format!("{least:.1e}"),
            point.index.to_string(),
            point.flat_dimensions.to_string(),
            verdict.name().to_owned(),
        ]
    }
}

/// Sentences that the numbers say.
fn summary(found: &Findings, bad: &[Critical]) -> Vec<String> {
    let mut lines = Vec::new();
    let by_eigenvalues = |of: &dyn Fn(CriticalKind) -> bool| {
        bad.iter().filter(|critical| of(critical.point.kind)).count()
    };
    let minima = by_eigenvalues(&CriticalKind::is_minimum);
    let open = by_eigenvalues(&|kind| kind == CriticalKind::DegenerateUnknown);
    let saddles = bad.len() - minima - open;
    let proven = bad.iter().filter(|critical| critical.verdict.is_minimum()).count();
    let proven_saddles =
        bad.iter().filter(|critical| critical.verdict == Verdict::ProvenSaddle).count();
    lines.push(format!(
        "Of {} critical points, or flat sets of them, with a loss above 0, eigenvalues tell that \
            {saddles} are saddles or maxima and {minima} minima, and leave {open} open. \
            {proven_saddles} are proven to be saddles, {proven} to be minima. Where whole sets are \
            flat no interval test reaches, and \"disproved\" is said of the rounded weights alone.",
        bad.len()
    ));
    let good = found.points.iter().filter(|point| point.loss <= NOTHING);
    let good: usize = good.map(|point| point.starts).sum();
    if good > 0 {
        lines.push(format!("{good} of {} starts lead to a loss of 0.", found.starts));
    }
    for limit in &found.limits {
        lines.push(format!(
            "{} of {} starts run to infinity, with the loss towards {}{}.",
            limit.starts,
            found.starts,
            format_significant(limit.loss, DIGITS),
            if limit.loss > 1e-3 { ", no minimum at finite weights" } else { "" }
        ));
    }
    if found.unfinished > 0 {
        let (some, all) = (found.unfinished, found.starts);
        lines.push(format!("{some} of {all} starts came to no end."));
    }
    if proven == 0 {
        lines.push(
            "No minimum with a loss above 0 is found and proven here; that leaves open whether \
                there is one at finite weights."
                .to_owned(),
        );
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::monitor::Monitor;

    #[test]
    fn no_critical_point_with_a_loss_of_two_hidden_units_is_proven_to_be_a_minimum() {
        let targets = ["0.1".to_owned(), "0.9".to_owned()];
        let case = Case::new(2, &targets).unwrap();
        let settings = Settings { starts: 30, seed: 0, known: Vec::new() };
        let found = search(&case.objective, &settings, &Monitor::default()).unwrap();
        let mut part = Part::default();
        case.told(&mut part, &found);
        // constant outputs of 1/2: 4 times half the square of 0.4
        let told = part.markdown();
        let saddles = told.lines().filter(|line| line.starts_with("| saddle | 0.32"));
        assert!(saddles.count() > 0, "{}", told);
        assert!(told.contains("and 0 minima"), "{}", told);
        assert!(told.contains("to be saddles, 0 to be minima"), "{}", told);
        assert!(told.contains("leaves open whether there is one"), "{}", told);
        assert!(told.contains("starts lead to a loss of 0"), "{}", told);
    }
}
