//! The operations that are stated, counted in the very code that carries them out: its
//! syntax is walked, operation by operation.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr, File, Item, Pat, Stmt};

use super::operations;
use crate::network::Activation;
use crate::network::math::operations::{
    CLAMPED_EXP, EXP, EXP_M1, LN_1P, NORMAL, QUOTIENT, REDUCE, SIGMOID,
};

/// The functions of a file by their names.
struct Code(BTreeMap<String, Block>);

/// What an expression takes by itself, and the names that it needs.
struct Walk<'c> {
    code: &'c Code,
    operations: u64,
    names: BTreeSet<String>,
}

impl<'a> Visit<'a> for Walk<'_> {
    fn visit_expr_binary(&mut self, it: &'a syn::ExprBinary) {
        use BinOp::{Add, AddAssign, Div, Mul, Sub};
        let counts = matches!(it.op, Add(_) | Sub(_) | Mul(_) | Div(_) | AddAssign(_));
        self.operations += u64::from(counts);
        visit::visit_expr_binary(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'a syn::ExprMethodCall) {
        self.operations += if it.method == "fused" { 2 } else { 0 };
        visit::visit_expr_method_call(self, it);
    }

    fn visit_expr_call(&mut self, it: &'a syn::ExprCall) {
        if let Expr::Path(function) = &*it.func {
            self.operations += self.code.operations(&last_name(function), None);
        }
        it.args.iter().for_each(|argument| self.visit_expr(argument));
    }

    fn visit_expr_path(&mut self, it: &'a syn::ExprPath) {
        self.names.insert(last_name(it));
    }
}

fn last_name(path: &syn::ExprPath) -> String {
    path.path.segments.last().expect("a path has a part").ident.to_string()
}

impl Code {
    fn of(text: &str) -> Self {
        let file: File = syn::parse_str(text).expect("the file is Rust");
        let functions = file.items.into_iter().filter_map(|item| match item {
            Item::Fn(function) => Some((function.sig.ident.to_string(), *function.block)),
            _ => None,
        });
        Self(functions.collect())
    }

    fn walk(&self, expression: &Expr) -> Walk<'_> {
        let mut walk = Walk { code: self, operations: 0, names: BTreeSet::new() };
        walk.visit_expr(expression);
        walk
    }

    /// Operations of a function: of all that it does, or of what one part of its result needs.
    fn operations(&self, function: &str, part: Option<usize>) -> u64 {
        self.0.get(function).map_or(0, |block| self.of_block(block, part))
    }

    fn of_block(&self, block: &Block, part: Option<usize>) -> u64 {
        let (last, before) = block.stmts.split_last().expect("a function does something");
        let Stmt::Expr(last, _) = last else { panic!("a function ends with its result") };
        let result = self.walk(part_of(last, part));
        let (mut operations, mut needed) = (result.operations, result.names);
        // from the last to the first, so that a name means what was bound to it last
        for statement in before.iter().rev() {
            let Stmt::Local(local) = statement else { panic!("only bindings stand before it") };
            let bound = names_of(&local.pat);
            if part.is_some() && bound.is_disjoint(&needed) {
                continue;
            }
            needed.retain(|name| !bound.contains(name));
            let walk = self.walk(&local.init.as_ref().expect("a value").expr);
            operations += walk.operations;
            needed.extend(walk.names);
        }
        operations
    }

    /// Operations of what is applied to every pre-activation in an arm of `activate`.
    fn of_arm(&self, body: &Expr, part: Option<usize>) -> u64 {
        let Expr::Call(apply) = body else { return 0 };
        match apply.args.last().expect("the function that is applied") {
            Expr::Path(function) => self.operations(&last_name(function), part),
            Expr::Closure(closure) => match &*closure.body {
                Expr::Block(block) => self.of_block(&block.block, part),
                expression => self.walk(part_of(expression, part)).operations,
            },
            _ => panic!("a function or a closure is applied"),
        }
    }
}

/// One part of a result that is a tuple.
fn part_of(result: &Expr, part: Option<usize>) -> &Expr {
    match (result, part) {
        (Expr::Tuple(tuple), Some(part)) => &tuple.elems[part],
        _ => result,
    }
}

fn names_of(pattern: &Pat) -> BTreeSet<String> {
    match pattern {
        Pat::Ident(name) => [name.ident.to_string()].into(),
        Pat::Tuple(tuple) => tuple.elems.iter().flat_map(names_of).collect(),
        _ => BTreeSet::new(),
    }
}

#[test]
fn elementary_functions_take_the_operations_that_are_stated() {
    let code = Code::of(include_str!("../network/math.rs"));
    for (name, stated) in [
        ("reduce", REDUCE),
        ("exp", EXP),
        ("clamped_exp", CLAMPED_EXP),
        ("small_exp", CLAMPED_EXP),
        ("quotient", QUOTIENT),
        ("between", QUOTIENT + 5),
        ("exp_m1", EXP_M1),
        ("normal", NORMAL),
        ("ln_1p", LN_1P),
    ] {
        assert_eq!(code.operations(name, None), stated, "{name}");
    }
    assert_eq!(code.operations("sigmoid", Some(0)), SIGMOID);
}

#[test]
fn activations_take_the_operations_that_are_stated() {
    let code = Code::of(include_str!("../network/math.rs"));
    let lanes = Code::of(include_str!("activation.rs"));
    let Some(Stmt::Expr(Expr::Match(arms), _)) = lanes.0["activate"].stmts.first() else {
        panic!("activate is one match");
    };
    let mut counted = BTreeMap::new();
    for arm in &arms.arms {
        let Pat::Path(variant) = &arm.pat else { panic!("an arm for each activation") };
        let all = code.of_arm(&arm.body, None);
        counted.insert(last_name(variant), (code.of_arm(&arm.body, Some(0)), all));
    }
    for stated in Activation::ALL {
        let found = counted.get(&format!("{stated:?}")).copied();
        assert_eq!(found, Some(operations(stated)), "{stated:?}: of the value, with its slope");
    }
}
