//! The numbers of a panel as NumPy archives, tables of text and pixels.

use ndarray::Array1;

use super::contents::{Cells, Column, Contents, Layer, Table, contents, stem};
use crate::experiment::Npz;
use crate::figure::describe::Description;
use crate::figure::image::{Extras, encode_png};
use crate::figure::map::pixels;
use crate::figure::picture::{Figure, Panel};
use crate::figure::recipe::{Recipe, recipe};

/// The digests of the cells of a panel, which are all that `slice` and `basins` write of a map, and
/// of all its arrays.
///
/// # Errors
/// If an archive has no room for them.
pub fn numbers(figure: &Figure, place: usize) -> anyhow::Result<[String; 2]> {
    let contents = contents(&figure.panels[place], &figure.page.panels[place]);
    Ok([cells(&contents)?.numbers(), arrays(&contents)?.numbers()])
}

/// The numbers of a map's cells: `loss`, or what the map is of, or `label`, `loss`, `steps` and
/// `distance` of its basins (height x width, row 0 at the lowest `y`), `x` and `y`.
fn cells(contents: &Contents) -> anyhow::Result<Npz> {
    let Some(Cells { grid, layers }) = &contents.cells else { return Ok(Npz::new()) };
    let has_labels = matches!(layers[..], [Layer::Basins(_), ..]);
    let mut archive = if has_labels { Npz::compressed() } else { Npz::new() };
    for layer in layers {
        archive = match layer {
            Layer::Values(name, values) => archive.add(name, &**values)?,
            Layer::Basins(map) => archive
                .add("label", &map.label)?
                .add("loss", &map.loss)?
                .add("steps", &map.steps)?
                .add("distance", &map.distance)?,
        };
    }
    archive.add("x", &Array1::from(grid.xs()))?.add("y", &Array1::from(grid.ys()))
}

/// The cells, and the columns of lists under the names of both, such as `path_1_x`.
fn arrays(contents: &Contents) -> anyhow::Result<Npz> {
    let mut archive = cells(contents)?;
    for Table { name, columns } in &contents.tables {
        for (column, values) in columns {
            let name = format!("{name}_{column}");
            archive = match values {
                Column::Numbers(numbers) => archive.add(&name, &ndarray::aview1(numbers))?,
                Column::Texts(texts) => {
                    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
                    archive.texts(&name, &texts)?
                }
            };
        }
    }
    Ok(archive)
}

/// All files of one panel, each with its name.
pub(super) fn of_panel(figure: &Figure, place: usize) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let (panel, stem) = (&figure.panels[place], stem(place));
    let contents = contents(panel, &figure.page.panels[place]);
    let mut archive = arrays(&contents)?;
    if let Ok(whole) = Recipe::parse(&figure.recipe) {
        // this panel alone, so that it can be told whether these are its numbers
        let panels = vec![figure.page.panels[place].clone()];
        let alone = Description { panels, ..whole.figure };
        let text = recipe(&whole.preset, &alone, &archive.numbers());
        archive = archive.text("recipe", &text)?;
    }
    let mut files = vec![(format!("{stem}.npz"), archive.bytes()?)];
    if let Some(cells) = &contents.cells {
        files.push((format!("{stem}.csv"), cells_as_text(cells)?));
    }
    for table in &contents.tables {
        let name = table.name.replace('_', "-");
        files.push((format!("{stem}-{name}.csv"), table_as_text(table)?));
    }
    if let Some((size, rgb)) = picture(panel, &contents) {
        let png = encode_png(size, png::ColorType::Rgb, &rgb, &Extras::default())?;
        files.push((format!("{stem}.png"), png));
    }
    Ok(files)
}

/// The pixels of a panel that has some, a pixel a cell.
fn picture(panel: &Panel, contents: &Contents) -> Option<([usize; 2], Vec<u8>)> {
    match (&contents.image, panel) {
        (Some(image), _) => Some((image.size, image.rgb.clone())),
        (None, Panel::Map(map)) if !map.is_curve() => {
            let size = [map.grid.width, map.grid.height];
            Some((size, pixels(&map.values, &map.scale, map.colormap)))
        }
        _ => None,
    }
}

fn cells_as_text(Cells { grid, layers }: &Cells) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut header = vec!["x", "y"];
    for layer in layers {
        match layer {
            Layer::Values(name, _) => header.push(name),
            Layer::Basins(_) => header.extend(["label", "loss", "steps", "distance"]),
        }
    }
    writer.write_record(header)?;
    for (j, i) in (0..grid.height).flat_map(|j| (0..grid.width).map(move |i| (j, i))) {
        let mut row = vec![grid.x(i).to_string(), grid.y(j).to_string()];
        for layer in layers {
            match layer {
                Layer::Values(_, values) => row.push(values[[j, i]].to_string()),
                Layer::Basins(map) => row.extend([
                    map.label[[j, i]].to_string(),
                    map.loss[[j, i]].to_string(),
                    map.steps[[j, i]].to_string(),
                    map.distance[[j, i]].to_string(),
                ]),
            }
        }
        writer.write_record(row)?;
    }
    Ok(writer.into_inner()?)
}

fn table_as_text(table: &Table) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|(name, _)| name))?;
    let length = table.columns.iter().map(|(_, column)| match column {
        Column::Numbers(numbers) => numbers.len(),
        Column::Texts(texts) => texts.len(),
    });
    for row in 0..length.max().unwrap_or(0) {
        writer.write_record(table.columns.iter().map(|(_, column)| match column {
            Column::Numbers(numbers) => numbers[row].to_string(),
            Column::Texts(texts) => texts[row].clone(),
        }))?;
    }
    Ok(writer.into_inner()?)
}
