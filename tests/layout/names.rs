//! Every path that a module's code writes down, found in the syntax tree and in macros' tokens.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, Item, Meta, UseTree, Visibility};

use crate::tree::{head, node_of};

/// One name that a `use` brings into a module.
pub struct Use {
    /// The name in this module; `*` for all names.
    pub name: String,
    pub path: Vec<String>,
    /// Whether other modules may see it too.
    pub is_shared: bool,
    pub node: String,
    pub line: usize,
}

/// A path in code; `::a` begins with an empty part.
pub struct Mention {
    pub path: Vec<String>,
    pub node: String,
    pub line: usize,
    /// Whether it may be a variable: one small name that is not called.
    may_be_local: bool,
}

/// Collects the uses and mentions of the items it visits.
pub struct Reader {
    node: String,
    uses: Vec<Use>,
    mentions: Vec<Mention>,
    /// Mentions of the item at hand, and the names its patterns bind.
    pending: Vec<Mention>,
    bound: BTreeSet<String>,
}

impl Reader {
    pub fn new(node: &str) -> Self {
        let (uses, mentions) = (Vec::new(), Vec::new());
        let (pending, bound) = (Vec::new(), BTreeSet::new());
        Self { node: node.to_owned(), uses, mentions, pending, bound }
    }

    pub fn read(&mut self, item: &Item) {
        self.visit_item(item);
        self.settle();
    }

    pub fn finish(self) -> (Vec<Use>, Vec<Mention>) {
        (self.uses, self.mentions)
    }

    /// Keeps the pending mentions that are no variables of their item.
    fn settle(&mut self) {
        let bound = std::mem::take(&mut self.bound);
        let is_outer =
            |mention: &Mention| !mention.may_be_local || !bound.contains(&mention.path[0]);
        self.mentions.extend(std::mem::take(&mut self.pending).into_iter().filter(is_outer));
    }

    fn mention(&mut self, path: Vec<String>, span: Span, is_called: bool) {
        let may_be_local = !is_called && path.len() == 1 && !starts_large(&path[0]);
        let (node, line) = (self.node.clone(), span.start().line);
        self.pending.push(Mention { path, node, line, may_be_local });
    }

    /// Visits what has these attributes, as tests if they say so.
    fn within(&mut self, attributes: &[Attribute], visit: impl FnOnce(&mut Self)) {
        let inner = node_of(&self.node, attributes);
        let outer = std::mem::replace(&mut self.node, inner);
        visit(self);
        self.node = outer;
    }

    fn flatten(&mut self, tree: &UseTree, before: &[String], is_shared: bool) {
        let with = |ident: &Ident| [before, &[ident.to_string()]].concat();
        let (name, path, span) = match tree {
            UseTree::Path(part) => return self.flatten(&part.tree, &with(&part.ident), is_shared),
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.flatten(tree, before, is_shared));
            }
            // `a::{self}` brings `a`
            UseTree::Name(name) if name.ident == "self" => {
                let last = before.last().cloned().unwrap_or_default();
                (last, with(&name.ident), name.ident.span())
            }
            UseTree::Name(name) => (name.ident.to_string(), with(&name.ident), name.ident.span()),
            UseTree::Rename(name) => {
                (name.rename.to_string(), with(&name.ident), name.ident.span())
            }
            UseTree::Glob(glob) => ("*".to_owned(), before.to_vec(), glob.star_token.spans[0]),
        };
        let (node, line) = (self.node.clone(), span.start().line);
        self.uses.push(Use { name, path, is_shared, node, line });
    }

    /// The paths in the tokens of a macro or an attribute.
    fn tokens(&mut self, tokens: TokenStream) {
        let all: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < all.len() {
            match &all[at] {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(first) => {
                    let is_member = at > 0 && is_sign(&all[at - 1], '.');
                    let (path, end) = path_at(&all, at);
                    let is_called = all.get(end).is_some_and(is_round);
                    if !is_member && (path.len() > 1 || is_called || starts_large(&path[0])) {
                        self.mention(path, first.span(), is_called);
                    }
                    at = end;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
    }
}

impl<'a> Visit<'a> for Reader {
    fn visit_item(&mut self, item: &'a Item) {
        self.within(head(item).1, |reader| visit::visit_item(reader, item));
    }

    fn visit_impl_item_fn(&mut self, method: &'a syn::ImplItemFn) {
        self.within(&method.attrs, |reader| visit::visit_impl_item_fn(reader, method));
        self.settle();
    }

    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        let before = if item.leading_colon.is_some() { vec![String::new()] } else { Vec::new() };
        self.flatten(&item.tree, &before, !matches!(item.vis, Visibility::Inherited));
    }

    fn visit_item_extern_crate(&mut self, item: &'a syn::ItemExternCrate) {
        self.mention(vec![item.ident.to_string()], item.ident.span(), false);
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let start = path.leading_colon.map(|_| String::new());
        let parts = path.segments.iter().map(|part| part.ident.to_string());
        self.mention(
            start.into_iter().chain(parts).collect(),
            path.segments[0].ident.span(),
            false,
        );
        visit::visit_path(self, path);
    }

    fn visit_expr_call(&mut self, call: &'a syn::ExprCall) {
        if let Expr::Path(function) = &*call.func
            && let Some(name) = function.path.get_ident()
        {
            self.mention(vec![name.to_string()], name.span(), true);
        }
        visit::visit_expr_call(self, call);
    }

    /// A large name in a pattern is a constant, a small one a variable.
    fn visit_pat_ident(&mut self, pattern: &'a syn::PatIdent) {
        let name = pattern.ident.to_string();
        if starts_large(&name) {
            self.mention(vec![name], pattern.ident.span(), false);
        } else {
            self.bound.insert(name);
        }
        visit::visit_pat_ident(self, pattern);
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        self.visit_path(&call.path);
        self.tokens(call.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'a Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone());
        }
    }

    /// `pub(in crate::a)` imports nothing.
    fn visit_visibility(&mut self, _: &'a Visibility) {}
}

/// The path `a::b::c` that begins at `at`, and the place after it.
fn path_at(all: &[TokenTree], at: usize) -> (Vec<String>, usize) {
    let is_rooted = at > 1 && is_sign(&all[at - 1], ':') && is_sign(&all[at - 2], ':');
    let mut path = if is_rooted { vec![String::new()] } else { Vec::new() };
    path.push(all[at].to_string());
    let mut end = at + 1;
    while let Some([first, second, TokenTree::Ident(name)]) = all.get(end..end + 3)
        && is_sign(first, ':')
        && is_sign(second, ':')
    {
        path.push(name.to_string());
        end += 3;
    }
    (path, end)
}

fn is_sign(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn is_round(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
}

fn starts_large(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}
