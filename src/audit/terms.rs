//! Terms of the standard: what several rules mean by the same word. A use is compiled as if the term's condition stood
//! there, over the values it is used for.

use cel::common::ast::{CallExpr, IdedExpr};

use crate::audit::compile::{Compiled, Compiler};
use crate::audit::constants::Constants;
use crate::audit::expression::Located;
use crate::audit::scope::Scope;
use crate::audit::types::Type;
use crate::standard::{Complaint, ParameterKind, Standard, Term};

impl Compiler<'_> {
    /// Nothing where no term is called so.
    pub(super) fn term(&mut self, node: &IdedExpr, call: &CallExpr) -> Option<Compiled> {
        let standard = self.standard;
        let number = standard.terms[..self.terms].iter().position(|term| term.name == call.func_name)?;
        Some(self.filled(node, call, number))
    }

    fn filled(&mut self, node: &IdedExpr, call: &CallExpr, number: usize) -> Compiled {
        let standard = self.standard;
        let term = &standard.terms[number];
        let arguments: Vec<&IdedExpr> = call.target.as_deref().into_iter().chain(&call.args).collect();
        let mut values = Vec::new();
        for argument in &arguments {
            values.push(self.compile(argument)?);
        }
        let wanted: Vec<Type> = term.parameters.iter().map(|parameter| kind(parameter.of)).collect();
        if wanted.len() != values.len() || wanted.iter().zip(&values).any(|(wanted, (_, kind))| wanted != kind) {
            return Err(self.complain(node, format!("so: {}", usage(term, standard))));
        }
        let parameters = term.parameters.iter().zip(values).map(|(parameter, (op, kind))| (parameter.name.clone(), op, kind)).collect();
        let located = Located::whole(&term.file, &term.holds);
        let mut inside = Compiler {
            standard,
            constants: &mut *self.constants,
            located,
            scope: self.scope.of_term(parameters),
            terms: number,
            in_force: self.in_force,
        };
        Ok((inside.condition()?, Type::Flag))
    }

    /// The terms that can be used here, for suggestions.
    pub(super) fn term_names(&self) -> impl Iterator<Item = &str> {
        self.standard.terms[..self.terms].iter().map(|term| term.name.as_str())
    }
}

/// What is wrong with the terms themselves: each stands on those before it.
pub fn check(standard: &Standard, constants: &mut Constants) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (number, term) in standard.terms.iter().enumerate() {
        let mut scope = Scope::default();
        for parameter in &term.parameters {
            scope.open(&parameter.name, kind(parameter.of));
        }
        let located = Located::whole(&term.file, &term.holds);
        complaints.extend(
            Compiler { standard, constants: &mut *constants, located, scope, terms: number, in_force: standard.in_force }.condition().err(),
        );
    }
    complaints
}

fn kind(of: ParameterKind) -> Type {
    match of {
        ParameterKind::Row(record) => Type::Row(record),
        ParameterKind::Date => Type::Date,
    }
}

/// `gespraech(kontakte, datum)`
fn usage(term: &Term, standard: &Standard) -> String {
    let one = |of: ParameterKind| match of {
        ParameterKind::Row(record) => format!("ein Eintrag aus „{}“", standard.schema.record(record).path),
        ParameterKind::Date => Type::Date.german(),
    };
    let parameters: Vec<String> = term.parameters.iter().map(|parameter| one(parameter.of)).collect();
    format!("{}({})", term.name, parameters.join(", "))
}
