//! What stands before everything else on a page that stands for several projects: files that could not be read, and in
//! spite of what a report was released. No profile can leave it out.

use crate::audit::{Audit, Unread};
use crate::portfolio::Audience;
use crate::report::model::{Abschnitt, Angabe, Angaben, Block, Breite, Satz};

/// A section that no file of the standard asks for.
#[derive(Clone, Debug)]
pub struct Warning {
    pub id: &'static str,
    pub kicker: &'static str,
    pub finding: String,
    pub sentence: String,
    /// Name and what there is to say.
    pub lines: Vec<(String, String)>,
}

impl Warning {
    pub(super) fn section(&self) -> Abschnitt {
        let mut section = Abschnitt::new("", self.id, self.kicker, self.finding.as_str());
        section.satz = self.sentence.as_str().into();
        let line = |(name, value): &(String, String)| Angabe { name: name.clone(), wert: value.as_str().into() };
        if !self.lines.is_empty() {
            let all = Angaben { titel: Satz::default(), angaben: self.lines.iter().map(line).collect() };
            section.push(Breite::Voll, Block::Angaben(all));
        }
        section
    }
}

/// The files that could not be read, each by its project; where each lies and what is wrong with it is nobody's business outside the house.
pub fn unread(audits: &[Audit], audience: Audience) -> Option<Warning> {
    let unread: Vec<Unread> = audits.iter().filter_map(Unread::of).collect();
    if unread.is_empty() {
        return None;
    }
    let all = audits.len();
    let finding = match unread.len() {
        1 => format!("Eine von {all} Projektdateien lässt sich nicht lesen"),
        count => format!("{count} von {all} Projektdateien lassen sich nicht lesen"),
    };
    let named: Vec<String> = unread.iter().map(|unread| unread.identity.named()).collect();
    let sentence = format!(
        "Nicht lesbar: {}. Was darin steht, fehlt in jeder Zahl; jedes dieser Vorhaben bleibt als „nicht lesbar“ in der Grundmenge.",
        named.join(", ")
    );
    let lines =
        unread.iter().filter(|_| audience.is_house()).map(|unread| (unread.identity.project.clone(), unread.why_briefly())).collect();
    Some(Warning { id: "nicht-lesbar", kicker: "Nicht lesbar", finding, sentence, lines })
}
