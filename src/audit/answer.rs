//! What is answered to the question for a Freigabe: how ready one project is, who decides, and whether that has been
//! decided before. The tool itself decides nothing.

use crate::audit::Auditor;
use crate::audit::gate_path::decided;
use crate::audit::project::Audit;
use crate::audit::readiness::Readiness;
use crate::audit::responsible::deciders;
use crate::audit::subject::Subject;
use crate::period::Period;

#[derive(Clone, Debug)]
pub struct GateAnswer {
    pub project: String,
    pub file: String,
    pub readiness: Readiness,
    /// Roles that may decide, with the Stelle that holds them.
    pub deciders: Vec<String>,
    /// How the gate was passed before, in the words of the code list, and when.
    pub passed: Option<(String, Option<Period>)>,
    /// Rules across projects that found something in this project: shown, but no project answers for others.
    pub across: Vec<String>,
}

impl Auditor<'_> {
    /// The answer of one file for the gate with this index.
    pub fn gate_answer(&self, audit: &Audit, gate: usize) -> GateAnswer {
        let gate = &self.standard.gates[gate];
        let subject = Subject { standard: self.standard, document: &audit.document };
        let readable = audit.state.is_some();
        GateAnswer {
            project: audit.project.clone(),
            file: audit.document.source.name.clone(),
            readiness: audit.readiness.clone(),
            deciders: if readable { deciders(&subject, gate) } else { Vec::new() },
            passed: decided(&subject, &gate.id).filter(|decided| readable && decided.passes).map(|decided| (decided.outcome, decided.on)),
            across: Vec::new(),
        }
    }
}
