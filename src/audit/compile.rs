//! From CEL's syntax tree to ops. Every name, field, code and type is checked against the dictionary here, once, so
//! that a rule with a typing mistake is refused with its line and column instead of passing silently.

use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, SelectExpr, operators};

use crate::audit::constants::Constants;
use crate::audit::expression::Located;
use crate::audit::functions::{Function, TABLE};
use crate::audit::inexact::{Interval, NOWHERE};
use crate::audit::op::{Arithmetic, Comparison, Fact, Op};
use crate::audit::operators::{arithmetic, comparison};
use crate::audit::scope::Scope;
use crate::audit::types::Type;
use crate::audit::value::{NO_CODE, Value};
use crate::period::Period;
use crate::schema::{CatalogueId, RecordId, Schema, Slot, TraitKind};
use crate::standard::{Complaint, Standard, suggestion};

/// The namespaces that are no fields of a project. `projekt` is the project itself, so that `has(projekt.ziel)` can ask
/// for what CEL's macro cannot reach by a bare name.
const PROJECT: &str = "projekt";
const STANDARD: &str = "standard";
const THRESHOLD: &str = "schwelle";
const IN_FORCE: &str = "in_kraft";
const FACTS: [(&str, Fact); 4] =
    [("stichtag", Fact::AsOf), ("phase", Fact::Phase), ("klasse", Fact::Class), ("freigabe_gefragt", Fact::Gate)];
/// What CEL and the tool call like a function.
const CEL: [&str; 9] = ["ist", "wert", "has", "all", "exists", "exists_one", "filter", "map", "matches"];

pub type Compiled = Result<(Op, Type), Complaint>;

pub struct Compiler<'a> {
    pub standard: &'a Standard,
    pub constants: &'a mut Constants,
    pub located: Located<'a>,
    pub scope: Scope,
    /// How many of the standard's terms may be used: a term stands on those before it.
    pub terms: usize,
    /// What `in_kraft` is: the first day of the profile in which the rule stands.
    pub in_force: Period,
}

impl Compiler<'_> {
    pub fn expression(&mut self) -> Compiled {
        let tree = self.located.parse()?;
        self.compile(&tree)
    }

    /// A condition: must be true or false.
    pub fn condition(&mut self) -> Result<Op, Complaint> {
        let tree = self.located.parse()?;
        self.flag(&tree)
    }

    pub(super) fn flag(&mut self, node: &IdedExpr) -> Result<Op, Complaint> {
        match self.compile(node)? {
            (op, Type::Flag) => Ok(op),
            (_, other) => Err(self.complain(node, format!("hier wird eine Bedingung erwartet, das ist {}", other.german()))),
        }
    }

    pub(super) fn compile(&mut self, node: &IdedExpr) -> Compiled {
        match &node.expr {
            Expr::Literal(literal) => self.literal(node, literal),
            Expr::Ident(name) => self.name(node, name),
            Expr::Select(select) => self.select(node, select),
            Expr::Call(call) => self.call(node, call),
            Expr::Comprehension(comprehension) => self.comprehension(node, comprehension),
            Expr::List(list) if !list.elements.is_empty() => {
                let mut items = Vec::new();
                let mut of = None;
                for element in &list.elements {
                    let (op, kind) = self.compile(element)?;
                    if *of.get_or_insert_with(|| kind.clone()) != kind {
                        return Err(self.complain(element, "eine Liste enthält nur Werte einer Art".to_owned()));
                    }
                    items.push(op);
                }
                Ok((Op::ListOf(items), Type::list(of.unwrap_or(Type::Text))))
            }
            _ => Err(self.complain(node, "dieser Baustein von CEL ist in Regeln nicht vorgesehen".to_owned())),
        }
    }

    fn literal(&mut self, node: &IdedExpr, literal: &LiteralValue) -> Compiled {
        match literal {
            LiteralValue::Boolean(flag) => Ok((Op::Constant(Value::Flag(*flag.inner())), Type::Flag)),
            LiteralValue::Int(number) => Ok((Op::Constant(Value::Integer(*number.inner())), Type::Integer)),
            LiteralValue::String(text) => Ok((Op::Constant(self.constants.text(text.inner())), Type::Text)),
            _ => Err(self.complain(node, "hier sind nur ganze Zahlen, Texte, true und false vorgesehen".to_owned())),
        }
    }

    fn name(&mut self, node: &IdedExpr, name: &str) -> Compiled {
        if let Some(known) = self.scope.find(name) {
            return Ok(known);
        }
        if name == STANDARD {
            return Ok((Op::Root(self.constants.root_cell()), Type::Row(self.constants.root)));
        }
        if name == PROJECT {
            return Ok((Op::Root(0), Type::Row(Schema::PROJECT)));
        }
        if name == IN_FORCE {
            return Ok((Op::Constant(Value::Date(Interval::new(self.in_force, NOWHERE))), Type::Date));
        }
        if let Some((_, fact)) = FACTS.iter().find(|(known, _)| *known == name) {
            return Ok((Op::Context(*fact), self.fact_type(*fact)));
        }
        let project = self.schema().record(Schema::PROJECT);
        match project.slot(name) {
            Some(slot) => Ok((Op::Field(Box::new(Op::Root(0)), slot), Type::of(project.field(slot).kind))),
            None => {
                let known = project.fields.iter().map(|field| field.name.as_str());
                let known = known.chain(self.scope.names()).chain(FACTS.iter().map(|(name, _)| *name));
                let hint = hint(name, known.chain([PROJECT, STANDARD, THRESHOLD, IN_FORCE]));
                Err(self.complain(node, format!("unbekannter Name „{name}“{hint}")))
            }
        }
    }

    fn fact_type(&self, fact: Fact) -> Type {
        let anchors = &self.standard.anchors;
        let coded = |(record, slot): (RecordId, Slot)| Type::of(self.schema().record(record).field(slot).kind);
        match fact {
            Fact::AsOf => Type::Date,
            Fact::Phase => coded(anchors.phase),
            Fact::Class => coded(anchors.class),
            Fact::Gate => coded(anchors.gate),
        }
    }

    fn select(&mut self, node: &IdedExpr, select: &SelectExpr) -> Compiled {
        if let Expr::Ident(space) = &select.operand.expr
            && space == THRESHOLD
        {
            return self.threshold(node, &select.field);
        }
        let (operand, kind) = self.compile(&select.operand)?;
        let Type::Row(record) = kind else {
            return Err(self.complain(node, format!("„.{}“ geht nur bei einem Eintrag, das davor ist {}", select.field, kind.german())));
        };
        let slot = self.slot(node, record, &select.field)?;
        let field = Type::of(self.schema().record(record).field(slot).kind);
        if select.test { Ok((Op::Has(Box::new(operand), slot), Type::Flag)) } else { Ok((Op::Field(Box::new(operand), slot), field)) }
    }

    fn slot(&self, node: &IdedExpr, record: RecordId, name: &str) -> Result<Slot, Complaint> {
        let record = self.schema().record(record);
        record.slot(name).ok_or_else(|| {
            let hint = hint(name, record.fields.iter().map(|field| field.name.as_str()));
            let place = if record.path.is_empty() { "im Projekt".to_owned() } else { format!("in „{}“", record.path) };
            self.complain(node, format!("unbekanntes Feld „{name}“ {place}{hint}"))
        })
    }

    fn threshold(&self, node: &IdedExpr, name: &str) -> Compiled {
        match self.standard.threshold(name) {
            Some(threshold) => Ok((Op::Constant(Value::Integer(threshold.value)), Type::Integer)),
            None => {
                let hint = hint(name, self.standard.thresholds.iter().map(|threshold| threshold.name.as_str()));
                Err(self.complain(node, format!("unbekannte Schwelle „{name}“{hint}")))
            }
        }
    }

    fn call(&mut self, node: &IdedExpr, call: &CallExpr) -> Compiled {
        let name = call.func_name.as_str();
        match (name, call.args.as_slice()) {
            (operators::LOGICAL_AND, [left, right]) => Ok((Op::And(Box::new(self.flag(left)?), Box::new(self.flag(right)?)), Type::Flag)),
            (operators::LOGICAL_OR, [left, right]) => Ok((Op::Or(Box::new(self.flag(left)?), Box::new(self.flag(right)?)), Type::Flag)),
            (operators::LOGICAL_NOT, [operand]) => Ok((Op::Not(Box::new(self.flag(operand)?)), Type::Flag)),
            (operators::CONDITIONAL, [condition, yes, no]) => self.choice(node, condition, yes, no),
            (operators::IN, [item, list]) => self.membership(node, item, list),
            (operators::NEGATE, [operand]) => self.arithmetic(node, Arithmetic::Subtract, None, operand),
            (_, [left, right]) if comparison(name).is_some() => self.compare(node, name, left, right),
            (_, [left, right]) if arithmetic(name).is_some() => {
                self.arithmetic(node, arithmetic(name).unwrap_or(Arithmetic::Add), Some(left), right)
            }
            ("ist" | "wert", [code, wanted]) if call.target.is_none() => self.code_trait(node, name, code, wanted),
            ("matches", [pattern]) => self.matches(node, call.target.as_deref(), pattern),
            _ => self.function(node, call),
        }
    }

    fn choice(&mut self, node: &IdedExpr, condition: &IdedExpr, yes: &IdedExpr, no: &IdedExpr) -> Compiled {
        let condition = self.flag(condition)?;
        let ((yes, left), (no, right)) = (self.compile(yes)?, self.compile(no)?);
        if left != right {
            return Err(self.complain(node, format!("beide Zweige müssen gleicher Art sein: {} und {}", left.german(), right.german())));
        }
        Ok((Op::If(Box::new([condition, yes, no])), left))
    }

    fn compare(&mut self, node: &IdedExpr, name: &str, left: &IdedExpr, right: &IdedExpr) -> Compiled {
        let ((mut left_op, mut left_type), (mut right_op, mut right_type)) = (self.compile(left)?, self.compile(right)?);
        if let Type::Code(catalogue) = left_type {
            (right_op, right_type) = self.as_code(right, catalogue, right_op, right_type)?;
        } else if let Type::Code(catalogue) = right_type {
            (left_op, left_type) = self.as_code(left, catalogue, left_op, left_type)?;
        }
        let comparison = comparison(name).unwrap_or(Comparison::Equal);
        let equality = matches!(comparison, Comparison::Equal | Comparison::Unequal);
        let fits = if equality { left_type.is_comparable_with(&right_type) } else { left_type.is_ordered_with(&right_type) };
        if !fits {
            return Err(self.complain(node, mismatch(&left_type, &right_type)));
        }
        Ok((Op::Compare(comparison, Box::new(left_op), Box::new(right_op)), Type::Flag))
    }

    /// A literal beside a code must be one of its catalogue's codes.
    fn as_code(&self, node: &IdedExpr, catalogue: CatalogueId, op: Op, kind: Type) -> Compiled {
        let Expr::Literal(LiteralValue::String(text)) = &node.expr else { return Ok((op, kind)) };
        let codes = self.schema().catalogue(catalogue);
        // An empty text stands for "no code": no gate was asked for.
        let none = text.inner().is_empty().then_some(NO_CODE);
        match codes.ordinal(text.inner()).or(none) {
            Some(ordinal) => Ok((Op::Constant(Value::Code(catalogue, ordinal)), Type::Code(catalogue))),
            None => {
                let hint = hint(text.inner(), codes.codes.iter().map(|code| code.id.as_str()));
                Err(self.complain(node, format!("der Katalog „{}“ hat keinen Code „{}“{hint}", codes.name, text.inner())))
            }
        }
    }

    fn membership(&mut self, node: &IdedExpr, item: &IdedExpr, list: &IdedExpr) -> Compiled {
        let (mut item_op, mut item_type) = self.compile(item)?;
        let (list_op, of) = match (&item_type, &list.expr) {
            (Type::Code(catalogue), Expr::List(literal)) => {
                let catalogue = *catalogue;
                let mut ops = Vec::new();
                for element in &literal.elements {
                    let (op, kind) = self.compile(element)?;
                    ops.push(self.as_code(element, catalogue, op, kind)?.0);
                }
                (Op::ListOf(ops), Type::Code(catalogue))
            }
            _ => match self.compile(list)? {
                (op, Type::List(of)) => (op, *of),
                (_, other) => return Err(self.complain(list, format!("rechts von „in“ steht eine Liste, das ist {}", other.german()))),
            },
        };
        if let (Type::Code(catalogue), Type::Text) = (&of, &item_type) {
            (item_op, item_type) = self.as_code(item, *catalogue, item_op, item_type.clone())?;
        }
        if !item_type.is_comparable_with(&of) {
            return Err(self.complain(node, mismatch(&item_type, &of)));
        }
        Ok((Op::In(Box::new(item_op), Box::new(list_op)), Type::Flag))
    }

    fn arithmetic(&mut self, node: &IdedExpr, how: Arithmetic, left: Option<&IdedExpr>, right: &IdedExpr) -> Compiled {
        let (right_op, right_type) = self.compile(right)?;
        let (left_op, left_type) = match left {
            Some(left) => self.compile(left)?,
            None => (Op::Constant(Value::Integer(0)), Type::Integer),
        };
        let result = match (how, &left_type, &right_type) {
            (_, Type::Integer, Type::Integer) => Type::Integer,
            (Arithmetic::Add | Arithmetic::Subtract, Type::Money, Type::Money) => Type::Money,
            (Arithmetic::Multiply | Arithmetic::Divide, Type::Money, Type::Integer) => Type::Money,
            (Arithmetic::Add | Arithmetic::Subtract, Type::Days, Type::Days) => Type::Days,
            (Arithmetic::Add | Arithmetic::Subtract, Type::Date, Type::Days) => Type::Date,
            (Arithmetic::Subtract, Type::Date, Type::Date) => Type::Days,
            (Arithmetic::Multiply, Type::Count, Type::Integer) => Type::Count,
            (_, Type::Date, Type::Integer) => {
                return Err(self.complain(node, "zu einem Datum kommen Tage: schreiben Sie tage(14) statt 14".to_owned()));
            }
            _ => {
                return Err(
                    self.complain(node, format!("mit {} und {} lässt sich so nicht rechnen", left_type.dative(), right_type.dative()))
                );
            }
        };
        Ok((Op::Arithmetic(how, Box::new(left_op), Box::new(right_op)), result))
    }

    fn code_trait(&mut self, node: &IdedExpr, function: &str, code: &IdedExpr, wanted: &IdedExpr) -> Compiled {
        let (op, kind) = self.compile(code)?;
        let Type::Code(catalogue) = kind else {
            return Err(self.complain(code, format!("{function}(…) braucht ein Feld mit Katalog, das ist {}", kind.german())));
        };
        let Expr::Literal(LiteralValue::String(name)) = &wanted.expr else {
            return Err(self.complain(wanted, "das Merkmal steht als fester Text da".to_owned()));
        };
        let catalogue = self.schema().catalogue(catalogue);
        let Some(index) = catalogue.find_trait(name.inner()) else {
            let hint = hint(name.inner(), catalogue.traits.iter().map(|known| known.name.as_str()));
            return Err(self.complain(wanted, format!("der Katalog „{}“ hat kein Merkmal „{}“{hint}", catalogue.name, name.inner())));
        };
        let kind = match catalogue.traits[index].kind {
            TraitKind::JaNein => Type::Flag,
            TraitKind::Ganzzahl => Type::Integer,
            TraitKind::Text => Type::Text,
        };
        if (function == "ist") != (kind == Type::Flag) {
            return Err(self.complain(node, "ist(…) fragt ein Ja/Nein-Merkmal, wert(…) eines mit Zahl oder Text".to_owned()));
        }
        Ok((Op::Trait(Box::new(op), index), kind))
    }

    fn matches(&mut self, node: &IdedExpr, target: Option<&IdedExpr>, pattern: &IdedExpr) -> Compiled {
        let (Some(target), Expr::Literal(LiteralValue::String(pattern))) = (target, &pattern.expr) else {
            return Err(self.complain(node, "so: text.matches('muster') mit einem festen Muster".to_owned()));
        };
        let (op, kind) = self.compile(target)?;
        match regex::Regex::new(pattern.inner()) {
            Ok(compiled) if kind == Type::Text => Ok((Op::Matches(Box::new(op), Box::new(compiled)), Type::Flag)),
            Ok(_) => Err(self.complain(node, format!("matches prüft einen Text, das ist {}", kind.german()))),
            Err(_) => Err(self.complain(node, "dieses Muster ist kein gültiger regulärer Ausdruck".to_owned())),
        }
    }

    fn function(&mut self, node: &IdedExpr, call: &CallExpr) -> Compiled {
        let Some(function) = Function::named(&call.func_name) else {
            if let Some(term) = self.term(node, call) {
                return term;
            }
            let own = TABLE.iter().map(|(name, ..)| *name);
            let hint = hint(&call.func_name, own.chain(CEL).chain(self.term_names()));
            return Err(self.complain(node, format!("die Funktion „{}“ gibt es nicht{hint}", call.func_name)));
        };
        if let (Function::Date, [IdedExpr { expr: Expr::Literal(LiteralValue::String(text)), .. }]) = (function, call.args.as_slice()) {
            return match Period::parse(text.inner()) {
                Some(period) => Ok((Op::Constant(Value::Date(Interval::new(period, NOWHERE))), Type::Date)),
                None => Err(self.complain(node, format!("„{}“ ist kein Datum", text.inner()))),
            };
        }
        let mut ops = Vec::new();
        let mut types = Vec::new();
        for argument in call.target.as_deref().into_iter().chain(&call.args) {
            let (op, kind) = self.compile(argument)?;
            ops.push(op);
            types.push(kind);
        }
        match function.result(&types) {
            Ok(kind) => {
                ops.extend(function.start(&kind).map(Op::Constant));
                Ok((Op::Call(function, ops), kind))
            }
            Err(wanted) => Err(self.complain(node, format!("{}(…) braucht {wanted}", call.func_name))),
        }
    }

    pub(super) fn schema(&self) -> &Schema {
        &self.constants.schema
    }

    pub(super) fn complain(&self, node: &IdedExpr, message: String) -> Complaint {
        let mut ids = Vec::new();
        collect(node, &mut ids);
        self.located.complaint(self.located.range(&ids), message)
    }
}

/// The ids of a node and of what it consists of.
fn collect(node: &IdedExpr, ids: &mut Vec<u64>) {
    ids.push(node.id);
    match &node.expr {
        Expr::Call(call) => call.target.as_deref().into_iter().chain(&call.args).for_each(|part| collect(part, ids)),
        Expr::Select(select) => collect(&select.operand, ids),
        Expr::List(list) => list.elements.iter().for_each(|part| collect(part, ids)),
        _ => {}
    }
}

fn hint<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    suggestion(wrong, known).map_or_else(String::new, |name| format!(" – meinten Sie „{name}“?"))
}

fn mismatch(left: &Type, right: &Type) -> String {
    let advice = match (left, right) {
        (Type::Date, Type::Integer | Type::Text) | (Type::Integer | Type::Text, Type::Date) => "; schreiben Sie datum(\"2026-01-31\")",
        (Type::Days, Type::Integer) | (Type::Integer, Type::Days) => "; schreiben Sie tage(14)",
        (Type::Money, Type::Integer) | (Type::Integer, Type::Money) => "; schreiben Sie geld(50000)",
        _ => "",
    };
    format!("{} lässt sich nicht mit {} vergleichen{advice}", left.german(), right.dative())
}
