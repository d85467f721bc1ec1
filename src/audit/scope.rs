//! What names stand for while an expression is compiled: loop variables, and the parameters of a term.

use crate::audit::op::Op;
use crate::audit::types::Type;

#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Outermost first.
    names: Vec<(String, Op, Type)>,
    /// Loop variables that are open, whether a name for them is known here or not.
    open: usize,
}

impl Scope {
    /// The number of a loop's variable, which has a name until it is closed.
    pub fn open(&mut self, name: &str, kind: Type) -> usize {
        let variable = self.open;
        self.names.push((name.to_owned(), Op::Variable(variable), kind));
        self.open += 1;
        variable
    }

    pub fn close(&mut self) {
        self.names.pop();
        self.open -= 1;
    }

    /// The inside of a term: of all names it knows only its own.
    pub fn of_term(&self, parameters: Vec<(String, Op, Type)>) -> Self {
        Self { names: parameters, open: self.open }
    }

    pub fn find(&self, name: &str) -> Option<(Op, Type)> {
        self.names.iter().rev().find(|(known, ..)| known == name).map(|(_, op, kind)| (op.clone(), kind.clone()))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, ..)| name.as_str())
    }
}
