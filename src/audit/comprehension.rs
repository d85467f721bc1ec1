//! CEL's macros arrive expanded into one general loop. Each has a shape of its own and is recognised by it.

use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, IdedExpr, LiteralValue, operators};

use crate::audit::compile::{Compiled, Compiler};
use crate::audit::op::{Op, Quantifier};
use crate::audit::types::Type;
use crate::schema::Schema;

impl Compiler<'_> {
    pub(super) fn comprehension(&mut self, node: &IdedExpr, raw: &ComprehensionExpr) -> Compiled {
        let (list, kind) = self.compile(&raw.iter_range)?;
        let Type::List(of) = kind else {
            return Err(self.complain(&raw.iter_range, format!("davor muss eine Liste stehen, das ist {}", kind.german())));
        };
        let name = &raw.iter_var;
        if self.scope.find(name).is_some() || self.schema().record(Schema::PROJECT).slot(name).is_some() {
            return Err(self
                .complain(node, format!("der Name „{name}“ ist schon vergeben; wählen Sie einen anderen, zum Beispiel einen Buchstaben")));
        }
        let variable = self.scope.open(name, (*of).clone());
        let body = self.body(node, raw, Box::new(list), variable, &of);
        self.scope.close();
        body
    }

    fn body(&mut self, node: &IdedExpr, raw: &ComprehensionExpr, list: Box<Op>, variable: usize, of: &Type) -> Compiled {
        let Expr::Call(step) = &raw.loop_step.expr else {
            return Err(self.complain(node, "diese Schleife ist nicht vorgesehen".to_owned()));
        };
        match (&raw.accu_init.expr, step.func_name.as_str(), step.args.as_slice()) {
            (Expr::Literal(LiteralValue::Boolean(_)), operators::LOGICAL_AND, [_, body]) => {
                self.quantified(Quantifier::All, list, variable, body)
            }
            (Expr::Literal(LiteralValue::Boolean(_)), operators::LOGICAL_OR, [_, body]) => {
                self.quantified(Quantifier::Exists, list, variable, body)
            }
            (Expr::Literal(LiteralValue::Int(_)), operators::CONDITIONAL, [body, ..]) => {
                self.quantified(Quantifier::ExistsOne, list, variable, body)
            }
            (Expr::List(_), operators::ADD, _) => {
                let (body, kind) = self.element(node, step)?;
                Ok((Op::Map { list, variable, keep: None, body: Box::new(body) }, Type::list(kind)))
            }
            (Expr::List(_), operators::CONDITIONAL, [keep, made, _]) => {
                let keep = Box::new(self.flag(keep)?);
                let Expr::Call(made) = &made.expr else {
                    return Err(self.complain(node, "diese Schleife ist nicht vorgesehen".to_owned()));
                };
                let (body, kind) = self.element(node, made)?;
                let filters = matches!(body, Op::Variable(index) if index == variable);
                if filters {
                    return Ok((Op::Filter { list, variable, keep }, Type::list(of.clone())));
                }
                Ok((Op::Map { list, variable, keep: Some(keep), body: Box::new(body) }, Type::list(kind)))
            }
            _ => Err(self.complain(node, "diese Schleife ist nicht vorgesehen".to_owned())),
        }
    }

    fn quantified(&mut self, how: Quantifier, list: Box<Op>, variable: usize, body: &IdedExpr) -> Compiled {
        let body = Box::new(self.flag(body)?);
        Ok((Op::Each { how, list, variable, body }, Type::Flag))
    }

    /// The element of the step `result + [element]`.
    fn element(&mut self, node: &IdedExpr, step: &CallExpr) -> Compiled {
        match step.args.get(1).map(|list| &list.expr) {
            Some(Expr::List(list)) if list.elements.len() == 1 => self.compile(&list.elements[0]),
            _ => Err(self.complain(node, "diese Schleife ist nicht vorgesehen".to_owned())),
        }
    }
}
