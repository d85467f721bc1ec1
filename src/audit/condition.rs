//! A single condition outside any rule: what authors try out and what the evaluator is tested with.

use crate::audit::compile::Compiler;
use crate::audit::constants::Constants;
use crate::audit::expression::Located;
use crate::audit::machine::{Facts, Machine};
use crate::audit::op::Op;
use crate::audit::scope::Scope;
use crate::audit::trace::{Trace, Traced, Untraced};
use crate::audit::value::{NO_CODE, Value};
use crate::document::Document;
use crate::period::{Period, Truth};
use crate::source::{Source, Span};
use crate::standard::{Complaint, Expression, Standard};

pub struct Condition {
    constants: Constants,
    op: Op,
}

impl Condition {
    /// # Errors
    /// What is wrong with the expression, with line and column in its own text.
    pub fn compile(standard: &Standard, text: &str) -> Result<Self, Complaint> {
        let mut constants = Constants::of(standard);
        let file = Source::new("", text);
        let expression = Expression { text: text.to_owned(), span: Span::new(0..text.len()) };
        let located = Located::whole(&file, &expression);
        let op = Compiler {
            standard,
            constants: &mut constants,
            located,
            scope: Scope::default(),
            terms: standard.terms.len(),
            in_force: standard.in_force,
        }
        .condition()?;
        Ok(Self { constants, op })
    }

    /// `None` when something is missing that would decide it.
    pub fn holds(&self, document: &Document, as_of: Period) -> Truth {
        self.run::<Untraced>(document, as_of)
    }

    /// The same with the trace that findings use; both must always agree.
    pub fn holds_traced(&self, document: &Document, as_of: Period) -> Truth {
        self.run::<Traced>(document, as_of)
    }

    fn run<T: Trace>(&self, document: &Document, as_of: Period) -> Truth {
        let none = Value::Code(0, NO_CODE);
        let facts = Facts { as_of, phase: none, class: none, class_cell: document.root(), gate: none, partial: false };
        Machine::<T>::new(document, &self.constants, facts).truth(&self.op)
    }
}
