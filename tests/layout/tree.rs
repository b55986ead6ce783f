//! The modules of a crate, parsed from its texts by the usual rules for files.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Attribute, Item};

use crate::names::{Mention, Reader, Use};

/// Path of a file below the package's folder, such as `src/lib.rs`, and what it says.
pub type Texts = BTreeMap<String, String>;

/// One module: what it defines, imports and mentions.
pub struct Module {
    /// The module's path without `crate`; empty for the root.
    pub path: Vec<String>,
    /// The file it stands in; `file (tests)` for unit tests written inside a file.
    pub node: String,
    /// Its child modules in the order in which it declares them.
    pub children: Vec<String>,
    /// The other items it defines, each with its node.
    pub items: BTreeMap<String, String>,
    pub uses: Vec<Use>,
    pub mentions: Vec<Mention>,
}

/// All modules below one root file.
pub struct Crate {
    pub modules: BTreeMap<Vec<String>, Module>,
    /// The files that were parsed.
    pub files: BTreeSet<String>,
}

/// Where the items that are read next stand.
struct Place {
    path: Vec<String>,
    file: String,
    /// The folder of the files of child modules.
    folder: String,
    node: String,
}

impl Crate {
    /// # Panics
    /// When a file is missing or is not Rust.
    pub fn read(texts: &Texts, root: &str) -> Self {
        let mut all = Self { modules: BTreeMap::new(), files: BTreeSet::new() };
        all.read_file(texts, root.to_owned(), Vec::new());
        all
    }

    pub fn root(&self) -> &Module {
        &self.modules[&Vec::new()]
    }

    pub fn child(&self, of: &Module, name: &str) -> Option<&Module> {
        self.modules.get(&below(&of.path, name))
    }

    fn read_file(&mut self, texts: &Texts, file: String, path: Vec<String>) {
        let text = texts.get(&file).unwrap_or_else(|| panic!("{file} is missing"));
        let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        self.files.insert(file.clone());
        let (folder, name) = file.rsplit_once('/').expect("a file in a folder");
        let folder = match name {
            "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
            other => format!("{folder}/{}", other.trim_end_matches(".rs")),
        };
        self.read_items(texts, parsed.items, &Place { path, folder, node: file.clone(), file });
    }

    fn read_items(&mut self, texts: &Texts, items: Vec<Item>, place: &Place) {
        let mut reader = Reader::new(&place.node);
        let mut children = Vec::new();
        let mut defined = BTreeMap::new();
        for item in items {
            let (name, attributes) = head(&item);
            let node = node_of(&place.node, attributes);
            if let Item::Mod(module) = item {
                children.push(module.ident.to_string());
                self.read_module(texts, module, place, node);
                continue;
            }
            defined.extend(name.map(|name| (name, node)));
            reader.read(&item);
        }
        let (uses, mentions) = reader.finish();
        let (path, node) = (place.path.clone(), place.node.clone());
        let module = Module { path: path.clone(), node, children, items: defined, uses, mentions };
        self.modules.insert(path, module);
    }

    fn read_module(&mut self, texts: &Texts, module: syn::ItemMod, at: &Place, node: String) {
        let name = module.ident.to_string();
        let path = below(&at.path, &name);
        if let Some((_, items)) = module.content {
            let (file, folder) = (at.file.clone(), format!("{}/{name}", at.folder));
            self.read_items(texts, items, &Place { path, file, folder, node });
        } else if let Some(told) = told_path(&module.attrs) {
            let (folder, _) = at.file.rsplit_once('/').expect("a file in a folder");
            self.read_file(texts, format!("{folder}/{told}"), path);
        } else {
            let flat = format!("{}/{name}.rs", at.folder);
            let deep = format!("{}/{name}/mod.rs", at.folder);
            self.read_file(texts, if texts.contains_key(&deep) { deep } else { flat }, path);
        }
    }
}

pub fn below(path: &[String], name: &str) -> Vec<String> {
    path.iter().cloned().chain([name.to_owned()]).collect()
}

/// The node of an item of `node` with these attributes.
pub fn node_of(node: &str, attributes: &[Attribute]) -> String {
    if is_test(attributes) && !node.ends_with(" (tests)") {
        format!("{node} (tests)")
    } else {
        node.to_owned()
    }
}

/// Whether `#[cfg(test)]` is among the attributes.
pub fn is_test(attributes: &[Attribute]) -> bool {
    let is_cfg_test = |attribute: &Attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|what| what.is_ident("test"))
    };
    attributes.iter().any(is_cfg_test)
}

/// The file that `#[path = "…"]` tells.
fn told_path(attributes: &[Attribute]) -> Option<String> {
    let path = attributes.iter().find(|attribute| attribute.path().is_ident("path"))?;
    let syn::Expr::Lit(value) = &path.meta.require_name_value().ok()?.value else { return None };
    let syn::Lit::Str(text) = &value.lit else { return None };
    Some(text.value())
}

/// The name an item defines, if it defines one, and its attributes.
pub fn head(item: &Item) -> (Option<String>, &[Attribute]) {
    let (name, attributes) = match item {
        Item::Const(item) => (Some(&item.ident), &item.attrs),
        Item::Enum(item) => (Some(&item.ident), &item.attrs),
        Item::Fn(item) => (Some(&item.sig.ident), &item.attrs),
        Item::Macro(item) => (item.ident.as_ref(), &item.attrs),
        Item::Mod(item) => (Some(&item.ident), &item.attrs),
        Item::Static(item) => (Some(&item.ident), &item.attrs),
        Item::Struct(item) => (Some(&item.ident), &item.attrs),
        Item::Trait(item) => (Some(&item.ident), &item.attrs),
        Item::Type(item) => (Some(&item.ident), &item.attrs),
        Item::Union(item) => (Some(&item.ident), &item.attrs),
        Item::Impl(item) => (None, &item.attrs),
        Item::Use(item) => (None, &item.attrs),
        _ => return (None, &[]),
    };
    (name.map(ToString::to_string), attributes)
}
