//! The head of a page: what it is, how far it can be trusted, and what it rests on.

use crate::portfolio::{Audience, Family};
use crate::report::assemble::{Assembly, Warning};
use crate::report::evidence::{code, printed};
use crate::report::model::{Abschnitt, Angabe, Band, Kopf, Report, Satz, Verweis, Ziel};
use crate::standard::Complaint;

impl Assembly<'_> {
    pub(super) fn report(&self, sections: Vec<Abschnitt>) -> Result<Report, Complaint> {
        let (head, words) = (&self.chapter.family.head, &self.words);
        let file = &head.file;
        let names = self.values(file, &head.values)?;
        let title = words.plain(file, &head.title, &names)?;
        let standard = self.portfolio.standard;
        let line = |name: &str, value: Satz| Angabe { name: name.to_owned(), wert: value };
        let predecessor = self.about.predecessor.as_ref();
        let (proof, sum) = self.about.proof.parts();
        let short = printed(code(sum));
        let as_of = self.portfolio.as_of.german();
        let edition = edition(self.about.audience);
        let foot = head.foot.iter().map(|text| words.sentence(file, text, &names)).collect::<Result<_, _>>()?;
        Ok(Report {
            kopf: Kopf {
                ober: words.plain(file, &head.above, &names)?,
                lead: words.sentence(file, &head.lead, &names)?,
                meta: [
                    edition.map(|edition| line("Ausgabe", edition.into())),
                    Some(line("Stichtag", as_of.as_str().into())),
                    Some(line("Fassung", self.about.edition.as_str().into())).filter(|_| !self.about.edition.is_empty()),
                    Some(line("Prüfprofil", format!("{} {}", standard.name, standard.edition).into())),
                    predecessor.map(|(day, edition)| line("Vormonat", format!("{day}, Fassung {edition}").into())),
                    Some(line(proof, Satz::default().code(short.as_str()))),
                ]
                .into_iter()
                .flatten()
                .collect(),
                datenart: self.about.data_kind.1.clone(),
                band: self.about.invented.then(|| Band {
                    text: "ERFUNDENES BEISPIEL".to_owned(),
                    zusatz: "Vorhaben, Stellen und Zahlen sind erfunden; nur die Namen der Kommunen sind echt".to_owned(),
                }),
                laufzeile: format!(
                    "{title}{} · Stichtag {as_of}{}",
                    edition.map(|edition| format!(" · {edition}")).unwrap_or_default(),
                    Some(&self.about.edition)
                        .filter(|edition| !edition.is_empty())
                        .map(|edition| format!(" · Fassung {edition}"))
                        .unwrap_or_default()
                ),
                fenster: if title == self.book.title || self.book.title.is_empty() {
                    title.clone()
                } else {
                    format!("{title} – {}", self.book.title)
                },
                nachweis: format!("{proof} {short}"),
                titel: title.clone(),
            },
            vertrauen: self.figures(file, &head.trust, &names)?,
            navigation: self.book.menu(&self.leaf.path),
            pfad: self.way_back(&title),
            abschnitte: self.warnings().into_iter().chain(sections).collect(),
            fuss: foot,
        })
    }

    /// A page of one project or reader is not about the others.
    fn warnings(&self) -> Vec<Abschnitt> {
        let warnings = self.about.warnings.iter().filter(|_| self.chapter.family.head.per.is_none());
        warnings.map(Warning::section).collect()
    }

    /// From the first page down to this one; a page of the menu needs none.
    fn way_back(&self, title: &str) -> Vec<Verweis> {
        let (contents, family) = (self.book.contents, self.chapter.family);
        if family.head.menu.is_some() {
            return Vec::new();
        }
        let parent = family.head.parent.as_ref().map(toml::Spanned::get_ref);
        let above = contents.families().filter(|other| other.name == contents.index.name || Some(&other.name) == parent);
        let link = |other: &Family| {
            let name = other.head.menu.as_ref()?.text.clone();
            Some(Verweis { text: name, ziel: self.book.site.target(&self.leaf.path, &other.path(""))?, hier: false })
        };
        let mut way: Vec<Verweis> = above.filter(|other| other.name != family.name).filter_map(link).collect();
        if !way.is_empty() {
            way.push(Verweis { text: title.to_owned(), ziel: Ziel::page(&self.leaf.path, None), hier: true });
        }
        way
    }
}

/// The report of the month needs no word.
fn edition(audience: Audience) -> Option<&'static str> {
    match audience {
        Audience::Intern => None,
        Audience::MitNamen => Some("mit Namen von Personen"),
        Audience::Oeffentlich => Some("öffentlich"),
        Audience::Kommune => Some("für eine einzelne Verwaltung"),
    }
}
