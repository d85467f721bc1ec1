//! The content of the sample page. Everything in it is invented; every text can be given a hostile ending.

use crate::{beteiligung, steuerung};
use lotse::report::model::*;

/// Writes texts with the ending that a test wants to see survive.
#[derive(Clone, Copy)]
pub struct Schreiber(&'static str);

impl Schreiber {
    pub fn t(self, text: &str) -> String {
        // What is absent stays absent: the two pages must have the same parts.
        if text.is_empty() { String::new() } else { format!("{text}{}", self.0) }
    }

    pub fn s(self, text: &str) -> Satz {
        Satz::from(self.t(text))
    }

    pub fn zahl(self, label: &str, wert: u64, nenner: u64, notiz: &str, ziel: &str) -> Kennzahl {
        Kennzahl {
            label: self.t(label),
            wert: wert.to_string(),
            nenner: Some(nenner.to_string()),
            anteil: Some(Anteil { voll: wert, rest: nenner - wert, einzeln: false }),
            notiz: self.s(notiz),
            definition: self.t("Gezählt werden Projekte mit einer Meldung für den Berichtsmonat."),
            ziel: Some(Ziel::anchor(&Anker::new(ziel))),
            ..Kennzahl::default()
        }
    }
}

pub fn report(ending: &'static str) -> Report {
    let w = Schreiber(ending);
    Report {
        kopf: kopf(w),
        vertrauen: vertrauen(w),
        navigation: vec![
            Verweis { text: w.t("Übersicht"), ziel: Ziel::page("index.html", None), hier: true },
            Verweis { text: w.t("Projekte"), ziel: Ziel::page("projekte/index.html", None), hier: false },
        ],
        pfad: vec![
            Verweis { text: w.t("Übersicht"), ziel: Ziel::page("index.html", None), hier: false },
            Verweis { text: w.t("Diese Seite"), ziel: Ziel::page("muster.html", None), hier: true },
        ],
        abschnitte: [steuerung::abschnitte(w), beteiligung::abschnitte(w)].concat(),
        fuss: vec![w.s("Bezugsgrößen: 14 Landkreise und kreisfreie Städte, 122 Gemeinden, 133 Verwaltungen.")],
    }
}

fn kopf(w: Schreiber) -> Kopf {
    let angabe = |name: &str, wert: Satz| Angabe { name: w.t(name), wert };
    Kopf {
        ober: w.t("Gemeinsam Digital für Sachsen-Anhalt (GDST)"),
        titel: w.t("Portfoliobericht Oktober 2026"),
        lead: w
            .s("Zwei Entscheidungen stehen an. Das Bild beruht auf 28 von 40 Projekten; 7 davon melden günstiger, als ihre ")
            .word("Daten es zeigen. Seit September stehen 6 ungünstiger da und 3 günstiger."),
        meta: vec![
            angabe("Stichtag", w.s("31.10.2026")),
            angabe("Fassung", w.s("1, freigegeben am 04.11.2026")),
            angabe("Prüfprofil", w.s("GDST-Entwurf 0.9")),
            angabe("Nachweis", Satz::default().code(w.t("4b7a 19e0 c2d8"))),
        ],
        datenart: w.t("erfunden"),
        band: Some(Band {
            text: w.t("ERFUNDENES BEISPIEL"),
            zusatz: w.t("Projekte, Stellen, Zahlen und Aktenzeichen sind erfunden; nur die Namen der Kreise sind echt"),
        }),
        laufzeile: w.t("Portfoliobericht Oktober 2026 · Stichtag 31.10.2026 · Fassung 1"),
        nachweis: w.t("Nachweis 4b7a 19e0 c2d8"),
        fenster: w.t("Portfoliobericht Oktober 2026"),
    }
}

fn vertrauen(w: Schreiber) -> Vec<Kennzahl> {
    let mut erste = w.zahl("Gemeldet", 28, 40, "", "t-abw");
    erste.einheit = w.t("Projekten, 12 nicht gemeldet");
    erste.notiz = Satz::default();
    erste.anteil = Some(Anteil { voll: 28, rest: 12, einzeln: true });
    vec![
        erste,
        w.zahl("Gemeldet und berechnet gleich", 21, 28, "7 weichen ab, 5 mit Stellungnahme", "t-abw"),
        w.zahl("Freigaben mit Beleg", 87, 104, "17 angegeben, nicht belegt", "t-abw"),
        w.zahl("Daten höchstens 31 Tage alt", 25, 28, "älteste: 61 Tage (P-12)", "t-abw"),
    ]
}
