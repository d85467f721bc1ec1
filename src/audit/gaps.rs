//! Required fields without a value, as far as the phase and the size class of the project ask for them.

use crate::audit::project::Gathered;
use crate::audit::state::State;
use crate::audit::structure::Gap;
use crate::audit::surplus::Surplus;
use crate::audit::{absent, builtin};
use crate::standard::Outcome;

impl Gathered<'_> {
    /// What nobody published is no failure of the project: it is "not documented", outside compliance.
    pub(super) fn gaps(&mut self, gaps: &[Gap], state: &State) {
        let subject = self.subject;
        let assessed = subject.kind_has(subject.standard.anchors.kind_assessed) != Some(false);
        let mut shown = Surplus::new();
        for gap in gaps {
            let record = subject.schema().record(gap.record);
            let field = record.field(gap.slot);
            let other_class = !field.classes.is_empty() && state.class.is_some_and(|(_, class)| !field.classes.contains(&class));
            let Some(level) = field.required.filter(|_| field.from_phase <= state.phase && !other_class) else { continue };
            if !shown.admits(level, self.structural.len()) {
                continue;
            }
            let span = subject.document.cell(gap.cell).span;
            let place = if record.path.is_empty() { String::new() } else { format!(" in „{}“", record.title) };
            let told = if assessed { "fehlt" } else { "ist nicht dokumentiert" };
            let message =
                format!("Die Angabe „{}“{place} {told}. {} Beispiel: {} = {}", field.title, field.meaning, field.name, field.example);
            let mut finding = subject.builtin(builtin::MISSING, level, gap.cell, span, message);
            finding.missing = vec![finding.path.clone()];
            finding.snippet = absent::cells(subject, &[gap.cell]);
            if !assessed {
                finding.outcome = Outcome::NichtPruefbar;
            }
            self.structural.push((gap.cell, finding));
        }
        let rests = shown.rests(&self.structural);
        self.structural.extend(rests);
    }
}
