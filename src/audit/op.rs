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
        self.collect(&mut found);
        found
    }

    fn collect(&self, found: &mut Vec<Site>) {
        found.push(self.site());
        let mut each = |parts: &[&Self]| parts.iter().for_each(|part| part.collect(found));
        match self {
            Self::Constant(_) | Self::Context(_) | Self::Variable(_) | Self::Root(_) => {}
            Self::Field(row, _) | Self::Has(row, _) => each(&[row]),
            Self::Not(part) | Self::Trait(part, _) | Self::Matches(part, _) => each(&[part]),
            Self::And(left, right) | Self::Or(left, right) | Self::In(left, right) => each(&[left, right]),
            Self::Compare(_, left, right) | Self::Arithmetic(_, left, right) => each(&[left, right]),
            Self::If(parts) => parts.iter().for_each(|part| each(&[part])),
            Self::ListOf(parts) | Self::Call(_, parts) => parts.iter().for_each(|part| each(&[part])),
            Self::Each { list, body, .. } => each(&[list, body]),
            Self::Filter { list, keep, .. } => each(&[list, keep]),
            Self::Map { list, keep, body, .. } => {
                each(&[list]);
                if let Some(keep) = keep {
                    each(&[keep]);
                }
                each(&[body]);
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
