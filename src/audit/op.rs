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
