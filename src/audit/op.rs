//! The compiled form of an expression: names are slots, types are settled, macros are loops.

use crate::audit::functions::Function;
use crate::audit::value::Value;
use crate::document::CellId;
use crate::schema::Slot;

#[derive(Clone, Debug)]
pub enum Op {
    Constant(Value),
    /// Facts about the run: Stichtag, phase, class, the gate asked for.
    Context(Fact),
    /// A loop variable.
    Variable(usize),
    /// The project, or the root of the constants.
    Root(CellId),
    Field(Box<Op>, Slot),
    Has(Box<Op>, Slot),
    Not(Box<Op>),
    And(Box<Op>, Box<Op>),
    Or(Box<Op>, Box<Op>),
    If(Box<[Op; 3]>),
    Compare(Comparison, Box<Op>, Box<Op>),
    Arithmetic(Arithmetic, Box<Op>, Box<Op>),
    /// `x in list`
    In(Box<Op>, Box<Op>),
    ListOf(Vec<Op>),
    Each {
        how: Quantifier,
        list: Box<Op>,
        variable: usize,
        body: Box<Op>,
    },
    Filter {
        list: Box<Op>,
        variable: usize,
        keep: Box<Op>,
    },
    Map {
        list: Box<Op>,
        variable: usize,
        keep: Option<Box<Op>>,
        body: Box<Op>,
    },
    /// A trait of a code.
    Trait(Box<Op>, usize),
    Matches(Box<Op>, Box<regex::Regex>),
    Call(Function, Vec<Op>),
}

/// A part of a compiled rule, by its address: the same for every row it is evaluated for.
pub type Site = usize;

impl Op {
    pub fn site(&self) -> Site {
        std::ptr::from_ref(self).addr()
    }

    /// The sites of an expression in the order in which it is written.
    pub fn sites(&self) -> Vec<Site> {
        let mut found = Vec::new();
        self.visit(&mut |op| found.push(op.site()));
        found
    }

    /// The fields of the project's head that an expression reads.
    pub fn heads(&self) -> Vec<Slot> {
        let mut found = Vec::new();
        self.visit(&mut |op| match op {
            Self::Field(row, slot) | Self::Has(row, slot) if matches!(**row, Self::Root(0)) => found.push(*slot),
            _ => {}
        });
        found
    }

    /// Itself and its parts, in the order in which they are written.
    fn visit(&self, each: &mut impl FnMut(&Self)) {
        each(self);
        match self {
            Self::Constant(_) | Self::Context(_) | Self::Variable(_) | Self::Root(_) => {}
            Self::Field(part, _) | Self::Has(part, _) | Self::Not(part) | Self::Trait(part, _) | Self::Matches(part, _) => part.visit(each),
            Self::And(left, right)
            | Self::Or(left, right)
            | Self::In(left, right)
            | Self::Compare(_, left, right)
            | Self::Arithmetic(_, left, right)
            | Self::Each { list: left, body: right, .. }
            | Self::Filter { list: left, keep: right, .. } => {
                left.visit(each);
                right.visit(each);
            }
            Self::If(parts) => parts.iter().for_each(|part| part.visit(each)),
            Self::ListOf(parts) | Self::Call(_, parts) => parts.iter().for_each(|part| part.visit(each)),
            Self::Map { list, keep, body, .. } => {
                list.visit(each);
                if let Some(keep) = keep {
                    keep.visit(each);
                }
                body.visit(each);
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    AsOf,
    Phase,
    Class,
    Gate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    All,
    Exists,
    ExistsOne,
}
