//! A rule ready to run: its expressions compiled, its message and its place cut into text and expressions.

use std::ops::Range;

use crate::audit::belongs::Skeleton;
use crate::audit::compile::Compiler;
use crate::audit::constants::Constants;
use crate::audit::expression::Located;
use crate::audit::op::Op;
use crate::audit::scope::Scope;
use crate::audit::types::Type;
use crate::schema::Slot;
use crate::standard::{Complaint, Conditions, Expression, Rule, Standard};

#[derive(Clone, Debug)]
pub struct CompiledRule {
    /// Index into the standard's rules.
    pub index: usize,
    pub loops: Vec<Op>,
    pub applies: Option<Op>,
    pub holds: Op,
    pub place: Option<Op>,
    pub belongs: Option<Belongs>,
    pub message: Vec<Part>,
    /// The fields of the project's head that its conditions read.
    pub heads: Vec<Slot>,
}

/// Where a finding about something absent belongs: the field of the project it would stand in, and the path.
#[derive(Clone, Debug)]
pub struct Belongs {
    pub head: Slot,
    pub path: Vec<Part>,
}

#[derive(Clone, Debug)]
pub enum Part {
    Text(String),
    Value(Op),
}

/// Compiles the conditions of one rule; every complaint points into its file.
pub fn compile(
    index: usize,
    (rule, conditions): (&Rule, &Conditions),
    standard: &Standard,
    constants: &mut Constants,
) -> Result<CompiledRule, Vec<Complaint>> {
    let mut author = Author { rule, standard, constants, scope: Scope::default(), complaints: Vec::new() };
    let loops: Vec<Op> = conditions.loops.iter().filter_map(|each| author.open(&each.list, &each.name)).collect();
    let applies = conditions.applies.as_ref().and_then(|wenn| author.condition(wenn));
    let holds = author.condition(&conditions.holds);
    let place = conditions.place.as_ref().and_then(|ort| author.any(ort)).map(|(op, _)| op);
    let belongs = conditions.belongs.as_ref().and_then(|path| author.belongs(path));
    let message = author.message(&conditions.message);
    match holds {
        Some(holds) if author.complaints.is_empty() => {
            let heads = loops.iter().chain(&applies).chain([&holds]).flat_map(Op::heads).collect();
            Ok(CompiledRule { index, loops, applies, holds, place, belongs, message, heads })
        }
        _ => Err(author.complaints),
    }
}

struct Author<'a> {
    rule: &'a Rule,
    standard: &'a Standard,
    constants: &'a mut Constants,
    scope: Scope,
    complaints: Vec<Complaint>,
}

impl Author<'_> {
    fn open(&mut self, list: &Expression, name: &Expression) -> Option<Op> {
        let (op, kind) = self.any(list)?;
        let Type::List(of) = kind else {
            let message = format!("fuer_jedes braucht eine Liste, das ist {}", kind.german());
            self.complaints.push(Located::whole(&self.rule.file, list).complaint(0..list.text.len(), message));
            return None;
        };
        self.scope.open(&name.text, *of);
        Some(op)
    }

    fn condition(&mut self, expression: &Expression) -> Option<Op> {
        let result = self.compiler(Located::whole(&self.rule.file, expression)).condition();
        self.note(result)
    }

    fn any(&mut self, expression: &Expression) -> Option<(Op, Type)> {
        let result = self.compiler(Located::whole(&self.rule.file, expression)).expression();
        self.note(result)
    }

    fn message(&mut self, expression: &Expression) -> Vec<Part> {
        self.parts(expression).into_iter().map(|(part, ..)| part).collect()
    }

    fn belongs(&mut self, expression: &Expression) -> Option<Belongs> {
        let parts = self.parts(expression);
        let holes = parts.iter().filter(|(part, ..)| matches!(part, Part::Value(_)));
        let skeleton = Skeleton::of(&expression.text, holes.map(|(_, range, kind)| (range.clone(), kind.clone())).collect());
        let head = skeleton.check(&self.standard.schema).map_err(|(range, message)| {
            let located = Located::whole(&self.rule.file, expression);
            located.complaint(range, message)
        });
        let head = self.note(head)?;
        Some(Belongs { head, path: parts.into_iter().map(|(part, ..)| part).collect() })
    }

    /// Text with expressions in braces; each part with its bytes and, of an expression, its type.
    fn parts(&mut self, expression: &Expression) -> Vec<(Part, Range<usize>, Option<Type>)> {
        let mut parts = Vec::new();
        let (mut rest, mut offset) = (expression.text.as_str(), 0);
        while let Some(open) = rest.find('{') {
            let Some(close) = rest[open..].find('}').map(|close| open + close) else {
                let located = Located::whole(&self.rule.file, expression);
                self.complaints.push(located.complaint(offset + open..offset + open + 1, "die geschweifte Klammer wird nicht geschlossen"));
                return parts;
            };
            parts.push((Part::Text(rest[..open].to_owned()), offset..offset + open, None));
            let located = Located { file: &self.rule.file, expression, offset: offset + open + 1, text: &rest[open + 1..close] };
            let result = self.compiler(located).expression();
            parts.extend(self.note(result).map(|(op, kind)| (Part::Value(op), offset + open..offset + close + 1, Some(kind))));
            offset += close + 1;
            rest = &rest[close + 1..];
        }
        parts.push((Part::Text(rest.to_owned()), offset..expression.text.len(), None));
        parts
    }

    fn compiler<'b>(&'b mut self, located: Located<'b>) -> Compiler<'b> {
        Compiler {
            standard: self.standard,
            constants: self.constants,
            located,
            scope: self.scope.clone(),
            terms: self.standard.terms.len(),
            in_force: self.rule.in_force,
        }
    }

    fn note<T>(&mut self, result: Result<T, Complaint>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(complaint) => {
                self.complaints.push(complaint);
                None
            }
        }
    }
}
