//! Which values of a file the rules look at: the same evaluation with a trace, whatever comes out of it.

use crate::audit::Auditor;
use crate::audit::constants::Constants;
use crate::audit::machine::{Facts, Machine};
use crate::audit::project::Question;
use crate::audit::rule::CompiledRule;
use crate::audit::state::State;
use crate::audit::subject::Subject;
use crate::audit::trace::Traced;
use crate::audit::value::CONSTANT;
use crate::document::{CellId, Document, read};
use crate::schema::Schema;
use crate::source::Source;

impl Auditor<'_> {
    /// Per rule in force: the paths of what it read in this file, sorted, each once.
    pub fn reads(&self, source: Source, question: Question) -> Vec<(String, Vec<String>)> {
        let standard = self.standard;
        let (mut document, _) = read(&standard.schema, Schema::PROJECT, source);
        document.cut(&standard.schema, Schema::PROJECT, question.as_of.to);
        let subject = Subject { standard, document: &document };
        let state = State::of(&subject, question.gate);
        let facts = state.facts(&subject, &self.constants, question.as_of, question.gate);
        let of_rule = |compiled: &CompiledRule| {
            let cells = read_by(compiled, &document, &self.constants, facts);
            let mut paths: Vec<String> = cells.into_iter().map(|cell| subject.path(cell)).collect();
            paths.sort();
            paths.dedup();
            (standard.rules[compiled.index].id.clone(), paths)
        };
        self.rules.iter().filter(|compiled| standard.rules[compiled.index].is_in_force()).map(of_rule).collect()
    }
}

fn read_by(rule: &CompiledRule, document: &Document, constants: &Constants, facts: Facts) -> Vec<CellId> {
    let mut machine = Machine::<Traced>::new(document, constants, facts);
    descend(rule, &mut machine, 0);
    machine.trace.reads.into_iter().filter(|cell| cell & CONSTANT == 0).collect()
}

fn descend(rule: &CompiledRule, machine: &mut Machine<'_, Traced>, depth: usize) {
    let Some(list) = rule.loops.get(depth) else {
        if rule.applies.as_ref().is_none_or(|applies| machine.truth(applies) == Some(true)) {
            machine.variables.truncate(depth);
            machine.truth(&rule.holds);
        }
        machine.variables.truncate(depth);
        return;
    };
    let Some(items) = machine.items(list) else { return };
    for index in 0..items.length() {
        let item = machine.item(items, index);
        machine.bind(depth, item);
        descend(rule, machine, depth + 1);
    }
}
